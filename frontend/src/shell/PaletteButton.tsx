import { Button } from "@radix-ui/themes";
import { use } from "react";
import { CommandsContext } from "../commands/hooks";
import { keysAttribute, keysLabel } from "../commands/keys";
import { useInfo } from "../session/hooks";
import { words } from "../words";

/** The way to the command palette for whoever does not know its keys yet. */
export function PaletteButton() {
  const commands = use(CommandsContext);
  const mac = useInfo()?.platform === "darwin";
  return (
    <Button type="button" variant="ghost" color="gray" size="1" className="palette-button" aria-label={`${words.commands.palette} ${keysLabel("palette", mac)}`} aria-keyshortcuts={keysAttribute("palette", mac)} onClick={() => {
      commands.run("palette");
    }}>{keysLabel("palette", mac)}</Button>
  );
}
