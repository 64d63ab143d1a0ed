import { count, listed, quoted } from "../../base/words.ts";
import type { PredictedLine } from "../../runner/index.ts";

/** More of them help nobody. */
const SHOWN = 5;

/** Counts the labels of a file that a run does not have, which its answers cannot be compared with. */
export class ForeignLabels {
  private readonly counts = new Map<string, { like?: string; times: number; line: number }>();
  private left = 0;

  add({ expected, compared, foreign = [], line }: PredictedLine): void {
    this.left += (expected?.length ?? 0) - (compared ?? 0);
    for (const { label, like } of foreign) {
      const seen = this.counts.get(label);
      if (seen) seen.times++;
      else this.counts.set(label, { like, times: 1, line });
    }
  }

  /** A warning, or none. */
  said(): string[] {
    const { counts, left } = this;
    if (left === 0) return [];
    const shown = [...counts].slice(0, SHOWN).map(([label, { like, times, line }]) => {
      const meant = like === undefined ? "" : `, where the run has ${quoted(like)}`;
      return `${quoted(label)} (${count(times, "time")}, first in line ${line}${meant})`;
    });
    const more = counts.size > SHOWN ? [`${counts.size - SHOWN} more`] : [];
    const isWriting = [...counts.values()].some(({ like }) => like !== undefined);
    const hint = isWriting ? " To compare them, write labels as in the training file." : "";
    const message = `${count(left, "answer of the file is", "answers of the file are")} not compared, because the run has no such label: ${listed([...shown, ...more], "and")}.${hint}`;
    return [message];
  }
}
