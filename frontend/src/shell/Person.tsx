import { DropdownMenu, IconButton, Text, Tooltip } from "@radix-ui/themes";
import { DotsHorizontalIcon, ExitIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { app } from "../session/app";
import { useAnotherAccount } from "../session/hooks";
import { displayName, type User } from "../session/snapshot";
import { words } from "../words";
import { ErrorPopover } from "./ErrorPopover";
import { Picture } from "./Picture";

type Who = Pick<User, "firstName" | "lastName" | "email" | "pictureUrl">;

/** Who is signed in, and the ways out. */
export function Person({ user }: { user: Who }) {
  const signOut = useMutation({ mutationFn: app.signOut });
  const another = useAnotherAccount();
  const name = displayName(user);
  const leave = () => {
    signOut.mutate();
  };
  return (
    <ErrorPopover error={signOut.error ?? another.error} onDismiss={() => {
      signOut.reset();
      another.reset();
    }}>
      <div className="person">
        <Picture size="2" radius="full" name={name} url={user.pictureUrl} />
        <div className="person-text">
          <Text as="div" size="2" weight="medium" truncate title={name}>{name}</Text>
          {name !== user.email && <Text as="div" size="1" color="gray" truncate title={user.email}>{user.email}</Text>}
        </div>
        <Account user={user} signOut={leave} another={() => {
          another.mutate();
        }} />
        <Tooltip content={words.signOut} side="top">
          <IconButton type="button" variant="ghost" color="gray" aria-label={words.signOut} loading={signOut.isPending} onClick={leave}><ExitIcon /></IconButton>
        </Tooltip>
      </div>
    </ErrorPopover>
  );
}

/** The account's menu. It names the account in full, for which the sidebar has no room. */
function Account({ user, signOut, another }: { user: Who; signOut: () => void; another: () => void }) {
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger>
        <IconButton type="button" variant="ghost" color="gray" aria-label={words.account}><DotsHorizontalIcon /></IconButton>
      </DropdownMenu.Trigger>
      <DropdownMenu.Content side="top" align="end" className="account-menu">
        <DropdownMenu.Label><Text truncate color="gray">{user.email}</Text></DropdownMenu.Label>
        <DropdownMenu.Item onSelect={another}>{words.useAnotherAccount}</DropdownMenu.Item>
        <DropdownMenu.Item onSelect={signOut}>{words.signOut}</DropdownMenu.Item>
      </DropdownMenu.Content>
    </DropdownMenu.Root>
  );
}
