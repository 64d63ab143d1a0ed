/** What a language model says after the labels that it has read, for labels by their ids. */
export interface LabelState {
  /** ln P (V) of each label as the next one. */
  readonly next: Float64Array;
  /** ln P that nothing follows; 0 where it knows no end. */
  readonly end: number;
  after(label: number): LabelState;
}

/** How transcripts are ranked beside their probability. */
export interface Fusion {
  /** Before the first label. */
  begin(): LabelState;
  weight: number;
}

export interface SearchSettings {
  /** Beginnings that are kept at each step. */
  beam: number;
  /** Transcripts that are wanted, at most `beam`. */
  count: number;
  /** A label that is not written. */
  never?: number;
  fusion?: Fusion;
  /** Added to the score for each label. */
  labelBonus?: number;
}

/** A transcript that was found. */
export interface FoundLabels {
  ids: number[];
  /** ln P of all its paths that the search has followed, and the score it is ranked by. */
  logProbability: number;
  score: number;
}

/** The beginning of transcripts. */
interface Prefix {
  parent: Prefix | undefined;
  label: number;
  /** ln P of its paths that end in a blank, and of those that end in its last label; and of one step later. */
  blank: number;
  own: number;
  nextBlank: number;
  nextOwn: number;
  /** Weighted ln P by the language model, and bonuses. */
  prior: number;
  state: LabelState | undefined;
}

/**
 * The likeliest transcripts of ln y (T,V), label 0 being the blank, by prefix search (Graves 2006; Hannun et al. 2014): paths that have
 * collapsed to the same labels so far are added up, and the best `beam` of these beginnings go on. With a beam that holds all of them the
 * probabilities are exact. A transcript's score is ln P + weight · ln P by the language model, the end counted, + bonus · labels.
 */
export function prefixSearch(logY: Float64Array, V: number, settings: SearchSettings): FoundLabels[] {
  const { beam, count, never, labelBonus = 0 } = settings;
  // What counts for nothing rules nothing out.
  const fusion = settings.fusion?.weight ? settings.fusion : undefined;
  const T = logY.length / V;
  const root = prefixOf(undefined, 0, 0, fusion?.begin());
  root.blank = 0;
  let kept: Prefix[] = [root];
  for (let t = 0; t < T; t++) {
    const children = new Map<Prefix, Map<number, Prefix>>();
    for (const prefix of kept) {
      if (!prefix.parent) continue;
      const siblings = children.get(prefix.parent) ?? new Map<number, Prefix>();
      children.set(prefix.parent, siblings.set(prefix.label, prefix));
    }
    const found = [...kept];
    for (const prefix of kept) {
      const { blank, own, label: last } = prefix;
      const all = add(blank, own);
      prefix.nextBlank = add(prefix.nextBlank, all + logY[t * V]);
      if (last > 0) prefix.nextOwn = add(prefix.nextOwn, own + logY[t * V + last]);
      const known = children.get(prefix);
      for (let label = 1; label < V; label++) {
        // A label that repeats needs a blank between.
        const share = (label === last ? blank : all) + logY[t * V + label];
        if (label === never || share === Number.NEGATIVE_INFINITY) continue;
        let child = known?.get(label);
        if (!child) {
          const prior = prefix.prior + labelBonus + (fusion ? fusion.weight * prefix.state!.next[label] : 0);
          if (prior === Number.NEGATIVE_INFINITY) continue;
          child = prefixOf(prefix, label, prior, undefined);
          found.push(child);
        }
        child.nextOwn = add(child.nextOwn, share);
      }
    }
    for (const prefix of found) {
      [prefix.blank, prefix.own] = [prefix.nextBlank, prefix.nextOwn];
      prefix.nextBlank = prefix.nextOwn = Number.NEGATIVE_INFINITY;
    }
    kept = best(found, beam, ({ blank, own, prior }) => add(blank, own) + prior);
    if (fusion) for (const prefix of kept) prefix.state ??= prefix.parent!.state!.after(prefix.label);
  }
  const ended = kept.map((prefix): FoundLabels => {
    const logProbability = add(prefix.blank, prefix.own);
    const end = fusion ? fusion.weight * prefix.state!.end : 0;
    return { ids: labelsOf(prefix), logProbability, score: logProbability + prefix.prior + end };
  });
  return best(ended, count, ({ score }) => score);
}

function prefixOf(parent: Prefix | undefined, label: number, prior: number, state: LabelState | undefined): Prefix {
  const none = Number.NEGATIVE_INFINITY;
  return { parent, label, blank: none, own: none, nextBlank: none, nextOwn: none, prior, state };
}

function labelsOf(prefix: Prefix): number[] {
  const labels: number[] = [];
  for (let at: Prefix | undefined = prefix; at?.parent; at = at.parent) labels.push(at.label);
  return labels.reverse();
}

/** The best of some, the first of equal ones first. */
function best<P>(some: readonly P[], most: number, scoreOf: (one: P) => number): P[] {
  const rated = some.map((one) => ({ one, score: scoreOf(one) }));
  rated.sort((a, b) => b.score - a.score);
  return rated
    .slice(0, most)
    .filter(({ score }) => score > Number.NEGATIVE_INFINITY)
    .map(({ one }) => one);
}

/** ln(e^a + e^b). */
function add(a: number, b: number): number {
  const [high, low] = a > b ? [a, b] : [b, a];
  return low === Number.NEGATIVE_INFINITY ? high : high + Math.log1p(Math.exp(low - high));
}
