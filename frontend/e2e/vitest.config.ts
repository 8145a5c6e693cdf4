import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL(".", import.meta.url).pathname,
  cacheDir: "../node_modules/.vite",
  test: {
    include: ["*.e2e.ts"],
    // Each file has an application, a desktop and a browser of its own, which is as much as two cores bear.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
