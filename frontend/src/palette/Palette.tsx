import { Dialog, Kbd, VisuallyHidden } from "@radix-ui/themes";
import { CheckIcon, LockClosedIcon, MagnifyingGlassIcon } from "@radix-ui/react-icons";
import { Command as Cmdk } from "cmdk";
import { useRef } from "react";
import { groups, type Command } from "../commands/commands";
import { useAllCommands } from "../commands/hooks";
import { keysLabel } from "../commands/keys";
import { Picture } from "../shell/Picture";
import { words } from "../words";
import { icons } from "./icons";
import { score } from "./match";

/** Everything that can be done at the moment, by a part of its name. */
export function Palette({ mac, close }: { mac: boolean; close: () => void }) {
  const all = useAllCommands().filter((command) => command.name !== undefined);
  const before = useRef(document.activeElement);
  const choose = (command: Command) => {
    close();
    command.run();
  };
  return (
    <Dialog.Root open onOpenChange={close}>
      <Dialog.Content className="palette" align="start" maxWidth="560px" aria-describedby={undefined} onCloseAutoFocus={(event) => {
        event.preventDefault();
        // Where the command has taken the focus somewhere, it stays there.
        if (document.activeElement === document.body && before.current instanceof HTMLElement) {
          before.current.focus({ preventScroll: true });
        }
      }}>
        <VisuallyHidden><Dialog.Title>{words.commands.palette}</Dialog.Title></VisuallyHidden>
        <Cmdk label={words.commands.input} loop vimBindings={false} filter={(_, typed, [name = "", also = ""] = []) => score(name, also, typed)}>
          <div className="palette-input">
            <MagnifyingGlassIcon />
            <Cmdk.Input placeholder={words.commands.input} aria-label={words.commands.input} />
          </div>
          <Cmdk.List label={words.commands.palette}>
            <Cmdk.Empty>{words.commands.nothing}</Cmdk.Empty>
            {groups.map((group) => {
              const members = all.filter((command) => command.group === group);
              return members.length > 0 && (
                <Cmdk.Group key={group} heading={words.commands.groups[group]}>
                  {members.map((command) => <Item key={command.id} command={command} mac={mac} choose={choose} />)}
                </Cmdk.Group>
              );
            })}
          </Cmdk.List>
        </Cmdk>
      </Dialog.Content>
    </Dialog.Root>
  );
}

function Item({ command, mac, choose }: { command: Command; mac: boolean; choose: (command: Command) => void }) {
  const { id, name = "", also = "", mark, icon } = command;
  const Icon = typeof icon === "string" ? icons[icon] : icon;
  const keys = keysLabel(id, mac);
  return (
    <Cmdk.Item value={id} keywords={[name, also]} onSelect={() => {
      choose(command);
    }}>
      {Icon ? <Icon /> : <Picture size="1" name={name} />}
      <span className="palette-name">{name}</span>
      {mark && <VisuallyHidden>, {mark === "locked" ? words.locked : words.commands.current}</VisuallyHidden>}
      {mark === "current" && <CheckIcon className="palette-mark" />}
      {mark === "locked" && <LockClosedIcon className="palette-mark" />}
      {keys !== "" && <Kbd size="1" aria-hidden>{keys}</Kbd>}
    </Cmdk.Item>
  );
}
