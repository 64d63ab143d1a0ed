// What a room reaches, through any number of imports. Types reach nothing: in esbuild's graph there are none.
import { globSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { build } from "esbuild";
import { expect, test } from "vitest";

const { forbidden } = createRequire(import.meta.url)("../../.dependency-cruiser.cjs");
const pure = new RegExp(forbidden.find(({ name }: { name: string }) => name === "pure-rooms-know-no-node").from.path);
// The core is compiled by another compiler, and imports no other room.
const files = globSync("{src,webview}/**/*.ts", { exclude: ["src/core/**"] }).filter((file) => pure.test(file));

test("pure rooms reach none of Node's modules", async () => {
  const { metafile } = await build({
    stdin: { contents: files.map((file) => `import "./${file}";`).join("\n"), resolveDir: "." },
    ...{ bundle: true, packages: "external", platform: "node", format: "esm", ignoreAnnotations: true },
    ...{ metafile: true, write: false, outdir: "dist", logLevel: "silent" },
  });

  const wayToNode = (file: string): string | undefined => {
    const ways = [[file]];
    const seen = new Set<string>(ways[0]);
    for (const way of ways) {
      for (const { path, external } of metafile.inputs[way.at(-1)!].imports) {
        if (external && isBuiltin(path)) return [...way, path].join(" → ");
        // The engine reads the core and starts threads for whoever trains; the table of rooms says who may import it.
        if (external || seen.has(path) || path.startsWith("src/engine/")) continue;
        seen.add(path);
        ways.push([...way, path]);
      }
    }
    return undefined;
  };
  expect(files.length).toBeGreaterThan(100);
  expect(files.map(wayToNode).filter(Boolean)).toEqual([]);
});
