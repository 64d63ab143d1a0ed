import { fileName } from "../../base/fileName.ts";
import { count } from "../../base/words.ts";
import type { LabelsPreview, TagsPreview } from "../../contracts/preview.ts";
import type { ShownExamples } from "../../contracts/report.ts";
import type { DatasetPart, Sequences } from "./dataset.ts";
import type { Encoding } from "./encoding.ts";
import { soundSteps } from "./soundSteps.ts";

/** Steps that are shown of a sequence, and characters of a text. */
const MOST_STEPS = 200;
const MOST_CHARACTERS = 600;
/** Characters of all examples together, and what a step has beside its symbol. */
const MOST_TOGETHER = 100_000;
const STEP = 30;

/** The symbols that are read of a sequence; of numbers the numbers of its steps, from 1. */
export function symbolsOf({ starts, lengths, tokens }: Sequences, { source }: Encoding, sequence: number): string[] {
  const [from, length] = [starts[sequence], lengths[sequence]];
  if (!tokens) return Array.from({ length }, (_, t) => String(t + 1));
  return Array.from(tokens.subarray(from, from + length), (id) => source.vocabulary!.symbol(id));
}

/** A sequence as a preview has it: its text; of numbers the sound that they were made of, or how many steps there are. */
export function inputOf(
  { starts, lengths, tokens, sounds }: Sequences,
  { source }: Encoding,
  sequence: number,
): Pick<LabelsPreview, "input" | "isNamed" | "sound" | "steps"> {
  const [from, steps] = [starts[sequence], lengths[sequence]];
  if (tokens) return { input: source.vocabulary!.decode(tokens.subarray(from, from + steps)) };
  if (!sounds || !source.sound) return { input: count(steps, "step"), isNamed: true };
  const file = sounds[sequence];
  return { input: fileName(file), isNamed: true, sound: soundSteps(file, source.sound), steps };
}

/** What a model answers in a row, and the truth. */
export interface RowAnswer {
  predicted: string[];
  actual: string[] | null;
}

/** What a model answered, a row for each step or each sequence: of classes the ids, of labels (rows,C) probabilities beside 0 and 1. */
export interface AnsweredRows {
  kind: "class" | "labels";
  predicted: ArrayLike<number>;
  actual: ArrayLike<number>;
  confidence: ArrayLike<number>;
  probabilities: ArrayLike<number>;
  actualValues: ArrayLike<number>;
}

/** What a model answers in a row, and the truth. */
export function rowAnswer(rows: Omit<AnsweredRows, "confidence">, { target }: Encoding, row: number): RowAnswer {
  const { labels, negative, vocabulary } = target;
  if (rows.kind === "class") {
    const names = labels.length > 0 ? labels : (vocabulary?.symbols ?? []);
    const actual = names[rows.actual[row]];
    return { predicted: [names[rows.predicted[row]]], actual: actual === undefined ? null : [actual] };
  }
  const chosen = (values: ArrayLike<number>) => {
    const found = labels.filter((_, c) => values[row * labels.length + c] > 0.5);
    return found.length === 0 && negative !== undefined ? [negative] : found;
  };
  return { predicted: chosen(rows.probabilities), actual: chosen(rows.actualValues) };
}

/** Examples of a part with what a model answers, as far as there is room: their number and their length are bounded. */
export function shownExamples(
  { inputs, targets, origins }: DatasetPart,
  encoding: Encoding,
  rows: AnsweredRows,
  chosen: { sequences: readonly number[]; wrong: number; total: number },
): ShownExamples {
  const answer = (row: number) => rowAnswer(rows, encoding, row);
  const firstRow = targets.perStep ? firstRows(inputs.lengths) : undefined;
  const shown: ShownExamples["shown"] = [];
  let room = MOST_TOGETHER;
  for (const sequence of chosen.sequences) {
    const first = firstRow ? firstRow[sequence] : sequence;
    const line = origins && origins.lines[sequence] > 0 ? { line: origins.lines[sequence] } : {};
    if (firstRow) {
      const { preview, from, size } = tagged(inputs, encoding, sequence, (t) => answer(first + t));
      const length = inputs.lengths[sequence];
      const cut = preview.steps.length < length ? { from, of: length } : {};
      room -= size;
      if (room >= 0) shown.push({ preview, ...line, ...cut });
    } else {
      const whole = inputOf(inputs, encoding, sequence);
      const input = shortText(whole.input);
      const preview: LabelsPreview = { kind: "labels", ...whole, input, ...answer(sequence) };
      const sure = rows.kind === "class" ? { confidence: rows.confidence[sequence] } : {};
      room -= input.length + (whole.sound?.file.length ?? 0) + STEP;
      if (room >= 0) shown.push({ preview, ...line, ...sure });
    }
    if (room < 0) break;
  }
  return { shown, wrong: chosen.wrong, total: chosen.total };
}

/** The steps of a sequence; of a long one those around its first error. */
function tagged(inputs: Sequences, encoding: Encoding, sequence: number, answer: (t: number) => RowAnswer) {
  const length = inputs.lengths[sequence];
  let from = 0;
  if (length > MOST_STEPS) {
    let t = 0;
    while (t < length && !isWrong(answer(t))) t++;
    from = t === length ? 0 : Math.max(0, Math.min(t - MOST_STEPS / 4, length - MOST_STEPS));
  }
  const starts = Int32Array.of(inputs.starts[sequence] + from);
  const lengths = Int32Array.of(Math.min(MOST_STEPS, length - from));
  const symbols = symbolsOf({ ...inputs, starts, lengths }, encoding, 0);
  const numbered = inputs.tokens ? symbols : symbols.map((_, t) => String(from + t + 1));
  const steps = numbered.map((symbol, t) => ({ symbol: shortText(symbol), ...answer(from + t) }));
  const preview: TagsPreview = { kind: "tags", steps };
  return { preview, from, size: steps.reduce((sum, { symbol }) => sum + symbol.length + STEP, 0) };
}

function isWrong({ predicted, actual }: RowAnswer): boolean {
  return actual !== null && (predicted.length !== actual.length || predicted.some((label, i) => label !== actual[i]));
}

/** The beginning of a text, whose last character is whole. */
function shortText(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS).replace(/[\ud800-\udbff]$/, "")} …`;
}

function firstRows(lengths: Int32Array): Int32Array {
  const first = new Int32Array(lengths.length);
  for (let i = 1; i < lengths.length; i++) first[i] = first[i - 1] + lengths[i - 1];
  return first;
}
