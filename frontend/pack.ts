import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Plugin } from "vite";

const compress = promisify(gzip);

/**
 * A plugin that leaves beside the built page a folder "packed" for the application's binary: the same files, of which all
 * but the document are compressed (internal/page opens them).
 */
export function pack(): Plugin {
  return {
    name: "pack",
    apply: "build",
    async writeBundle({ dir }) {
      if (dir === undefined) {
        throw new Error("the page is built into no folder");
      }
      const packed = path.join(dir, "../packed");
      await rm(packed, { recursive: true, force: true });
      for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) {
          continue;
        }
        const folder = path.join(packed, path.relative(dir, entry.parentPath));
        await mkdir(folder, { recursive: true });
        const content = await readFile(path.join(entry.parentPath, entry.name));
        const asItIs = entry.name === "index.html" || content.length === 0; // .gitkeep
        await writeFile(path.join(folder, asItIs ? entry.name : `${entry.name}.gz`), asItIs ? content : await compress(content, { level: 9 }));
      }
    },
  };
}
