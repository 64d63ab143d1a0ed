import { globSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { templates } from "../../src/templates/index.ts";

const file = "l10n/bundle.l10n.json";

// Written anew with UNROLL_UPDATE=1.
test("the bundle for translators holds every text of the host", () => {
  const texts = globSync("src/extension/**/*.ts").flatMap((source) =>
    [...readFileSync(source, "utf8").matchAll(/l10n\s*\.t\(\s*("(?:[^"\\]|\\.)*")/g)].map(([, text]) =>
      JSON.parse(text),
    ),
  );
  // The list of templates is shown as it is written.
  texts.push(...templates.flatMap(({ about, expect }) => [about, expect]));
  expect(texts.length).toBeGreaterThan(20);
  const bundle = Object.fromEntries([...new Set<string>(texts)].sort().map((text) => [text, text]));
  const written = `${JSON.stringify(bundle, null, 2)}\n`;
  if (process.env.UNROLL_UPDATE) writeFileSync(file, written);
  expect(readFileSync(file, "utf8")).toBe(written);
});

test("no text that a person reads escapes the bundle", () => {
  const shown = /\.show(?:Information|Warning|Error)Message\(\s*["`]/;
  for (const source of globSync("src/extension/**/*.ts")) {
    expect(shown.test(readFileSync(source, "utf8")), source).toBe(false);
  }
});
