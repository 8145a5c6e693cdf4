import { Heading, Select, Text } from "@radix-ui/themes";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { ErrorText } from "./ErrorText";

/** A group of settings under a heading, which takes the focus when the group is what was asked for. */
export function SettingsSection({ name, wanted = false, children }: { name: string; wanted?: boolean; children: ReactNode }) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (wanted) {
      heading.current?.scrollIntoView({ block: "start" });
      heading.current?.focus({ preventScroll: true });
    }
  }, [wanted]);
  return (
    <section aria-labelledby={id} className="settings-section">
      <Heading as="h2" size="2" id={id} ref={heading} tabIndex={-1} className="page-heading settings-heading">{name}</Heading>
      <div className="settings-list">{children}</div>
    </section>
  );
}

/** What names a control and what explains it, for aria-labelledby and aria-describedby. */
export interface Naming {
  readonly "aria-labelledby": string;
  readonly "aria-describedby": string | undefined;
}

/** One setting: its name, one sentence, its control, and what went wrong with it. */
export function Setting({ name, hint, error = null, children }: {
  name: string;
  hint?: string | undefined;
  error?: unknown;
  children: (naming: Naming) => ReactNode;
}) {
  const id = useId();
  return (
    <div className="setting">
      <div className="setting-text">
        <Text as="div" size="2" weight="medium" id={`${id}-name`}>{name}</Text>
        {hint !== undefined && <Text as="p" size="2" color="gray" id={`${id}-hint`}>{hint}</Text>}
        <ErrorText error={error} />
      </div>
      <div className="setting-control">
        {children({ "aria-labelledby": `${id}-name`, "aria-describedby": hint === undefined ? undefined : `${id}-hint` })}
      </div>
    </div>
  );
}

/** One of several, in a list that opens. */
export function Choice<T extends string>({ naming, value, options, onChange, disabled = false }: {
  naming: Naming;
  value: T;
  options: readonly (readonly [value: T, name: string])[];
  onChange: (value: T) => void;
  disabled?: boolean;
}) {
  return (
    <Select.Root value={value} disabled={disabled} onValueChange={(chosen) => {
      const option = options.find(([one]) => one === chosen);
      if (option) {
        onChange(option[0]);
      }
    }}>
      <Select.Trigger {...naming} className="choice-trigger" />
      <Select.Content position="popper">
        {options.map(([one, name]) => <Select.Item key={one} value={one}>{name}</Select.Item>)}
      </Select.Content>
    </Select.Root>
  );
}
