import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { apart } from "./apart.ts";
import { pack } from "./pack.ts";
import { thinStyles } from "./styles/thin.ts";
import { findUsed, readSources, sources } from "./styles/used.ts";

// What every page needs, in chunks of its own. Each widget is imported dynamically by the catalogue and becomes a chunk by
// itself; Radix's parts go to whoever needs them, since in one chunk the first page would have those of all others.
const shared = [
  { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\// },
  { name: "query", test: /node_modules\/@tanstack\// },
];

export default defineConfig({
  plugins: [react(), apart(["/@radix-ui/react-icons/dist/react-icons.esm.js", "/@workos-inc/widgets/dist/esm/lib/utils.js"]), pack()],
  css: { postcss: { plugins: [thinStyles(findUsed(readSources(sources)))] } },
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
      // It only defines; without this whoever imports a module that imports it has it too.
      treeshake: { moduleSideEffects: [{ test: /\/node_modules\/bowser\//, sideEffects: false }] },
      output: { codeSplitting: { groups: shared } },
    },
  },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:34115/" } },
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}", "styles/*.test.ts"],
    css: false,
    restoreMocks: true,
    // axe and the real widgets take their time on a machine that is busy with something else.
    testTimeout: 20_000,
    server: { deps: { inline: ["@workos-inc/widgets"] } },
  },
});
