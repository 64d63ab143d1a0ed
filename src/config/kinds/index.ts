import { ngram, simpleKinds } from "./counted.ts";
import type { KindFacts } from "./kindFacts.ts";
import { convolution, markov, recurrent, unattended } from "./networks.ts";

export { countsOf } from "./counted.ts";

const known = { recurrent, ngram, markov, convolution, ...simpleKinds };

/** What only stands beside a network, since it is made of it. */
const beside = { unattended };

export type KindName = keyof typeof known;

/** What may stand beside the network, to be compared with it. */
export type BaselineName = Exclude<KindName, "recurrent"> | keyof typeof beside;

/** One without options. */
export type SimpleName = keyof typeof simpleKinds;

/** One that learns by counting, and has no network. */
export type CountedName = "ngram" | SimpleName;

/** The facts of every kind of model and every baseline under its name in the config. */
export const kinds: Readonly<Record<KindName | BaselineName, KindFacts>> = { ...known, ...beside };

/** What `model.kind` may be. */
export const kindNames = Object.keys(known) as KindName[];

/** What `baselines` may name. */
export const baselineNames = [...kindNames.filter((name) => name !== "recurrent"), "unattended"] as BaselineName[];

export const simpleNames = Object.keys(simpleKinds) as SimpleName[];

/**
 * Whether a kind learns by counting, once, and takes no steps. What a run.json says may be nothing, as in runs of older versions, or
 * damaged: neither does.
 */
export function isCounted(kind: KindName | BaselineName | undefined): kind is CountedName {
  return kind !== undefined && Object.hasOwn(kinds, kind) && kinds[kind].counts !== undefined;
}
