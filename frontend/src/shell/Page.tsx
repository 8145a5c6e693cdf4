import { Flex, IconButton, Spinner, Text, Tooltip } from "@radix-ui/themes";
import { ReloadIcon } from "@radix-ui/react-icons";
import { useIsFetching } from "@tanstack/react-query";
import { allows, type WidgetPage } from "../widgets/catalogue";
import type { Scope } from "../widgets/scope";
import { words } from "../words";
import { Deferred } from "./Deferred";
import { useKeptPages } from "./keptPages";
import { locked } from "./onDemand";
import { PageHeading } from "./PageHeading";
import { PageNotices } from "./PageNotices";
import { PageWidget } from "./PageWidget";
import { PaletteButton } from "./PaletteButton";
import { useRefresh } from "./refresh";

/** What a page has to know of the session. */
export interface PageProps {
  readonly page: WidgetPage;
  readonly scope: Scope;
  readonly permissions: readonly string[];
  readonly role: string;
  readonly organizationName: string;
  /** What the organization is called that a switch is under way to; undefined when there is none. */
  readonly switchingTo: string | undefined;
}

/**
 * One page of the window: heading, one sentence, and its widget or why there is none. The widgets of pages that were left stay
 * beneath it, hidden.
 */
export function Page({ page, scope, permissions, role, organizationName, switchingTo }: PageProps) {
  const { name, sentence } = words.pages[page.id];
  const isLocked = !allows(page, permissions);
  const busy = switchingTo !== undefined;
  const { kept, drop } = useKeptPages(page, (one) => allows(one, permissions));
  return (
    <main className="page" aria-busy={busy}>
      <header className="page-header" key={page.id}>
        <div>
          <PageHeading>{name}</PageHeading>
          <Text as="p" size="2" color="gray" mt="3">{busy ? <Flex as="span" align="center" gap="2"><Spinner size="1" />{words.switching(switchingTo)}</Flex> : sentence(organizationName)}</Text>
        </div>
        <Flex align="center" gap="4" flexShrink="0">
          <PaletteButton />
          {!isLocked && <Refresh scope={scope} />}
        </Flex>
      </header>
      <PageNotices key={`notices of ${page.id}`} widget={page.widget} scope={scope} />
      {kept.map((one) => (
        <div key={one.id} className="page-scroll" hidden={one !== page} tabIndex={busy ? 0 : undefined}>
          {/* What is begun now would be gone once the switch is through. */}
          <div className="page-body" data-wide={one.wide} inert={busy}>
            {one === page && isLocked ? <Deferred code={locked} heading={words.widget.failedHeading(name)}><locked.Component page={page} role={role} /></Deferred>
              : <PageWidget page={one} scope={scope} shown={one === page} drop={drop} />}
          </div>
        </div>
      ))}
    </main>
  );
}

function Refresh({ scope }: { scope: Scope }) {
  const refresh = useRefresh(scope);
  const fetching = useIsFetching({}, scope.client) > 0;
  return (
    <Tooltip content={words.refresh}>
      <IconButton type="button" variant="ghost" color="gray" aria-label={words.refresh} data-busy={fetching} className="refresh" onClick={refresh}>
        <ReloadIcon />
      </IconButton>
    </Tooltip>
  );
}
