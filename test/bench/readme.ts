import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../../README.md", import.meta.url);
const [begin, end] = ["<!-- npm run bench -- --readme -->", "<!-- end -->"];

/** Puts a report where the README keeps the last one. */
export function writeReadme(report: string): void {
  const text = readFileSync(file, "utf8");
  const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
  if (from < begin.length || to < from) throw new TypeError(`README.md has no place for it: ${begin} … ${end}`);
  writeFileSync(file, `${text.slice(0, from)}\n\n${report}\n\n${text.slice(to)}`);
}
