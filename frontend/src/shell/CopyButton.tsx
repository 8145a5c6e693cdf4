import { Button, VisuallyHidden, type ButtonProps } from "@radix-ui/themes";
import { CheckIcon, CopyIcon } from "@radix-ui/react-icons";
import { useEffect, useState } from "react";
import { copyText } from "../bridge/clipboard";
import { words } from "../words";

const shownFor = 2000; // milliseconds

/** A button that copies text, or runs copy, and says for two seconds whether that worked. */
export function CopyButton({ label, done = words.copied, copy, ...rest }: {
  label: string;
  done?: string;
  copy: string | (() => Promise<unknown>);
} & Pick<ButtonProps, "variant" | "size" | "color" | "highContrast">) {
  const [result, setResult] = useState<"" | "copying" | "copied" | "failed">("");
  useEffect(() => {
    const timer = result === "" || result === "copying" ? undefined : setTimeout(() => {
      setResult("");
    }, shownFor);
    return () => {
      clearTimeout(timer);
    };
  }, [result]);

  const press = async () => {
    if (typeof copy === "string") {
      setResult((await copyText(copy)) ? "copied" : "failed");
      return;
    }
    setResult("copying");
    await copy().then(() => {
      setResult("copied");
    }, () => {
      setResult("failed");
    });
  };
  const outcome = { "": "", copying: "", copied: done, failed: words.copyFailed }[result];
  return (
    <>
      <Button variant="soft" color="gray" {...rest} type="button" loading={result === "copying"} onClick={() => void press()}>
        {result === "copied" ? <CheckIcon /> : <CopyIcon />}
        {outcome || label}
      </Button>
      <VisuallyHidden role="status">{outcome}</VisuallyHidden>
    </>
  );
}
