import { decimalText } from "../../base/numberText.ts";
import { count, grouped, listed } from "../../base/words.ts";

/** Below this ratio two probabilities are shown as alike. */
const ALIKE = Math.log(1.005);
/** More lines than that help nobody. */
const SHOWN = 5;

/** Which of some lines is the likeliest, and by how much: lines are added one after the other, by their log-probabilities in nats. */
export class Likeliest {
  /** Those that are about as likely as the best. */
  private first: number[] = [];
  private best = Number.NEGATIVE_INFINITY;
  private second: { line: number; nats: number } | undefined;

  add(line: number, nats: number): void {
    if (this.first.length === 0 || nats - this.best > ALIKE) {
      if (this.first.length > 0) this.second = { line: this.first[0], nats: this.best };
      this.first = [line];
      this.best = nats;
    } else if (nats === this.best || this.best - nats <= ALIKE) {
      this.first.push(line);
      this.best = Math.max(this.best, nats);
    } else if (!this.second || nats > this.second.nats) this.second = { line, nats };
  }

  /** The first of them; null where there is none. */
  get line(): number | null {
    return this.first[0] ?? null;
  }

  /** Undefined where there is nothing to compare. */
  get text(): string | undefined {
    const { first, best, second } = this;
    if (best === Number.NEGATIVE_INFINITY || (first.length < 2 && !second)) return undefined;
    if (first.length > 1) {
      const more = first.length > SHOWN ? [`${count(first.length - SHOWN, "other")}`] : [];
      return `Likeliest: lines ${listed([...first.slice(0, SHOWN).map(grouped), ...more], "and")}, which are equally likely.`;
    }
    if (!second || second.nats === Number.NEGATIVE_INFINITY) {
      return `Likeliest: line ${grouped(first[0])}; the other lines are impossible for the model.`;
    }
    const times = decimalText(Math.exp(best - second.nats), 2);
    return `Likeliest: line ${grouped(first[0])}, ${times} times as likely as line ${grouped(second.line)}.`;
  }
}
