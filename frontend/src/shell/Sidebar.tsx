import { Text, Tooltip } from "@radix-ui/themes";
import { LockClosedIcon } from "@radix-ui/react-icons";
import { useEffect, useId, useRef, type ReactNode } from "react";
import { keysAttribute, keysLabel } from "../commands/keys";
import { allows, type WidgetPage } from "../widgets/catalogue";
import { words } from "../words";

/** What the navigation needs to know. */
export interface NavigationProps {
  readonly available: readonly WidgetPage[];
  readonly current: WidgetPage | undefined;
  readonly permissions: readonly string[];
  /** The organization's name, the heading of its group. */
  readonly organizationName: string;
  /** Icons only, with their names in tooltips. */
  readonly collapsed: boolean;
  readonly mac: boolean;
  readonly go: (to: WidgetPage) => void;
}

/** Where one can go: the person's own pages, and their organization's. */
export function Navigation(props: NavigationProps) {
  return (
    <nav aria-label={words.navigation} className="navigation">
      <Group {...props} group="you" name={words.you} />
      <Group {...props} group="organization" name={props.organizationName || words.yourOrganization} />
    </nav>
  );
}

function Group({ group, name, ...props }: NavigationProps & { group: WidgetPage["group"]; name: string }) {
  const id = useId();
  const members = props.available.filter((page) => page.group === group);
  if (members.length === 0) {
    return null;
  }
  return (
    <div className="navigation-group">
      <Text as="div" size="1" weight="medium" id={id} truncate className="navigation-heading">{name}</Text>
      <ul aria-labelledby={id}>
        {members.map((page) => <Entry key={page.id} page={page} {...props} />)}
      </ul>
    </div>
  );
}

function Entry({ page, current, permissions, collapsed, mac, available, go }: NavigationProps & { page: WidgetPage }) {
  const id = useId();
  const entry = useRef<HTMLButtonElement>(null);
  const shown = page === current;
  useEffect(() => {
    if (shown) {
      entry.current?.scrollIntoView({ block: "nearest" });
    }
  }, [shown]);
  const locked = !allows(page, permissions);
  const { name } = words.pages[page.id];
  const command = `page:${available.indexOf(page) + 1}`;
  const shortcut = keysLabel(command, mac);
  return (
    <li>
      <Hint shown={collapsed} text={[name, shortcut].filter(Boolean).join("  ")}>
        <button
          ref={entry} type="button" className="entry" aria-current={shown ? "page" : undefined}
          aria-describedby={locked ? id : undefined} aria-keyshortcuts={keysAttribute(command, mac)}
          onClick={() => {
            go(page);
          }}
          onPointerEnter={page.code.preload} onFocus={page.code.preload}
        >
          <page.icon />
          <span className="entry-name">{name}</span>
          {locked ? <LockClosedIcon className="entry-lock" /> : <kbd className="entry-key" aria-hidden>{shortcut}</kbd>}
        </button>
      </Hint>
      {locked && <span id={id} hidden>{words.locked}</span>}
    </li>
  );
}

/** A tooltip where the name is not on screen. */
function Hint({ shown, text, children }: { shown: boolean; text: string; children: ReactNode }) {
  return shown ? <Tooltip content={text} side="right">{children}</Tooltip> : children;
}
