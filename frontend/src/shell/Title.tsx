import { useEffect } from "react";
import { WindowSetTitle } from "../../wailsjs/runtime/runtime";
import { useInfo } from "../session/hooks";
import { words } from "../words";

/** Says in the window's frame what it shows, the narrowest first; the application's name follows. */
export function Title({ parts }: { parts: readonly string[] }) {
  const product = useInfo()?.product ?? words.product;
  const title = words.title([...parts, product]);
  useEffect(() => {
    document.title = title;
    WindowSetTitle(title);
  }, [title]);
  return null;
}
