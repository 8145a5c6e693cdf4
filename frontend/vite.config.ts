import path from "node:path";
import react from "@vitejs/plugin-react";
import { normalizePath } from "vite";
import { defineConfig } from "vitest/config";
import { apart } from "./apart.ts";
import { brand, branded } from "./brand.ts";
import { pack } from "./pack.ts";
import { thinStyles } from "./styles/thin.ts";
import { findUsed, readSources, sources } from "./styles/used.ts";

// What the window's frame is made of. Whoever else needs a part of it has it by then, and one chunk is smaller than the
// many that come of who needs which.
const themes = "_internal/base-button|_internal/base-menu|avatar|badge|box|button|card|code|dropdown-menu|flex|heading|icon-button|icons|scroll-area|skeleton|slot|spinner|text|text-field|theme|tooltip|visually-hidden";
const primitives = "arrow|avatar|collection|compose-refs|context|direction|dismissable-layer|dropdown-menu|focus-guards|focus-scope|id|menu|popper|portal|presence|primitive|roving-focus|scroll-area|slot|tooltip|use-[a-z-]+|visually-hidden";
const beneath = "@floating-ui|@radix-ui/number|@radix-ui/primitive|aria-hidden|classnames|clsx|get-nonce|react-remove-scroll|react-remove-scroll-bar|react-style-singleton|tslib|use-callback-ref|use-sidecar";
const icons = "ActivityLog|Globe|Laptop|Check|ChevronDown|ChevronRight|Copy|Cross2|DotsHorizontal|ExclamationTriangle|InfoCircled|LockClosed|MagnifyingGlass|Mix|Plus";
const widgets = "compose-refs|data-list|data-list\\.props|elements|elements/(?:alert-dialog|dialog|dropdown-menu|utils)|elevated-access|error-boundary|form|generic-error|i18n/[a-z-]+|otp-input|password-error-utils|save-button|set-password-dialog|use-dialog-close|use-is-hydrated|use-layout-effect|use-security-settings";
const endpoints = "getAuthenticationInformationQueryKey|useAuthenticationInformation|useCreatePassword|useMe|useOrganizations|useSendVerification|useVerify";
const dialogs = "alert-dialog|callout|data-list|dialog|grid|inset|separator|strong";

/** What the bundler tells of the modules. */
interface Graph { getModuleInfo: (id: string) => { readonly importedIds: readonly string[] } | null }

/** The modules that an entry waits for. */
function needed(entry: string, graph: Graph): Set<string> {
  const all = new Set([normalizePath(path.join(import.meta.dirname, "src", entry))]);
  for (const one of all) {
    graph.getModuleInfo(one)?.importedIds.forEach((imported) => all.add(imported));
  }
  return all;
}

let ofStart: ReadonlySet<string> | undefined;

/** All that the start needs, apart from what comes before it, whatever else needs a part of it: with the start itself one chunk. */
function start(id: string, graph: Graph): string | null {
  if (!ofStart) {
    const before = needed("main.ts", graph);
    ofStart = new Set([...needed("shell/start.tsx", graph)].filter((one) => !before.has(one)));
  }
  return ofStart.has(id) ? "start" : null;
}

// What every page needs, in chunks of its own. Each widget is imported dynamically by the catalogue and becomes a chunk by
// itself; the rest of Radix's parts go to whoever needs them, since in one chunk the first page would have those of all others.
const shared = [
  { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\// },
  { name: "query", test: /node_modules\/@tanstack\// },
  {
    name: "radix", includeDependenciesRecursively: false,
    test: new RegExp(`@radix-ui/themes/dist/esm/(?:helpers/|props/|components/(?:${themes})(?:\\.props)?\\.js)|node_modules/(?:${beneath}|@radix-ui/react-(?:${primitives}))/|react-icons.*export=(?:${icons})Icon`),
  },
  // What the profile and the switcher are made of besides, and most other widgets too.
  {
    name: "widgets", includeDependenciesRecursively: false,
    test: new RegExp(`@workos-inc/widgets/dist/esm/(?:api/(?!endpoint)|api/endpoint\\.js\\?export=(?:${endpoints})$|lib/(?:${widgets})\\.js|lib/utils\\.js\\?export=(?:composeEventHandlers|getBestName|getDomProps))|@radix-ui/themes/dist/esm/components/(?:${dialogs})(?:\\.props)?\\.js|@radix-ui/react-(?:alert-dialog|dialog)/|react-icons.*export=EyeClosedIcon`),
  },
  // Radix Themes has one entry for all its parts, which is not to say that the start needs them.
  { name: start, includeDependenciesRecursively: false, test: /^(?!.*node_modules)|\.css$|@radix-ui\/react-icons|@workos-inc\/widgets\/dist\/esm\/.*\.js/ },
];

export default defineConfig(({ command }) => ({
  plugins: [react(), apart(["/@radix-ui/react-icons/dist/react-icons.esm.js", "/@workos-inc/widgets/dist/esm/lib/utils.js", "/@workos-inc/widgets/dist/esm/api/endpoint.js"]), branded(), pack()],
  // While somebody works on the page, what they ask for next is there as well.
  css: { postcss: { plugins: command === "build" ? [thinStyles(findUsed(`${readSources(sources)} "${brand.accent}"`))] : [] } },
  // Tests read the session's problem codes and the catalogue of texts where Go has them.
  server: { fs: { allow: [".", "../internal/session", "../internal/words"] } },
  build: {
    outDir: "dist",
    // public/.gitkeep is copied over, so that Go's embed finds the folder in a clone that was never built.
    emptyOutDir: true,
    // WebKitGTK 2.50, WebView2 (evergreen) and the WebKit of macOS 13.
    target: ["es2022", "safari16"],
    modulePreload: { polyfill: false },
    // The page comes out of the application's own binary: size is read from disk, not from a network.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      treeshake: {
        // No package does anything where a property is only read: what the widgets' API is generated with stays behind.
        propertyReadSideEffects: false,
        // Bowser only defines; without this whoever imports a module that imports it has it too.
        moduleSideEffects: [{ test: /\/node_modules\/bowser\//, sideEffects: false }],
      },
      output: { codeSplitting: { groups: shared } },
    },
  },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:34115/" } },
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "styles/*.test.ts"],
    css: false,
    env: { DEV: "" }, // the page as it is given to people: without what is for its developers
    restoreMocks: true,
    // axe and the real widgets take their time on a machine that is busy with something else.
    testTimeout: 20_000,
    maxWorkers: "100%", // Vitest keeps a processor for itself, which on two halves the workers
    server: { deps: { inline: ["@workos-inc/widgets"] } },
  },
}));
