import type { Advice } from "../../base/message.ts";
import { shellWord } from "../../base/shellWord.ts";
import { programName } from "../programName.ts";

/** What to type next, as this terminal has it. */
export function adviceText(advice: Advice): string {
  switch (advice.do) {
    case "set":
      return `Use --set ${shellWord(`${advice.key}=${textOf(advice.value)}`, process.platform)}.`;
    case "give":
      return `Use --${advice.option}${advice.value === undefined ? "" : ` ${advice.value}`}.`;
    case "omit":
      return `Leave --${advice.option} out.`;
    case "use":
      return `Use ${programName()} ${advice.command}${advice.of === undefined ? "" : ` ${shellWord(advice.of, process.platform)}`}.`;
  }
}

function textOf(value: number | string | boolean | null): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
