import { Avatar, IconButton, Text, Tooltip } from "@radix-ui/themes";
import { ExitIcon } from "@radix-ui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { app } from "../session/app";
import { displayName, type User } from "../session/snapshot";
import { words } from "../words";
import { ErrorPopover } from "./ErrorPopover";
import { initials } from "./initials";

/** Who is signed in, and the way out. */
export function Person({ user }: { user: Pick<User, "firstName" | "lastName" | "email" | "pictureUrl"> }) {
  const signOut = useMutation({ mutationFn: app.signOut });
  const name = displayName(user);
  return (
    <ErrorPopover error={signOut.error} onDismiss={signOut.reset}>
      <div className="person">
        <Avatar size="2" radius="full" color="gray" src={user.pictureUrl || undefined} fallback={initials(name)} alt="" className="person-picture" />
        <div className="person-text">
          <Text as="div" size="2" weight="medium" truncate title={name}>{name}</Text>
          {name !== user.email && <Text as="div" size="1" color="gray" truncate title={user.email}>{user.email}</Text>}
        </div>
        <Tooltip content={words.signOut} side="top">
          <IconButton type="button" variant="ghost" color="gray" aria-label={words.signOut} loading={signOut.isPending} onClick={() => {
            signOut.mutate();
          }}><ExitIcon /></IconButton>
        </Tooltip>
      </div>
    </ErrorPopover>
  );
}
