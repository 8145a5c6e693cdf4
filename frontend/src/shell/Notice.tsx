import { Flex, IconButton, Spinner, Text } from "@radix-ui/themes";
import { Cross2Icon, ExclamationTriangleIcon } from "@radix-ui/react-icons";
import type { ReactNode } from "react";
import { words } from "../words";
import { usePassOnFocus } from "./passOn";

/** One slim notice above what it is about: a sentence or two, and what can be done. Screen readers are told at once. */
export function Notice({ tone, children, actions, onDismiss }: {
  tone: "progress" | "warning";
  children: ReactNode;
  actions?: ReactNode;
  onDismiss?: (() => void) | undefined;
}) {
  return (
    // aria-live keeps it audible while a dialog hides the rest of the window.
    <div ref={usePassOnFocus<HTMLDivElement>()} className="slim-notice" data-tone={tone} role={tone === "warning" ? "alert" : "status"} aria-live={tone === "warning" ? "assertive" : "polite"}>
      {tone === "progress" ? <Spinner size="1" /> : <ExclamationTriangleIcon />}
      <Text as="p" size="2" className="slim-notice-text">{children}</Text>
      <Flex gap="4" align="center" flexShrink="0">
        {actions}
        {onDismiss && <IconButton type="button" variant="ghost" color="gray" size="1" aria-label={words.dismiss} onClick={onDismiss}><Cross2Icon /></IconButton>}
      </Flex>
    </div>
  );
}
