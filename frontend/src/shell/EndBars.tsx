import { Button } from "@radix-ui/themes";
import { ClockIcon, EyeOpenIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { app, explain } from "../session/app";
import { useNow } from "../session/hooks";
import { displayName, Status, type Snapshot } from "../session/snapshot";
import { words } from "../words";
import { Bar } from "./Bar";
import { clock, moment } from "./times";

/** How long before its end a session is spoken of, in milliseconds: Go knows the end well from there on. */
const soon = 5 * 60_000;

/** How often it is looked whether the end has come that near, in milliseconds. */
const lookEvery = 5000;

/** Whether a session ends within five minutes, or is past the time it was kept for. */
export function useEndsSoon({ status, endsAt }: Pick<Snapshot, "status" | "endsAt">): boolean {
  const ends = status === Status.SignedIn && endsAt > 0;
  const now = useNow(ends ? lookEvery : undefined); // a page with a timer is never at rest, not even minimised
  return ends && endsAt - now <= soon;
}

/** That nobody has used the session for long: what goes on using it is one press. */
export function IdleBar({ endsAt }: { endsAt: number }) {
  const stay = useMutation({ mutationFn: app.staySignedIn });
  const left = endsAt - useNow(1000);
  return (
    <Bar tone="warning" icon={ClockIcon} actions={
      <Button type="button" variant="ghost" size="1" loading={stay.isPending} onClick={() => {
        stay.mutate();
      }}>{words.ending.stay}</Button>
    }>
      {left > 0 ? words.ending.idle(<Countdown key="left" left={left} />) : words.ending.idled} <span className="quiet">{words.ending.unsaved}</span>
      {stay.isError && <span role="alert"> {explain(stay.error)}</span>}
    </Bar>
  );
}

/** Who acts as somebody else and why, and when that ends, whatever is done. */
export function ImpersonationBar({ snapshot: { impersonator, user, endsAt }, soon }: { snapshot: Snapshot; soon: boolean }) {
  return impersonator && user && (
    <Bar tone="warning" icon={EyeOpenIcon}>
      {words.impersonation(impersonator.email, displayName(user), impersonator.reason)}
      {endsAt > 0 && <> <span className="quiet">{soon ? <ImpersonationLeft endsAt={endsAt} /> : words.ending.impersonationAt(moment(endsAt))}</span></>}
    </Bar>
  );
}

function ImpersonationLeft({ endsAt }: { endsAt: number }) {
  return words.ending.impersonation(<Countdown key="left" left={endsAt - useNow(1000)} />);
}

/** Silent, for a screen reader would speak of every second: it is told once that the end is near. */
function Countdown({ left }: { left: number }) {
  return <span role="timer" aria-live="off" className="countdown">{clock(left)}</span>;
}
