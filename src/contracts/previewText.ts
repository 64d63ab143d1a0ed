// Apart from the schemas of previews: who makes text of them, such as the command line, need not load those.
import { valueText } from "../base/numberText.ts";
import type {
  LabelsPreview,
  Preview,
  TagsPreview,
  TextPreview,
  TranscriptPreview,
  TranslationPreview,
} from "./preview.ts";

/** Rows of numbers in a text, of what was known and of what is forecast. */
const MOST_ROWS = 12;

/** A preview as text: what `samples.jsonl`, the terminal and scripts have of it. */
export function previewText(preview: Preview): Omit<TextPreview, "kind" | "drawn"> {
  switch (preview.kind) {
    case "text": {
      const { kind: _, drawn: __, ...said } = preview;
      return said;
    }
    case "labels":
      return { prompt: `${preview.input} → `, text: answerText(preview) };
    case "tags":
      return { prompt: "", text: preview.steps.map((step) => `${step.symbol}/${answerText(step)}`).join(" ") };
    case "forecast": {
      const { series, known, forecast, actual, spreads } = preview;
      const prefix = series === undefined ? "" : `${series}: `;
      const said = (rows: number[][]) => rowsText(rows, spreads);
      const ahead = (rows: number[][]) => said(rows.slice(0, MOST_ROWS)) + (rows.length > MOST_ROWS ? " …" : "");
      return {
        prompt: `${prefix}${said(known.slice(-MOST_ROWS))} → `,
        text: `${ahead(forecast)} (came: ${ahead(actual)})`,
      };
    }
    case "ranking": {
      const ranked = preview.ranked.map(({ symbol }) => symbol).join(", ");
      const came = preview.actual === null ? "" : ` (came: ${preview.actual})`;
      return { prompt: `${preview.history.join(", ")} → `, text: ranked + came };
    }
    case "translation":
      return { prompt: `${preview.texts.source} → `, text: writtenText(preview) };
    case "transcript":
      return { prompt: `${preview.source} → `, text: besideTruth(preview.texts) };
  }
}

/** A preview as a row of a log: its text, and of an example the example itself, from which it can be drawn again. */
export function previewRow(preview: Preview): ReturnType<typeof previewText> & { preview?: Preview } {
  const said = previewText(preview);
  if (preview.kind === "text") return said;
  if (preview.kind === "translation") return { ...said, preview: withShortWeights(preview) };
  return { ...said, preview: preview.kind === "transcript" ? withShortLogs(preview) : preview };
}

/** Weights to four digits, with which a log is a third as long; symbols stand elsewhere. */
function withShortWeights({ attention, drawn: _, ...preview }: TranslationPreview): TranslationPreview {
  return { ...preview, attention: attention?.map((row) => row.map((x) => Math.round(1e4 * x) / 1e4)) ?? null };
}

/** Logarithms to four digits after the point, as a list. */
function withShortLogs({ logs, ...preview }: TranscriptPreview): TranscriptPreview {
  return { ...preview, ...(logs && { logs: Array.from(logs, (x) => Math.round(1e4 * x) / 1e4) }) };
}

/** Whether the network is right; undefined where nobody knows. */
export function isRight({ predicted, actual }: { predicted: string[]; actual: string[] | null }): boolean | undefined {
  if (actual === null) return undefined;
  return predicted.length === actual.length && predicted.every((label, i) => label === actual[i]);
}

/** The answers of an example: one, or one a step. */
export function answersOf(preview: LabelsPreview | TagsPreview): { predicted: string[]; actual: string[] | null }[] {
  return preview.kind === "tags" ? preview.steps : [preview];
}

/** Whether any answer of an example is known to be wrong. */
export function isWrong(preview: LabelsPreview | TagsPreview): boolean {
  return answersOf(preview).some((answer) => isRight(answer) === false);
}

/** What was written, a mark where it was cut, and the truth where it differs. */
function writtenText({ texts: { output, truth }, stopped }: TranslationPreview): string {
  return besideTruth({ output: stopped ? output : `${output} …`, truth: truth === output ? null : truth });
}

/** In the beginning many a network writes nothing at all. */
function besideTruth({ output, truth }: { output: string; truth: string | null }): string {
  return truth === null || truth === output ? output : `${output || "(nothing)"} (not ${truth})`;
}

/** Labels as text; "none" where there are none. */
export function labelsText(labels: readonly string[]): string {
  return labels.join(", ") || "none";
}

/** What the network says, and the truth where it is wrong. */
function answerText(answer: { predicted: string[]; actual: string[] | null }): string {
  const said = labelsText(answer.predicted);
  return isRight(answer) === false ? `${said} (not ${labelsText(answer.actual!)})` : said;
}

/** The numbers of a row together. */
function rowsText(rows: readonly number[][], spreads: readonly number[]): string {
  return rows
    .map((row) => row.map((x, k) => valueText(x, spreads[k])))
    .map((row) => (row.length > 1 ? `(${row.join(" ")})` : row[0]))
    .join(" ");
}
