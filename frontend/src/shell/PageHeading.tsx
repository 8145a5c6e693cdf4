import { Heading, type HeadingProps } from "@radix-ui/themes";
import { useEffect, useRef } from "react";

/**
 * The one level-1 heading of what the window shows. The focus moves to it when it appears, which is where
 * somebody who can't see the change goes on reading; key it to move the focus again.
 */
export function PageHeading({ children, ...rest }: { children: string } & Pick<HeadingProps, "size" | "id">) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <Heading as="h1" size="6" trim="both" {...rest} ref={heading} tabIndex={-1} className="page-heading">
      {children}
    </Heading>
  );
}
