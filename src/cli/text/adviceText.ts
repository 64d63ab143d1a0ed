import type { Advice } from "../../base/message.ts";
import { shellWord } from "../../base/shellWord.ts";
import type { ErrorEvent } from "../../contracts/runEvents.ts";
import { programName } from "../programName.ts";

/** Commands that take what they are about by an option. */
const BY_OPTION: Readonly<Record<string, string>> = { new: "--from " };

/** What to type next, as this terminal has it. */
export function adviceText(advice: Advice): string {
  switch (advice.do) {
    case "set":
      return `Use --set ${typed(`${advice.key}=${advice.value}`)}.`;
    case "give":
      return `Use --${advice.option}${advice.value === undefined ? "" : ` ${typed(advice.value)}`}.`;
    case "omit":
      return `Leave --${advice.option} out.`;
    case "use": {
      const { command, of } = advice;
      const about = of === undefined ? "" : ` ${BY_OPTION[command] ?? ""}${typed(of)}`;
      return `Use ${programName()} ${command}${about}.`;
    }
  }
}

/** An error whose hint says what to type next. */
export function wordedError({ advice, hint, ...error }: ErrorEvent): ErrorEvent {
  const words = [hint, advice && adviceText(advice)].filter(Boolean).join(" ");
  return { ...error, ...(words && { hint: words }) };
}

function typed(word: string): string {
  return shellWord(word, process.platform);
}
