import { globSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorColumns } from "../../src/base/forecastErrors.ts";
import { figureLabel, figureNames } from "../../src/base/metrics.ts";
import { capitalized } from "../../src/base/words.ts";
import { templates } from "../../src/templates/index.ts";

const file = "l10n/bundle.l10n.json";
const hostFiles = globSync("src/extension/**/*.ts");
const pageFiles = globSync("webview/**/*.ts");

/** The texts that stand in calls of a function, `t("…"` or `l10n.t("…"`. */
function textsIn(files: readonly string[], call: RegExp): string[] {
  const pattern = new RegExp(`${call.source}\\(\\s*("(?:[^"\\\\]|\\\\.)*")`, "g");
  return files.flatMap((source) =>
    [...readFileSync(source, "utf8").matchAll(pattern)].map(([, text]) => JSON.parse(text) as string),
  );
}

// Written anew with UNROLL_UPDATE=1.
test("the bundle for translators holds every text of the host and of the panels", () => {
  const ofHost = textsIn(hostFiles, /l10n\s*\.t/);
  const ofPages = textsIn(pageFiles, /(?<![\w.])t/);
  expect(ofHost.length).toBeGreaterThan(20);
  expect(ofPages.length).toBeGreaterThan(60);
  // What the panels and the list of templates take from tables as it is written there.
  const naive = { mae: 1, rmse: 1, mase: 1 };
  const tables = [
    ...templates.flatMap(({ about, expect }) => [about, expect]),
    ...figureNames.map(figureLabel),
    ...errorColumns([{ ...naive, naive }]).heads.map(capitalized),
  ];
  const bundle = Object.fromEntries(
    [...new Set([...ofHost, ...ofPages, ...tables])].sort().map((text) => [text, text]),
  );
  const written = `${JSON.stringify(bundle, null, 2)}\n`;
  if (process.env.UNROLL_UPDATE) writeFileSync(file, written);
  expect(readFileSync(file, "utf8")).toBe(written);
});

test("no text that a person reads escapes the bundle", () => {
  const shown = /\.show(?:Information|Warning|Error)Message\(\s*["`]/;
  for (const source of hostFiles) expect(shown.test(readFileSync(source, "utf8")), source).toBe(false);
  // A word with a capital letter, or several words, between quotes and in no call of t, nor in a comment or a class.
  const words = /["`](?:[A-Z][a-z]+(?: \S+)*|[a-z]+(?: [a-z]+){2,}) ?[.…:"`$]/;
  for (const source of pageFiles) {
    const code = readFileSync(source, "utf8")
      .replace(/^\s*(?:\/\/|\/?\*).*$/gm, "")
      .replace(/(?<![\w.])t\(\s*"(?:[^"\\]|\\.)*"/g, "t(")
      .replace(/class: "[^"]*"|\.className = [^;]*;|\.key\b.*|case "\w+".*|import .*/g, "");
    expect(words.exec(code)?.[0], source).toBeUndefined();
  }
});
