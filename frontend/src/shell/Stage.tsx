import { Flex, Text } from "@radix-ui/themes";
import type { ReactNode } from "react";
import iconURL from "#brand/windowicon.png";
import { words } from "../words";
import { PageHeading } from "./PageHeading";

/**
 * The layout of everything that takes the whole view: icon, heading, one sentence, and what can be done.
 * The pages in the browser (internal/browserpage) are laid out the same way.
 */
export function Stage({ heading, sentence, children, footer }: {
  heading: string;
  sentence?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
}) {
  return (
    <main className="stage">
      <div className="stage-column">
        <img src={iconURL} alt="" width="44" height="44" draggable={false} />
        <Flex direction="column" gap="3">
          <PageHeading key={heading} size="6">{heading}</PageHeading>
          {sentence !== undefined && <Text as="p" size="3" color="gray">{sentence}</Text>}
        </Flex>
        {children}
      </div>
      {footer !== undefined && <Text as="div" size="1" color="gray" className="stage-footer">{footer}</Text>}
    </main>
  );
}

/** Takes the place of everything when the page was opened without the application behind it. */
export function NoApplication() {
  return <Stage heading={words.noApplication.heading} sentence={words.noApplication.sentence} />;
}
