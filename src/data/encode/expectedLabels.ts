import type { Cell } from "./cells.ts";
import type { EncodedInput } from "./encodedInput.ts";
import { tagList } from "./stepReader.ts";

const SEPARATORS = ["|", ";", ","];

/** What kind of answers a model gives. */
export interface AnswerKind {
  /** An answer at each step. */
  perStep: boolean;
  /** Any number of labels instead of one. */
  several: boolean;
}

/**
 * The labels that stand beside an input, a list for each answer: of the whole, or of each step that is read. Undefined where there
 * are not as many tags as steps.
 */
export function expectedLabels(
  answer: Cell,
  { steps, kept }: Pick<EncodedInput, "steps" | "kept">,
  { perStep, several }: AnswerKind,
): string[][] | undefined {
  if (!perStep) return [several ? labelsIn(answer) : [String(answer).trim()]];
  const tags = tagList(answer, steps);
  return tags.length === steps ? kept.map((t) => [String(tags[t]).trim()]) : undefined;
}

/** A list, or text with a separator. */
function labelsIn(answer: Cell): string[] {
  if (Array.isArray(answer)) return answer.map(String);
  const text = String(answer);
  const separator = SEPARATORS.find((one) => text.includes(one));
  return (separator === undefined ? [text] : text.split(separator)).map((label) => label.trim()).filter(Boolean);
}
