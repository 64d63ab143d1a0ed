import { ngram, simpleKinds } from "./counted.ts";
import type { KindFacts } from "./kindFacts.ts";
import { convolution, markov, recurrent } from "./networks.ts";

export { countsOf, ngramKeys } from "./counted.ts";
export { convolutionKeys, markovKeys } from "./networks.ts";

const known = { recurrent, ngram, markov, convolution, ...simpleKinds };

export type KindName = keyof typeof known;

/** A kind that may stand beside the network, to be compared with it. */
export type BaselineName = Exclude<KindName, "recurrent">;

/** One without options. */
export type SimpleName = keyof typeof simpleKinds;

/** One that learns by counting, and has no network. */
export type CountedName = "ngram" | SimpleName;

/** The facts of every kind of model under its name in the config. */
export const kinds: Readonly<Record<KindName, KindFacts>> = known;

export const kindNames = Object.keys(kinds) as KindName[];

export const simpleNames = Object.keys(simpleKinds) as SimpleName[];

/** Whether a kind learns by counting, once, and takes no steps; undefined, as in runs of older versions, is a network. */
export function isCounted(kind: KindName | undefined): kind is CountedName {
  return kind !== undefined && kinds[kind].counts !== undefined;
}
