import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// What every page needs, in chunks of its own: they stay cached while widgets come and go. Each widget is
// imported dynamically by the catalogue and becomes a chunk by itself.
const shared = [
  { name: "react", test: /node_modules\/(?:react|react-dom|scheduler)\// },
  { name: "radix", test: /node_modules\/(?:@radix-ui|radix-ui|@floating-ui|react-remove-scroll|aria-hidden)\// },
  { name: "query", test: /node_modules\/@tanstack\// },
];

export default defineConfig({
  plugins: [react()],
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
    rolldownOptions: { output: { codeSplitting: { groups: shared } } },
  },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://localhost:34115/" } },
    setupFiles: ["src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: false,
    restoreMocks: true,
    // axe and the real widgets take their time on a machine that is busy with something else.
    testTimeout: 20_000,
    server: { deps: { inline: ["@workos-inc/widgets"] } },
  },
});
