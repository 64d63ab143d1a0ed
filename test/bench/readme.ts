import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../../README.md", import.meta.url);

/** Puts a report where the README keeps the last one, and what it says where the README says it first. */
export function writeReadme(report: string, headline: string | undefined): void {
  let text = put(readFileSync(file, "utf8"), "<!-- npm run bench -- --readme -->", `\n\n${report}\n\n`);
  if (headline !== undefined) text = put(text, "<!-- headline of npm run bench -->", `\n  ${wrapped(headline)}\n  `);
  writeFileSync(file, text);
}

/** A text with something else between a comment and the end that follows it. */
function put(text: string, begin: string, middle: string): string {
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf("<!-- end -->", from);
  if (from < begin.length || to < from) throw new TypeError(`README.md has no place for it: ${begin} … <!-- end -->`);
  return text.slice(0, from) + middle + text.slice(to);
}

/** In lines of an item of a list. */
function wrapped(text: string): string {
  return text.replace(/(.{90,125}) /g, "$1\n  ");
}
