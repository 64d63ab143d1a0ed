import { tasks, usual } from "../config/index.ts";
import type { Look, LookLayer, LookPredictions, LookStrip, TensorKind } from "../contracts/inspection/look.ts";
import { forecastLevels } from "../data/index.ts";
import { logShares } from "../sampling/index.ts";
import { type Answers, answersOf, probabilitiesOf, totalOf } from "./answers.ts";
import { OutputRun } from "./capture/outputRun.ts";
import { says } from "./messages.ts";
import type { InspectedNetwork } from "./network.ts";
import type { Reading } from "./readings/reading.ts";
import { typedText } from "./readings/typedText.ts";
import { layerOf, tensorName } from "./tensorNames.ts";
import { DecodedLook, MOST_DECODED } from "./transcript.ts";
import { type Unrolled, type UnrolledLayer, unrollNetwork } from "./unrolled.ts";
import type { Clamps } from "./whatIf/clamps.ts";

/** A tensor, or some of its rows. */
export interface TensorRows {
  name: string;
  /** The first row. */
  from: number;
  shape: number[];
  values: Float32Array;
}

export interface LookSettings {
  /** Candidates at each step. */
  top?: number;
  /** Hears which share is done, and throws to end it. */
  progress?: (share: number) => void;
  /** What stands in the place of what cells show. */
  clamps?: Clamps;
}

/** What is seen of a look but for where it comes from. */
export type SeenLook = Omit<Look, "look" | "run" | "checkpoint">;

/** A network on one input, unrolled in time, with all that is seen of it. */
export class NetworkLook {
  /** What stands in the place of what cells show. */
  readonly clamps: Clamps | undefined;
  private readonly output: OutputRun;
  private readonly unrolled: Unrolled;
  private readonly answers: Answers;
  /** Of a transcription. */
  private readonly decoded: DecodedLook | undefined;

  constructor(
    readonly net: InspectedNetwork,
    readonly reading: Reading,
    { top = 10, progress = () => {}, clamps }: LookSettings = {},
  ) {
    this.clamps = clamps;
    const passes = progressOf(net, reading, progress);
    this.unrolled = unrollNetwork(net, reading, passes, clamps);
    const { width, context, read } = this.unrolled;
    this.output = new OutputRun(net.network, net.outputs, { width, context, tied: net.tied });
    const { answer, names } = net;
    this.answers = answersOf(this.output, read, { answer, names, wanted: reading.wanted, top });
    if (isTranscribed(net) && this.unrolled.rows * net.outputs <= MOST_DECODED) {
      const logits = this.logits(0, this.unrolled.rows);
      const logY = logShares(logits, this.unrolled.rows, net.outputs);
      this.decoded = new DecodedLook(net, logY, reading.transcript);
    }
  }

  /** All but the large numbers. */
  seen(): SeenLook {
    const { reading, unrolled } = this;
    return {
      strips: shownStrips(this.net, reading),
      typed: typedText(this.net, reading),
      layers: unrolled.layers.map((layer) => shownLayer(layer)),
      predictions: this.predictions(),
      ...(this.decoded && { transcript: this.decoded.seen }),
      tensors: this.others().map(({ name, shape }) => ({ name, shape })),
      notes: [...reading.notes, ...unknownNotes(reading), ...this.transcriptNotes()],
    };
  }

  /** Every tensor by name. */
  names(): string[] {
    const ofLayers = this.unrolled.layers.flatMap(({ name, widths }) => {
      return [...widths.keys()].map((label) => tensorName(name, label));
    });
    return [...ofLayers, ...this.others().map(({ name }) => name)];
  }

  /** Rows [from, to) of a tensor, all where absent; undefined where there is none of that name. */
  tensor(name: string, from = 0, to = Number.POSITIVE_INFINITY): TensorRows | undefined {
    const other = this.others().find((one) => one.name === name);
    if (other) {
      const last = Math.min(to, other.shape[0]);
      const first = Math.min(from, last);
      return { name, from: first, shape: [last - first, ...other.shape.slice(1)], values: other.rows(first, last) };
    }
    const found = layerOf(name, this.unrolled.layers);
    if (!found) return undefined;
    const { layer, label } = found;
    const last = Math.min(to, this.stepsOf(layer));
    const first = Math.min(from, last);
    const width = layer.widths.get(label)!;
    return { name, from: first, shape: [last - first, width], values: layer.rows(label, first, last) };
  }

  /** What the state of a layer says by itself at each step, through the output layer; else why nothing. */
  says(name: string, top = 10): (Answers & { mean: number | null }) | { because: string } | undefined {
    const layer = this.unrolled.layers.find((one) => one.name === name);
    if (!layer) return undefined;
    if (!(layer.says instanceof Float32Array)) return layer.says;
    const { net, reading } = this;
    const { answer, names } = net;
    // Of one answer for the sequence, each step could be the last.
    const wanted = net.perStep ? reading.wanted : repeated(reading, this.stepsOf(layer));
    const answers = answersOf(this.output, layer.says, { answer, names, wanted, top });
    return { ...answers, mean: totalOf(answers.surprise).mean };
  }

  /** What came after a step, or what the network finds likeliest there. */
  symbolAfter(step: number): string | undefined {
    const { actual, candidates } = this.predictions();
    return actual[step] ?? candidates?.names[candidates.ids[step * candidates.top]];
  }

  /** The probability of a symbol, class or label after a step; null where the network does not know it. */
  probability(step: number, symbol: string | undefined): number | null {
    const id = symbol === undefined ? -1 : this.net.names.indexOf(symbol);
    const shares = id < 0 ? undefined : this.tensor("probabilities", step, step + 1)?.values;
    return shares?.[id] ?? null;
  }

  /** T of the time axis of a layer. */
  private stepsOf({ strip }: UnrolledLayer): number {
    return this.reading.strips[strip].symbols.length;
  }

  private predictions(): LookPredictions {
    const { net, reading, answers, unrolled } = this;
    const { answer, names, perStep } = net;
    const { wanted } = reading;
    const shared = { strip: reading.strips.length - 1, perStep, ahead: aheadOf(net) };
    if (answer === "numbers") {
      const none = { actual: [], surprise: new Float32Array(0), total: null, mean: null };
      return { kind: "numbers", ...shared, ...none, ...this.numbers() };
    }
    const actual = Array.from({ length: unrolled.rows }, (_, row) => {
      if (wanted?.kind === "ids") return names[wanted.ids[row]] ?? null;
      const set = wanted?.kind === "sets" ? wanted.sets[row] : null;
      return set ? set.map((c) => names[c]).join(", ") : null;
    });
    return { kind: answer, ...shared, actual, ...answers, ...totalOf(answers.surprise) };
  }

  /** Of numbers: the forecast of the next row at each step, and what came, in the units of the file. */
  private numbers(): Pick<LookPredictions, "numbers"> {
    const { net, reading, unrolled } = this;
    const { wanted } = reading;
    if (wanted?.kind !== "numbers") return {};
    const { series, first } = wanted;
    const K = series.columns;
    const forecast = new Float32Array(unrolled.rows * K);
    const actual = new Float32Array(unrolled.rows * K).fill(Number.NaN);
    this.output.each(unrolled.read, 0, unrolled.rows, (row, outputs) => {
      forecast.set(forecastLevels(series, series.targets, first + row, outputs), row * K);
      const next = (first + row + series.difference + 1) * K;
      if (next < series.values.length) actual.set(series.values.subarray(next, next + K), row * K);
    });
    return { numbers: { columns: [...net.names], forecast, actual } };
  }

  private transcriptNotes(): string[] {
    if (!isTranscribed(this.net)) return [];
    const tooLong = this.decoded ? [] : [says.notDecoded().text];
    return [says.labelsOfSteps().text, ...tooLong];
  }

  /** (to − from, C) */
  private logits(from: number, to: number): Float32Array {
    const C = this.net.outputs;
    const all = new Float32Array((to - from) * C);
    this.output.each(this.unrolled.read, from, to, (row, values) => all.set(values, (row - from) * C));
    return all;
  }

  /** Tensors of no layer. */
  private others(): { name: string; shape: number[]; rows(from: number, to: number): Float32Array }[] {
    const { net, reading, unrolled, output } = this;
    const { rows, read, attention } = unrolled;
    const C = net.outputs;
    const ofRows = (from: number, to: number, put: (row: number, logits: Float32Array) => void) => {
      output.each(read, from, to, put);
    };
    const probabilities = (from: number, to: number) => {
      const all = new Float32Array((to - from) * C);
      const shares = new Float64Array(C);
      ofRows(from, to, (row, values) => all.set(probabilitiesOf(net.answer, values, shares), (row - from) * C));
      return all;
    };
    const found = [{ name: "logits", shape: [rows, C], rows: (from: number, to: number) => this.logits(from, to) }];
    if (net.answer !== "numbers") {
      found.push({ name: "probabilities", shape: [rows, C], rows: probabilities });
      const { surprise } = this.answers;
      found.push({ name: "surprise", shape: [rows], rows: (from, to) => surprise.slice(from, to) });
    }
    if (this.decoded) found.push(...this.decoded.tensors);
    const { vectors, length } = reading.input;
    if (vectors) {
      const F = vectors.length / length;
      found.push({ name: "input", shape: [length, F], rows: (from, to) => vectors.slice(from * F, to * F) });
    }
    if (attention) {
      const T = length;
      found.push({ name: "attention", shape: [rows, T], rows: (from, to) => attention.slice(from * T, to * T) });
    }
    return found;
  }
}

/** How many steps after a row's own stands what it is about: 1 of what comes next, 0 of what stands there. */
function aheadOf({ answer, form, perStep }: InspectedNetwork): 0 | 1 {
  const next = answer === "symbol" || answer === "numbers";
  return next && perStep && !form.options.cloze ? 1 : 0;
}

/** The answer for the whole sequence, at each of its steps. */
function repeated({ wanted }: Reading, length: number): Reading["wanted"] {
  if (wanted?.kind === "ids") return { kind: "ids", ids: new Int32Array(length).fill(wanted.ids[0] ?? -1) };
  if (wanted?.kind === "sets") return { kind: "sets", sets: Array.from({ length }, () => wanted.sets[0]) };
  return wanted;
}

/** Counts the layers that have gone over their steps. */
function progressOf(net: InspectedNetwork, reading: Reading, progress: (share: number) => void) {
  const { layers, decoder } = { layers: net.form.options.layers, decoder: net.form.decoder };
  const passes = (typeof layers === "number" ? layers : layers.length) * (net.form.options.bidirectional ? 2 : 1);
  const total = passes * reading.input.length + (decoder ? (reading.targets?.length ?? 0) : 0);
  let done = 0;
  let last = 0;
  return (steps: number) => {
    // Steps begin anew with each pass.
    done += steps > last ? steps - last : steps;
    last = steps;
    progress(Math.min(1, done / Math.max(1, total)));
  };
}

/** What is put before the name of a column that is differenced, by how often. */
const CHANGES = ["", "Δ ", "Δ² "];

/** The time axes, the first with the columns of the numbers that are read. Those of a sound are bands, in no units of the data. */
function shownStrips({ source }: InspectedNetwork, { strips, input, wanted }: Reading): LookStrip[] {
  const { features = [], sound } = source.encoding?.source ?? {};
  if (!input.vectors || sound) return strips;
  const read = wanted?.kind === "numbers" ? wanted.series : { features, difference: 0 };
  const columns = read.features.map(({ column, mean, scale }) => {
    return { name: `${CHANGES[read.difference]}${column}`, mean, scale };
  });
  return strips.with(0, { ...strips[0], columns });
}

function shownLayer({ name, index, direction, strip, settings, widths, says }: UnrolledLayer): LookLayer {
  const { cell, kind = "recurrent", units } = settings;
  const periods = settings.periods ?? usual.periods!;
  const shown = kind === "recurrent" ? cell : kind;
  const states = statesOf(widths);
  return {
    ...{ name, index, direction, strip, cell: shown, units },
    settings: optionsOf(settings),
    ...(shown === "clockwork" && { groups: groupsOf(units, periods) }),
    tensors: [...widths].sort(byLabel).map(([label, width]) => {
      const kind = kindOf(label, states);
      const range = kind === "gate" ? { range: { from: 0, to: 1 } } : {};
      return { name: tensorName(name, label), kind, label, width, ...range };
    }),
    says: says instanceof Float32Array ? true : says,
  };
}

function statesOf(widths: ReadonlyMap<string, number>): string[] {
  return ["h", "c", "s"].filter((label) => widths.has(label));
}

const CANDIDATES = ["g", "n", "value"];
/** As people name them: states, then gates in PyTorch's order, then what of a state is kept and added. */
const ORDER = ["h", "c", "s", "i", "f", "g", "o", "r", "z", "n", "value", "active", "kept", "added"];
const GROUPS = ["pre.", "term."];

/** First the names themselves, then the sums before the activations, then their terms. */
function byLabel([a]: readonly [string, number], [b]: readonly [string, number]): number {
  const placeOf = (label: string) => {
    const group = GROUPS.findIndex((prefix) => label.startsWith(prefix));
    const name = group < 0 ? label : label.split(".")[1];
    return (group + 1) * ORDER.length + ORDER.indexOf(name);
  };
  // Terms of one sum stay as the cell adds them up.
  return placeOf(a) - placeOf(b);
}

function kindOf(label: string, states: readonly string[]): TensorKind {
  if (label.startsWith("pre.")) return "preactivation";
  if (label.startsWith("term.")) return "term";
  if (label === "kept" || label === "added" || label === "active") return label;
  if (states.includes(label)) return "state";
  return CANDIDATES.includes(label) ? "candidate" : "gate";
}

/** What of a layer's settings changes how it computes. */
const OPTIONS = [
  ...([
    "activation",
    "leak",
    "peepholes",
    "coupledGates",
    "inputActivation",
    "outputActivation",
    "projection",
  ] as const),
  ...(["resetAfter", "periods", "contextUnits", "contextDecay", "layerNorm", "zoneout", "bias", "kernel"] as const),
  ...(["order", "bidirectional"] as const),
] as const;

/** Options that are true unless somebody turns them off; others are false. */
const USUALLY_ON: readonly string[] = ["bias", "resetAfter"];

function unknownNotes({ strips }: Reading): string[] {
  const symbols = new Set(strips.flatMap(({ symbols, unknown }) => unknown.map((t) => symbols[t])));
  // Of stored examples only that is known.
  symbols.delete("<unk>");
  return symbols.size > 0 ? [says.unknown({ symbols: [...symbols] }).text] : [];
}

function isTranscribed({ config }: InspectedNetwork): boolean {
  return tasks[config.task].predicts === "transcript";
}

function optionsOf(settings: UnrolledLayer["settings"]): Record<string, unknown> {
  const given = settings as Record<string, unknown>;
  return Object.fromEntries(
    OPTIONS.flatMap((key) => {
      const value = given[key];
      const isUsual = value === undefined || value === null || value === 0 || value === USUALLY_ON.includes(key);
      return isUsual ? [] : [[key, value]];
    }),
  );
}

function groupsOf(units: number, periods: readonly number[]) {
  const size = units / periods.length;
  return periods.map((period, i) => ({ from: i * size, to: (i + 1) * size, period }));
}
