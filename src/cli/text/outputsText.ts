import { decimalText } from "../../base/numberText.ts";
import { told } from "./terminalText.ts";
import { unknownText } from "./unknownText.ts";

/** An input that something was written for. */
export interface AnsweredInput {
  text: string;
  unknown: readonly string[];
  unknownTrained?: false;
  /** What stands in the file, and whether that was written. */
  expected?: string;
  agrees?: boolean;
}

/** One of the things that were written, and lines below it. */
export interface ShownOutput {
  score: number;
  text: string;
  below: readonly string[];
}

/** A text that was written, or that stands in the file, also where it is empty. */
export function outputText(text: string): string {
  return text === "" ? "(nothing)" : told(text);
}

/** What stands in the file in place of what was written. */
export function inTheFile(expected: string): string {
  return `in the file: ${outputText(expected)}`;
}

/** An input with its output, or with several, each after its score. */
export function outputsText(input: AnsweredInput, outputs: readonly ShownOutput[]): string {
  const said = told(input.text);
  const note = noteOf(input);
  if (outputs.length === 1) {
    const [{ text, below }] = outputs;
    return [`${said} → ${text}${note}`, ...below].join("\n");
  }
  const nats = outputs.map(({ score }) => decimalText(score, 2, 9));
  const wide = Math.max(...nats.map(({ length }) => length));
  const listed = outputs.flatMap(({ text, below }, i) => [`  ${nats[i].padStart(wide)}  ${text}`, ...below]);
  return [`${said}${note}`, ...listed].join("\n");
}

function noteOf({ unknown, unknownTrained, expected, agrees }: AnsweredInput): string {
  const notes = [
    ...(agrees === false ? [inTheFile(expected!)] : []),
    ...(unknown.length > 0 ? [`unknown: ${unknownText(unknown, unknownTrained)}`] : []),
  ];
  return notes.length > 0 ? `  (${notes.join("; ")})` : "";
}
