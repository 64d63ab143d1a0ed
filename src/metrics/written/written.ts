import type { LengthRow, Measured, WrittenExample } from "../report.ts";
import { Bleu, type BleuTokens } from "./bleu.ts";
import { Chrf } from "./chrf.ts";
import { editDistance } from "./editDistance.ts";
import { lengthRanges } from "./lengthRanges.ts";
import { wordsOf } from "./words.ts";

/** Examples that are shown of those that are the furthest from the truth. */
const MOST_WORST = 10;

const BLEU_TOKENS: Record<WrittenUnit, BleuTokens> = { character: "char", word: "13a", item: "none" };

export type WrittenUnit = "character" | "word" | "item";

/** What was written for one example, beside what stands in the file. */
export interface Written {
  /** The source, for people, and how many tokens it has. */
  source: string;
  sourceLength: number;
  /** Tokens without what ends them, by id or as symbols. */
  output: ArrayLike<number | string>;
  truth: ArrayLike<number | string>;
  /** The same as text: what is printed, and what the file has. */
  text: string;
  reference: string;
  /** Whether it ended by itself; otherwise it was cut. */
  stopped: boolean;
}

interface Kept extends Pick<Written, "source" | "sourceLength" | "text" | "reference" | "stopped"> {
  edits: number;
  length: number;
}

/**
 * `exactMatch`, `bleu`, `chrf`, `errorRate` (edits over tokens of the truth) and, of characters, `wordErrorRate` (the same over words
 * between white space), all of the corpus as a whole. The report has them by length of the source, and the ten examples that are
 * the furthest from the truth.
 */
export class WrittenMetrics {
  private readonly all: Kept[] = [];

  constructor(private readonly unit: WrittenUnit) {}

  add({ output, truth, ...said }: Written): void {
    const { source, sourceLength, text, reference, stopped } = said;
    const edits = editDistance(output, truth);
    this.all.push({ source, sourceLength, text, reference, stopped, edits, length: truth.length });
  }

  /** The numbers, in the order in which they were added, of the examples that are shown as the worst, in their order. */
  get furthest(): number[] {
    const wrong = this.all.flatMap((each, i) => (each.edits > 0 ? [{ i, edits: each.edits, rate: rate([each]) }] : []));
    wrong.sort((a, b) => b.rate - a.rate || b.edits - a.edits);
    return wrong.slice(0, MOST_WORST).map(({ i }) => i);
  }

  get measured(): Measured {
    const { all, unit } = this;
    const { exactMatch, errorRate, bleu } = this.figures(all);
    const chrf = new Chrf();
    for (const { text, reference } of all) chrf.add(text, reference);
    return {
      metrics: {
        ...{ exactMatch, bleu: bleu.score, chrf: chrf.score, errorRate },
        ...(unit === "character" && { wordErrorRate: wordErrorRate(all) }),
      },
      report: { lengths: this.lengths(), worst: this.furthest.map((i) => shownOf(all[i])) },
    };
  }

  private figures(some: readonly Kept[]) {
    const bleu = new Bleu(BLEU_TOKENS[this.unit]);
    for (const { text, reference } of some) bleu.add(text, reference);
    const exact = some.filter(({ edits }) => edits === 0).length;
    return { exactMatch: exact / Math.max(1, some.length), errorRate: rate(some), bleu };
  }

  private lengths(): LengthRow[] {
    return lengthRanges(this.all.map(({ sourceLength }) => sourceLength)).map(({ from, to }) => {
      const some = this.all.filter(({ sourceLength }) => sourceLength >= from && sourceLength <= to);
      const { bleu, ...figures } = this.figures(some);
      return { from, to, examples: some.length, ...figures, bleu: bleu.tells ? bleu.score : Number.NaN };
    });
  }
}

function rate(some: readonly Pick<Kept, "edits" | "length">[]): number {
  const sum = (key: "edits" | "length") => some.reduce((total, each) => total + each[key], 0);
  return sum("edits") / Math.max(1, sum("length"));
}

function wordErrorRate(all: readonly Kept[]): number {
  const words = all.map(({ text, reference }) => {
    const wanted = wordsOf(reference);
    return { edits: editDistance(wordsOf(text), wanted), length: wanted.length };
  });
  return rate(words);
}

function shownOf(each: Kept): WrittenExample {
  const { source, text, reference, stopped } = each;
  return { source, output: text, truth: reference, errorRate: rate([each]), stopped };
}
