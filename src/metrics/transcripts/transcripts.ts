import { editsBetween } from "../../base/edits.ts";
import type { Measured, WrittenExample } from "../report.ts";
import { editDistance } from "../written/editDistance.ts";
import { wordsOf } from "../written/words.ts";

/** Examples that are shown of those that are the furthest from the truth. */
const MOST_WORST = 10;
/** Pairs of labels that are told. */
const MOST_PAIRS = 20;

/** A transcript beside what stands in the file. */
export interface Transcript {
  /** What it is of, for people. */
  source: string;
  /** Labels, as symbols. */
  output: readonly string[];
  truth: readonly string[];
  /** The same as text: what is printed, and what the file has. */
  text: string;
  reference: string;
}

interface Kept extends Pick<Transcript, "source" | "text" | "reference"> {
  edits: number;
  length: number;
}

/**
 * `errorRate`: edits over the labels of the truth, of all examples as a whole, and its parts, `substitutions`, `insertions` and `deletions`;
 * of characters, `wordErrorRate`, the same over words between white space; and `exactMatch`, the share of transcripts without an edit. The
 * report has how often each edit was made, the pairs of labels that are taken for each other most often, and the worst examples.
 */
export class TranscriptMetrics {
  private readonly all: Kept[] = [];
  private readonly counts = { labels: 0, substitutions: 0, insertions: 0, deletions: 0 };
  private readonly pairs = new Map<string, { truth: string; output: string; count: number }>();
  private readonly words = { edits: 0, length: 0 };

  constructor(private readonly unit: "character" | "word" | "item") {}

  add({ source, output, truth, text, reference }: Transcript): void {
    const { counts, words } = this;
    const edits = editsBetween(truth, output).filter(({ kind }) => kind !== "same");
    for (const { kind, truth: i, output: j } of edits) {
      counts[`${kind as "substitution" | "insertion" | "deletion"}s`]++;
      if (kind === "substitution") this.confuse(truth[i!], output[j!]);
    }
    counts.labels += truth.length;
    if (this.unit === "character") {
      const wanted = wordsOf(reference);
      words.edits += editDistance(wordsOf(text), wanted);
      words.length += wanted.length;
    }
    this.all.push({ source, text, reference, edits: edits.length, length: truth.length });
  }

  get measured(): Measured {
    const { all, counts, words } = this;
    const share = (edits: number, of: number) => edits / Math.max(1, of);
    const { labels, substitutions, insertions, deletions } = counts;
    const exact = all.filter(({ edits }) => edits === 0).length;
    return {
      metrics: {
        errorRate: share(substitutions + insertions + deletions, labels),
        ...{ substitutions: share(substitutions, labels), insertions: share(insertions, labels) },
        deletions: share(deletions, labels),
        ...(this.unit === "character" && { wordErrorRate: share(words.edits, words.length) }),
        exactMatch: share(exact, all.length),
      },
      report: { edits: { ...counts }, confused: this.confused(), worst: worst(all) },
    };
  }

  private confuse(truth: string, output: string): void {
    const key = JSON.stringify([truth, output]);
    const pair = this.pairs.get(key) ?? { truth, output, count: 0 };
    pair.count++;
    this.pairs.set(key, pair);
  }

  private confused() {
    return [...this.pairs.values()].sort((a, b) => b.count - a.count).slice(0, MOST_PAIRS);
  }
}

function worst(all: readonly Kept[]): WrittenExample[] {
  const wrong = all.filter(({ edits }) => edits > 0);
  const rated = wrong.map((each) => ({ ...each, errorRate: each.edits / Math.max(1, each.length) }));
  rated.sort((a, b) => b.errorRate - a.errorRate || b.edits - a.edits);
  return rated.slice(0, MOST_WORST).map(({ source, text, reference, errorRate }) => ({
    ...{ source, output: text, truth: reference, errorRate, stopped: true },
  }));
}
