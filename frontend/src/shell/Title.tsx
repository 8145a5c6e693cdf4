import { useEffect } from "react";
import { setWindowTitle } from "../session/app";
import { useInfo } from "../session/hooks";
import { words } from "../words";

/** Says in the window's frame what it shows, the narrowest first; the application's name follows. */
export function Title({ parts }: { parts: readonly string[] }) {
  const product = useInfo()?.product ?? words.product;
  const title = words.title([...parts, product]);
  useEffect(() => {
    document.title = title;
    setWindowTitle(title);
  }, [title]);
  return null;
}
