import { Flex, IconButton, Text } from "@radix-ui/themes";
import { Cross2Icon } from "@radix-ui/react-icons";
import type { ComponentType, ReactNode } from "react";
import { words } from "../words";
import { usePassOnFocus } from "./passOn";

/** One slim bar above everything else: a sentence or two, and what can be done. */
export function Bar({ tone, icon: Icon, actions, onDismiss, children }: {
  tone: "quiet" | "warning";
  icon: ComponentType;
  actions?: ReactNode;
  onDismiss?: (() => void) | undefined;
  children: ReactNode;
}) {
  return (
    <div className="bar" data-tone={tone} ref={usePassOnFocus<HTMLDivElement>()}>
      <Icon />
      <Text size="1" className="bar-text">{children}</Text>
      {(actions !== undefined || onDismiss) && (
        <Flex gap="3" align="center" flexShrink="0">
          {actions}
          {onDismiss && <IconButton type="button" variant="ghost" color="gray" size="1" aria-label={words.dismiss} onClick={onDismiss}><Cross2Icon /></IconButton>}
        </Flex>
      )}
    </div>
  );
}
