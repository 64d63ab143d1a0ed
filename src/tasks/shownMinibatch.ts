import type { MinibatchArrays, MinibatchShape, Numbers } from "../base/minibatch.ts";
import { roughText } from "../base/numberText.ts";
import type { ShownMinibatch } from "../contracts/steering.ts";
import type { Vocabulary } from "../data/index.ts";

/** Rows that are shown, and symbols of each. */
const MOST_ROWS = 16;
const MOST_SYMBOLS = 200;

/** What the numbers of a minibatch mean. */
export interface MinibatchMeaning {
  /** Of the tokens that are read, and the numbers of a step beside them. */
  vocabulary?: Vocabulary;
  features: number;
  /**
   * Of what is predicted, at each step or for each row: symbols, one of the labels, any of them (or of one label yes or `negative`), or
   * so many numbers.
   */
  target: { perStep: boolean } & (
    | { symbols: Vocabulary }
    | { label: readonly string[] }
    | { labels: readonly string[]; negative?: string }
    | { numbers: number }
  );
}

/** Where a row of a minibatch stands: of `batchSize` rows, number b, and so many places of it. */
interface Row {
  b: number;
  batchSize: number;
  length: number;
}

/** A minibatch as text: its rows as the network reads them, numbers as they are normalised. */
export function shownMinibatch(
  { inputs, vectors, lengths, targets, targetLengths }: MinibatchArrays,
  { steps }: MinibatchShape,
  batchSize: number,
  { vocabulary, features, target }: MinibatchMeaning,
): ShownMinibatch {
  const rows = Array.from({ length: Math.min(batchSize, MOST_ROWS) }, (_, b) => {
    const length = lengths?.[b] ?? steps;
    const row = { b, batchSize, length };
    const read = [
      ...(inputs && vocabulary ? [symbolsText(inputs, row, vocabulary)] : []),
      ...(vectors ? [numbersText(vectors, row, features)] : []),
    ];
    const predicted = { b, batchSize, length: targetLengths?.[b] ?? (target.perStep ? length : 1) };
    return { read: read.join(" + "), predicted: targetText(targets, predicted, target) };
  });
  const longest = lengths ? Math.max(...lengths.subarray(0, batchSize)) : steps;
  return { rows, batchSize, steps: longest };
}

function targetText(targets: Numbers, row: Row, target: MinibatchMeaning["target"]): string {
  if ("symbols" in target) return symbolsText(targets, row, target.symbols);
  if ("numbers" in target) return numbersText(targets, row, target.numbers);
  if ("label" in target) {
    return placesText(row, (at) => (targets[at] < 0 ? "–" : target.label[targets[at]]), " ");
  }
  const { labels, negative } = target;
  const width = labels.length;
  const chosen = (at: number) => labels.filter((_, c) => targets[at * width + c] > 0.5).join(" + ");
  return placesText(row, (at) => chosen(at) || (negative ?? "–"), " ");
}

/** Words with spaces between them; what is not predicted is left out. */
function symbolsText(ids: Numbers, row: Row, vocabulary: Vocabulary): string {
  const between = vocabulary.words ? " " : "";
  return placesText(row, (at) => (ids[at] < 0 ? "" : vocabulary.symbol(ids[at])), between);
}

function numbersText(numbers: Numbers, row: Row, width: number): string {
  const text = (at: number) => Array.from(numbers.subarray(at * width, (at + 1) * width), roughText).join(" ");
  return placesText(row, (at) => (width === 1 ? text(at) : `(${text(at)})`), " ");
}

/** What stands in the places of a row, the first of them. */
function placesText({ b, batchSize, length }: Row, text: (at: number) => string, between: string): string {
  const shown = Math.min(length, MOST_SYMBOLS);
  const said = Array.from({ length: shown }, (_, t) => text(t * batchSize + b)).join(between);
  return shown < length ? `${said} …` : said;
}
