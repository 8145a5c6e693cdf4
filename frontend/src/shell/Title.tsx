import { useEffect } from "react";
import { setWindowTitle } from "../session/app";
import { useInfo } from "../session/hooks";
import { words } from "../words";
import { product } from "./brand";

/** Says in the window's frame what it shows, the narrowest first; the application's name follows. */
export function Title({ parts }: { parts: readonly string[] }) {
  const name = useInfo()?.product ?? product;
  const title = words.title([...parts, name]);
  useEffect(() => {
    document.title = title;
    setWindowTitle(title);
  }, [title]);
  return null;
}
