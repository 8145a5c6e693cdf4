import { VisuallyHidden } from "@radix-ui/themes";

/** Tells screen readers what changed without taking the focus there. It has to be on the page before the text is. */
export function Announcer({ text }: { text: string }) {
  return <VisuallyHidden role="status" aria-live="polite">{text}</VisuallyHidden>;
}
