import { DropdownMenu, IconButton, Text, Tooltip } from "@radix-ui/themes";
import { DotsHorizontalIcon, ExitIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { use } from "react";
import { CommandsContext } from "../commands/hooks";
import { keysLabel } from "../commands/keys";
import { app } from "../session/app";
import { useAnotherAccount } from "../session/hooks";
import { displayName, type User } from "../session/snapshot";
import { words } from "../words";
import { ErrorPopover } from "./ErrorPopover";
import { keepMovedFocus } from "./keepMovedFocus";
import { Picture } from "./Picture";

type Who = Pick<User, "firstName" | "lastName" | "email" | "pictureUrl">;

/** The ways out. Whichever control or command began one, what went wrong is said beside the person. */
export function useLeave() {
  const signOut = useMutation({ mutationFn: app.signOut });
  const another = useAnotherAccount();
  return {
    signOut: signOut.mutate as () => void,
    another: another.mutate as () => void,
    signingOut: signOut.isPending,
    error: signOut.error ?? another.error,
    forget: () => {
      signOut.reset();
      another.reset();
    },
  };
}

/** Who is signed in, and the ways out. */
export function Person({ user, mac, leave }: { user: Who; mac: boolean; leave: ReturnType<typeof useLeave> }) {
  const name = displayName(user);
  return (
    <ErrorPopover error={leave.error} onDismiss={leave.forget}>
      <div className="person">
        <Picture size="2" radius="full" name={name} url={user.pictureUrl} />
        <div className="person-text">
          <Text as="div" size="2" weight="medium" truncate title={name}>{name}</Text>
          {name !== user.email && <Text as="div" size="1" color="gray" truncate title={user.email}>{user.email}</Text>}
        </div>
        <Account user={user} mac={mac} />
        <Tooltip content={words.signOut} side="top">
          <IconButton type="button" variant="ghost" color="gray" aria-label={words.signOut} loading={leave.signingOut} onClick={leave.signOut}><ExitIcon /></IconButton>
        </Tooltip>
      </div>
    </ErrorPopover>
  );
}

/** The account's menu. It names the account in full, for which the sidebar has no room. */
function Account({ user, mac }: { user: Who; mac: boolean }) {
  const commands = use(CommandsContext);
  // Once the menu is closed: until then it would take the focus back from wherever the command leads.
  const run = (id: string) => () => {
    setTimeout(() => {
      commands.run(id);
    });
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger>
        <IconButton type="button" variant="ghost" color="gray" aria-label={words.account}><DotsHorizontalIcon /></IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content side="top" align="end" className="account-menu" onCloseAutoFocus={keepMovedFocus}>
        <DropdownMenu.Label><Text truncate color="gray">{user.email}</Text></DropdownMenu.Label>
        <DropdownMenu.Item shortcut={keysLabel("settings", mac)} onSelect={run("settings")}>{words.commands.settings}</DropdownMenu.Item>
        <DropdownMenu.Separator />
        <DropdownMenu.Item onSelect={run("use-another-account")}>{words.useAnotherAccount}</DropdownMenu.Item>
        <DropdownMenu.Item onSelect={run("sign-out")}>{words.signOut}</DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
