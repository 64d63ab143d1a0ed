import { UserError } from "../../base/userError.ts";
import type { DatasetPart, Encoding, Sequences } from "../../data/index.ts";
import type { Tensor } from "../../tensors/index.ts";
import { says } from "../messages.ts";
import type { Pace } from "../pace.ts";
import { GramIndex } from "./gramIndex.ts";

/** What pairs are written by: nothing, one target for all, or sources with their targets. */
interface Learned {
  sources?: Store;
  targets?: Store;
  index?: GramIndex;
  /** The target that is written where nothing is alike: the most frequent one. */
  usual?: number;
}

type Store = Pick<Sequences, "starts" | "lengths"> & { tokens: Int32Array };

const METHODS = ["copy-source", "most-frequent-target", "nearest"] as const;

export type PairMethod = (typeof METHODS)[number];

export function isPairMethod(name: string): name is PairMethod {
  return (METHODS as readonly string[]).includes(name);
}

/** What such a model writes for a source. */
export interface WrittenPair {
  /** Ids of the target's vocabulary; −1 where it does not have what is written. */
  tokens: Int32Array;
  text: string;
}

/** A model of pairs that counts: it copies the source, or writes a target of the training part. */
export class PairModel {
  private constructor(
    private readonly name: PairMethod,
    private readonly encoding: Encoding,
    private readonly learned: Learned,
  ) {}

  static async fit(name: PairMethod, train: DatasetPart, encoding: Encoding, pace: Pace): Promise<PairModel> {
    const targets = targetsOf(train);
    if (name === "copy-source") return new PairModel(name, encoding, {});
    const usual = await mostFrequent(targets, pace);
    if (name === "most-frequent-target") {
      return new PairModel(name, encoding, { targets: packed([tokensOf(targets, usual)]), usual: 0 });
    }
    const sources = storeOf(train.inputs);
    return new PairModel(name, encoding, { sources, targets, usual, index: await GramIndex.build(sources, pace) });
  }

  /** Reads one back. A file may come from anywhere: what does not fit together is a UserError. */
  static async fromTensors(
    name: PairMethod,
    tensors: ReadonlyMap<string, Tensor>,
    encoding: Encoding,
  ): Promise<PairModel> {
    if (name === "copy-source") return new PairModel(name, encoding, {});
    const targets = storeFrom(tensors, "targets", encoding.target.vocabulary?.size ?? 0);
    if (name === "most-frequent-target") return new PairModel(name, encoding, { targets, usual: 0 });
    const sources = storeFrom(tensors, "sources", encoding.source.vocabulary?.size ?? 0);
    if (sources.lengths.length !== targets.lengths.length) throw new UserError(says.damagedCounts({ name: "targets" }));
    const pace = async () => {};
    const [usual, index] = [await mostFrequent(targets, pace), await GramIndex.build(sources, pace)];
    return new PairModel(name, encoding, { sources, targets, usual, index });
  }

  tensors(): Map<string, Tensor> {
    const { sources, targets } = this.learned;
    return new Map([...tensorsOf("sources", sources), ...tensorsOf("targets", targets)]);
  }

  /** Numbers that it holds. */
  get parameters(): number {
    return [...this.tensors().values()].reduce((sum, { data }) => sum + data.length, 0);
  }

  /** What it writes for a new source, as a network's output is said: without probabilities, cut after `length` symbols. */
  output(source: Int32Array, length: number) {
    const inputs = { starts: Int32Array.of(0), lengths: Int32Array.of(source.length), tokens: source };
    const { tokens, text } = this.write(inputs, 0);
    const written = this.encoding.target.vocabulary!;
    const stopped = tokens.length <= length;
    const ids = [...tokens.subarray(0, length)].map((id) => (id < 0 ? written.unknown! : id));
    const none = { logProbability: Number.NaN, score: Number.NaN, alignment: null };
    return {
      tokens: ids.map((id) => written.symbol(id)),
      ids,
      text: stopped ? text : written.decode(ids),
      stopped,
      ...none,
    };
  }

  write(inputs: Sequences, which: number): WrittenPair {
    const { name, learned, encoding } = this;
    const { vocabulary: written } = encoding.target;
    const { targets, index, usual } = learned;
    if (name === "most-frequent-target") {
      const ids = tokensOf(targets!, usual!);
      return { tokens: known(ids, written!.unknown), text: written!.decode(ids) };
    }
    const source = storeOf(inputs);
    if (name === "copy-source") {
      const text = encoding.source.vocabulary!.decode(tokensOf(source, which));
      return { tokens: known(written!.encode(text).ids, written!.unknown), text };
    }
    const nearest = index?.nearest(source, which) ?? -1;
    const ids = tokensOf(targets!, nearest < 0 ? usual! : nearest);
    return { tokens: known(ids, written!.unknown), text: written!.decode(ids) };
  }
}

/** Why a target cannot be scored. */
export function noProbabilities(): UserError {
  return new UserError(says.noProbabilities());
}

function storeOf({ starts, lengths, tokens }: Sequences): Store {
  if (!tokens) throw new UserError(says.needsTokens());
  return { starts, lengths, tokens };
}

function targetsOf({ targets }: DatasetPart): Store {
  if (targets.kind !== "sequences") throw new Error("Only pairs and transcripts have targets that are sequences.");
  return targets.sequences;
}

function tokensOf({ starts, lengths, tokens }: Store, i: number): Int32Array {
  return tokens.subarray(starts[i], starts[i] + lengths[i]);
}

/** What is unknown is not the same as what is unknown elsewhere. */
function known(ids: ArrayLike<number>, unknown: number | undefined): Int32Array {
  return Int32Array.from(ids, (id) => (id === unknown ? -1 : id));
}

/** The first of the sequences that occur most often. */
async function mostFrequent(store: Store, pace: Pace): Promise<number> {
  // By a hash, the first of each; two that share one are told apart by going on to the next number.
  const firsts = new Map<number, number>();
  const counts = new Int32Array(store.lengths.length);
  let best = 0;
  for (let i = 0; i < counts.length; i++) {
    if (i % SLICE === 0) await pace();
    const own = tokensOf(store, i);
    let hash = own.reduce((h, id) => (Math.imul(h, 31) + id) | 0, own.length);
    let first = firsts.get(hash);
    while (first !== undefined && !isSame(tokensOf(store, first), own)) first = firsts.get(++hash);
    if (first === undefined) firsts.set(hash, i);
    counts[first ?? i]++;
    const at = first ?? i;
    if (counts[at] > counts[best] || (counts[at] === counts[best] && at < best)) best = at;
  }
  return best;
}

/** Targets between two breaths. */
const SLICE = 4096;

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

/** One after the other. */
function packed(sequences: readonly Int32Array[]): Store {
  const lengths = Int32Array.from(sequences, ({ length }) => length);
  const tokens = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  const starts = startsOf(lengths);
  sequences.forEach((sequence, i) => tokens.set(sequence, starts[i]));
  return { starts, lengths, tokens };
}

function startsOf(lengths: Int32Array): Int32Array {
  let at = 0;
  return lengths.map((length) => {
    at += length;
    return at - length;
  });
}

function tensorsOf(name: string, store: Store | undefined): [string, Tensor][] {
  if (!store) return [];
  const { lengths, tokens } = packed(Array.from({ length: store.lengths.length }, (_, i) => tokensOf(store, i)));
  return [
    [name, { shape: [tokens.length], dtype: "I32", data: tokens }],
    [`${name}.lengths`, { shape: [lengths.length], dtype: "I32", data: lengths }],
  ];
}

function storeFrom(tensors: ReadonlyMap<string, Tensor>, name: string, vocabulary: number): Store {
  const [tokens, lengths] = [name, `${name}.lengths`].map((key) => tensors.get(key)?.data);
  const isFine =
    tokens instanceof Int32Array &&
    lengths instanceof Int32Array &&
    lengths.length > 0 &&
    lengths.every((length) => length >= 0) &&
    lengths.reduce((sum, length) => sum + length, 0) === tokens.length &&
    tokens.every((id) => id >= 0 && id < vocabulary);
  if (!isFine) throw new UserError(says.damagedCounts({ name }));
  return { starts: startsOf(lengths), lengths, tokens };
}
