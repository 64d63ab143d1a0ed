import { type Config, tasks } from "../../config/index.ts";
import type { LookStrip } from "../../contracts/inspection/look.ts";
import type { Dataset, DatasetPart, EncodedInput, EncodedStart, Encoding } from "../../data/index.ts";
import { PairTexts, SequenceRows, type Vocabulary } from "../../data/index.ts";
import type { SequenceForm } from "../../networks/index.ts";
import { says } from "../messages.ts";
import type { Reading, Wanted } from "./reading.ts";

/** What stands beside an input, as labels: a list for each answer. */
export type ExpectedLabels = string[][];

/** A new input of a network that answers about examples: to be labelled, or tagged. */
export function inputReading(encoding: Encoding, encoded: EncodedInput, expected?: ExpectedLabels): Reading {
  const { length, tokens, vectors, symbols, truncated } = encoded;
  const { vocabulary } = encoding.source;
  return {
    strips: [{ name: "input", ...stripOf(length, tokens, vocabulary, symbols) }],
    input: { length, ...(tokens && { tokens }), ...(vectors && { vectors }) },
    ...(expected && { wanted: wantedLabels(encoding, expected) }),
    notes: truncated > 0 ? [says.cut({ steps: truncated }).text] : [],
  };
}

/** A source, and the target that is read for it. */
export function pairReading(
  encoding: Encoding,
  source: Pick<EncodedInput, "length" | "tokens" | "vectors" | "symbols">,
  target: { ids: ArrayLike<number>; symbols?: string[] },
  { endless = false, notes = [] }: { endless?: boolean; notes?: string[] } = {},
): Reading {
  const { start = 0, end = -1 } = encoding.target.vocabulary!;
  const written = encoding.target.vocabulary!;
  const { length, tokens, vectors, symbols } = source;
  const targets = Int32Array.from([start, ...Array.from(target.ids)]);
  const shown = target.symbols ?? Array.from(target.ids, (id) => written.symbol(id));
  return {
    strips: [
      { name: "source", ...stripOf(length, tokens, encoding.source.vocabulary, symbols) },
      {
        name: "target",
        symbols: ["", ...shown],
        unknown: [...targets.keys()].filter((u) => targets[u] === written.unknown),
      },
    ],
    input: { length, ...(tokens && { tokens }), ...(vectors && { vectors }) },
    targets,
    wanted: { kind: "ids", ids: Int32Array.from([...Array.from(target.ids), endless ? -1 : end]) },
    notes,
  };
}

/** The beginning of an example that is written: what it starts with, and a text. */
export function writtenReading(encoding: Encoding, { token, vector }: EncodedStart, text: string): Reading {
  const vocabulary = encoding.target.vocabulary!;
  const { ids } = vocabulary.encode(text);
  const tokens = Int32Array.from([token, ...ids]);
  const { length } = tokens;
  const vectors = vector && Float32Array.from({ length: length * vector.length }, (_, i) => vector[i % vector.length]);
  return {
    strips: [{ name: "input", ...stripOf(length, tokens, vocabulary) }],
    input: { length, tokens, ...(vectors && { vectors }) },
    wanted: { kind: "ids", ids: Int32Array.from([...ids, -1]) },
    notes: [],
  };
}

/** An example of a run's own data, or of a file that is written like them. */
export function datasetReading(
  config: Config,
  { encoding, series }: Pick<Dataset, "encoding" | "series">,
  part: DatasetPart,
  index: number,
  { widths }: SequenceForm,
): Reading {
  const length = part.inputs.lengths[index];
  const isPair = part.targets.kind === "sequences" && widths.ends !== undefined;
  const targetSteps = part.targets.kind === "sequences" ? part.targets.sequences.lengths[index] + 1 : undefined;
  const sound = part.inputs.sounds ? { sound: part.inputs.sounds[index] } : {};
  const rows = new SequenceRows(part, widths);
  const { inputs, vectors, targets } = rows.arrays({ steps: length, targetSteps }, 1) as Record<string, never>;
  rows.fill({ inputs, vectors, targets, ...spareArrays(targetSteps) }, index, 0, 1);
  const tokens = inputs as Int32Array | undefined;
  const numbers = vectors as Float32Array | undefined;
  const read = { length, ...(tokens && { tokens }), ...(numbers && { vectors: numbers }) };
  // No step of a transcript has a label of its own.
  if (part.targets.kind === "sequences" && !isPair) {
    const texts = new PairTexts(part, encoding);
    const transcript = { ids: texts.target(index), symbols: texts.targetSymbols(index), text: texts.targetText(index) };
    return { ...inputReading(encoding, { ...read, ...whole(length) }), ...sound, transcript };
  }
  if (part.targets.kind === "sequences") {
    const { starts, lengths, tokens: all } = part.targets.sequences;
    const ids = all.subarray(starts[index], starts[index] + lengths[index]);
    return pairReading(encoding, read, { ids }, { endless: widths.ends?.endless });
  }
  if (tasks[config.task].predicts === "numbers") {
    const own = series![part.series?.[index] ?? 0];
    const first = part.inputs.starts[index] - own.start;
    // Rows count from 1, as in a table.
    const symbols = Array.from({ length }, (_, t) => String(first + t + own.difference + 1));
    const name = own.name === undefined ? [] : [own.name];
    return {
      strips: [{ name: "input", symbols, unknown: [] }],
      input: read,
      wanted: { kind: "numbers", series: own, first },
      notes: name,
    };
  }
  return {
    strips: [{ name: "input", ...stripOf(length, tokens, encoding.source.vocabulary) }],
    input: read,
    wanted: wantedTargets(part, targets as Int32Array | Float32Array, widths.outputs),
    ...sound,
    notes: [],
  };
}

/** What an input says of itself whose steps are all read. */
function whole(length: number): Pick<EncodedInput, "steps" | "kept" | "unknown" | "truncated"> {
  return { steps: length, kept: Array.from({ length }, (_, t) => t), unknown: [], truncated: 0 };
}

/** What only networks with a decoder read of a minibatch, and readings have elsewhere. */
function spareArrays(targetSteps: number | undefined) {
  const one = () => new Int32Array(1);
  return { lengths: one(), targetLengths: one(), targetInputs: new Int32Array((targetSteps ?? 0) + 1) };
}

function stripOf(
  length: number,
  tokens: Int32Array | undefined,
  vocabulary: Vocabulary | undefined,
  symbols?: string[],
): Pick<LookStrip, "symbols" | "unknown"> {
  const symbolOf = (id: number) => (vocabulary!.isPrompt(id) && id === vocabulary!.start ? "" : vocabulary!.symbol(id));
  return {
    symbols: symbols ?? (tokens ? Array.from(tokens, symbolOf) : Array.from({ length }, (_, t) => String(t))),
    unknown: tokens && vocabulary ? [...tokens.keys()].filter((t) => tokens[t] === vocabulary.unknown) : [],
  };
}

function wantedTargets({ targets }: DatasetPart, values: Int32Array | Float32Array, classes: number): Wanted {
  if (targets.kind === "class") return { kind: "ids", ids: values as Int32Array };
  const rows = values.length / classes;
  const sets = Array.from({ length: rows }, (_, row) => {
    return Array.from({ length: classes }, (_, c) => c).filter((c) => values[row * classes + c] > 0.5);
  });
  return { kind: "sets", sets };
}

function wantedLabels({ target }: Encoding, expected: ExpectedLabels): Wanted {
  const { labels, vocabulary, negative } = target;
  const names = labels.length > 0 ? labels : (vocabulary?.symbols ?? []);
  if (labels.length > 0 && (negative !== undefined || expected.some((row) => row.length !== 1))) {
    return {
      kind: "sets",
      sets: expected.map((row) => row.map((label) => names.indexOf(label)).filter((c) => c >= 0)),
    };
  }
  return { kind: "ids", ids: Int32Array.from(expected, ([label]) => names.indexOf(label)) };
}
