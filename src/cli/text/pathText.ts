import { visibleSymbol } from "../../base/visibleText.ts";
import { told } from "./terminalText.ts";

const BLANK = "<blank>";

/** The best path, a dot for each blank. */
export function pathText(path: readonly string[]): string {
  const isShort = path.every((label) => label === BLANK || [...label].length === 1);
  return path.map((label) => (label === BLANK ? "·" : told(visibleSymbol(label)))).join(isShort ? "" : " ");
}
