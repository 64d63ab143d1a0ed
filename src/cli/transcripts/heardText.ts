import { decimalText } from "../../base/numberText.ts";
import { visibleSymbol } from "../../base/visibleText.ts";
import { inTheFile, outputText } from "../text/outputsText.ts";
import { told } from "../text/terminalText.ts";

interface Heard {
  text: string;
  tokens: readonly string[];
  score?: number;
  times?: readonly number[];
}

/** The text that stands beside a sound, where one does, and whether it was heard. */
export interface Truth {
  expected?: string;
  agrees?: boolean;
}

/** "a.wav → helo  (in the file: hello)"; several after their scores; with `withTimes`, "0.12 h  0.20 e …" below. */
export function heardText(
  file: string,
  outputs: readonly Heard[],
  { expected, agrees }: Truth,
  withTimes: boolean,
): string {
  const note = agrees === false ? `  (${inTheFile(expected!)})` : "";
  const below = ({ tokens, times }: Heard) =>
    withTimes && times
      ? [`    ${times.map((time, i) => `${decimalText(time, 2)} ${told(visibleSymbol(tokens[i]))}`).join("  ")}`]
      : [];
  if (outputs.length === 1)
    return [`${told(file)} → ${outputText(outputs[0].text)}${note}`, ...below(outputs[0])].join("\n");
  const each = outputs.flatMap((output) => [
    `  ${decimalText(output.score ?? 0, 2, 9)}  ${outputText(output.text)}`,
    ...below(output),
  ]);
  return [`${told(file)}${note}`, ...each].join("\n");
}
