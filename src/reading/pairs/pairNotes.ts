import type { Message } from "../../base/message.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { type LeftOut, says } from "./messages.ts";
import type { PairStore } from "./pairStore.ts";

/** Which pairs are read, and what is said of the others. */
export function keptPairs(store: PairStore, files: readonly CorpusFile[]): { kept: Int32Array; said: Message[] } {
  const kept: number[] = [];
  const left = { source: new Found(), target: new Found() };
  const long = { source: new Found(), target: new Found() };
  const [sources, targets] = [store.source.lengths.view(), store.target.lengths.view()];
  for (let i = 0; i < store.count; i++) {
    if (sources[i] === 0) left.source.add(i);
    else if (targets[i] === 0) left.target.add(i);
    else if (sources[i] > store.source.most) long.source.add(i);
    else if (targets[i] > store.target.most) long.target.add(i);
    else kept.push(i);
  }
  const said: Message[] = [];
  for (const side of ["source", "target"] as const) {
    if (left[side].pairs > 0) said.push(says.emptySides({ side, ...left[side].at(store, files) }));
  }
  for (const side of ["source", "target"] as const) {
    const { most, longest } = store[side];
    if (long[side].pairs > 0) said.push(says.tooLong({ side, most, longest, ...long[side].at(store, files) }));
  }
  return { kept: Int32Array.from(kept), said };
}

/** Why pairs are left out, each reason with how many it keeps out. */
export function leftOut(store: PairStore): LeftOut[] {
  const [sources, targets] = [store.source.lengths.view(), store.target.lengths.view()];
  const found = new Map<string, LeftOut>();
  const add = (side: "source" | "target", most?: number, length = 0) => {
    const key = `${side} ${most}`;
    const reason = found.get(key) ?? {
      side,
      pairs: 0,
      ...(most !== undefined && { long: { most, shortest: length } }),
    };
    reason.pairs++;
    if (reason.long) reason.long.shortest = Math.min(reason.long.shortest, length);
    found.set(key, reason);
  };
  for (let i = 0; i < store.count; i++) {
    if (sources[i] === 0) add("source");
    else if (targets[i] === 0) add("target");
    else if (sources[i] > store.source.most) add("source", store.source.most, sources[i]);
    else if (targets[i] > store.target.most) add("target", store.target.most, targets[i]);
  }
  return [...found.values()];
}

/** Lengths that differ so many times as much as usual. */
const UNEVEN = 10;

/** What looks wrong with the pairs that are read: sides of very unlike length, targets that repeat their sources. */
export function oddPairs(store: PairStore, kept: Int32Array, files: readonly CorpusFile[]): Message[] {
  const said: Message[] = [];
  const { source, target } = store;
  const [a, b] = [source.characters.view(), target.characters.view()];
  const ratios = Float64Array.from(kept, (i) => Math.log((1 + b[i]) / (1 + a[i])));
  const usual = ratios.slice().sort()[ratios.length >> 1] ?? 0;
  const [uneven, equal] = [new Found(), new Found()];
  const [sources, targets] = [source.hashes.view(), target.hashes.view()];
  kept.forEach((i, k) => {
    if (Math.abs(ratios[k] - usual) >= Math.log(UNEVEN)) uneven.add(i);
    if (sources[i] === targets[i]) equal.add(i);
  });
  if (uneven.pairs > 0) {
    const first = uneven.first!;
    said.push(says.unevenSides({ ...uneven.at(store, files), source: a[first], target: b[first] }));
  }
  if (equal.pairs > 0) said.push(says.equalSides({ all: kept.length, ...equal.at(store, files) }));
  return said;
}

/** Sources of a part that training has too. `indices` are those of pairs in the store. */
export function repeatedPairs(
  store: PairStore,
  indices: Record<Part, Int32Array>,
  files: readonly CorpusFile[],
): Message[] {
  const [sources, targets] = [store.source.hashes.view(), store.target.hashes.view()];
  const wholeOf = (i: number) => `${sources[i]} ${targets[i]}`;
  const known = new Set(Array.from(indices.train, (i) => sources[i]));
  return (["validation", "test"] as const).flatMap((part) => {
    const again = indices[part].filter((i) => known.has(sources[i]));
    if (again.length === 0) return [];
    // Few are in both, and only these are compared as a whole.
    const met = new Set(Array.from(again, (i) => sources[i]));
    const wholes = new Set(
      Array.from(
        indices.train.filter((i) => met.has(sources[i])),
        wholeOf,
      ),
    );
    const found = new Found();
    for (const i of again) found.add(i);
    const { pairs: repeated, ...first } = found.at(store, files);
    const whole = again.filter((i) => wholes.has(wholeOf(i))).length;
    return [says.repeatedSources({ part, repeated, whole, all: indices[part].length, ...first })];
  });
}

/** Of texts without white space, split at it: nearly all are then one word. */
export function unsplitSides(
  store: PairStore,
  kept: Int32Array,
  areSplit: { source: boolean; target: boolean },
): Message[] {
  return (["source", "target"] as const).flatMap((side) => {
    if (!areSplit[side] || kept.length === 0) return [];
    const [lengths, characters] = [store[side].lengths.view(), store[side].characters.view()];
    const single = kept.filter((i) => lengths[i] === 1);
    const mean = single.reduce((sum, i) => sum + characters[i], 0) / single.length;
    if (single.length < 0.9 * kept.length || !(mean >= LONG_WORD)) return [];
    const key = side === "source" ? "data.unit" : "data.targetUnit";
    return [says.oneWordEach({ side, key, characters: Math.round(mean) })];
  });
}

/** Words are hardly so long on average. */
const LONG_WORD = 15;

/** Pairs of which something holds, and the first of them. */
class Found {
  pairs = 0;
  first: number | undefined;

  add(pair: number): void {
    this.first ??= pair;
    this.pairs++;
  }

  at(store: PairStore, files: readonly CorpusFile[]): { pairs: number; line: number; name: string } {
    const { file, line } = store.at(this.first!);
    return { pairs: this.pairs, line, name: files[file].name };
  }
}
