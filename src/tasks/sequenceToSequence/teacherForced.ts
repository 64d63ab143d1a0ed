import type { MinibatchArrays, Numbers } from "../../base/minibatch.ts";
import { PairTexts, SequenceRows } from "../../data/index.ts";
import { type ExecutablePlan, shardRows } from "../../engine/index.ts";
import type { Programs } from "../../networks/index.ts";
import { type LengthGroup, lengthGroups, measuringPrograms, SUMMED } from "../sequences/lengthGroups.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import type { Pause } from "../task.ts";

const MOST_ROWS = 64;
/** Numbers of one minibatch's logits: a measurement takes little beside a training. */
const MOST_NUMBERS = 2 ** 21;

/** What a network says of each symbol of the targets of a part, given the symbols before it as they are. */
export class TeacherForced {
  private readonly pairs: PairTexts;
  private readonly groups: LengthGroup[];
  private readonly rows: number;
  private readonly sequences: SequenceRows;
  private readonly arrays: MinibatchArrays;
  /** Where each row of a minibatch is: its shard, its place there, and the rows of that shard. */
  private readonly places: readonly { shard: number; row: number; of: number }[];
  private readonly programs: Programs;
  private readonly classes: number;

  constructor(use: SequenceUse) {
    const { network, sequence, part, dataset } = use;
    const { widths } = sequence;
    this.classes = widths.outputs;
    this.pairs = new PairTexts(part, dataset.encoding);
    this.groups = lengthGroups(part);
    const { steps, targetSteps = 1 } = this.groups[0].shape;
    const most = Math.floor(MOST_NUMBERS / (targetSteps * Math.max(widths.outputs, steps)));
    this.rows = Math.max(1, Math.min(MOST_ROWS, this.pairs.count, most));
    this.sequences = new SequenceRows(part, widths);
    this.arrays = this.sequences.arrays({ steps, targetSteps }, this.rows);
    this.places = shardRows(this.rows, network.threads).flatMap((of, shard) =>
      Array.from({ length: of }, (_, row) => ({ shard, row, of })),
    );
    this.programs = measuringPrograms(use, this.groups, this.rows);
  }

  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  /** The loss in nats a symbol, `<eos>` counted where it is learned, and the share of symbols that are the likeliest where they stand. */
  async measure(pause: Pause): Promise<{ loss: number; targets: number; tokenAccuracy: number }> {
    let nats = 0;
    let right = 0;
    let targets = 0;
    let done = 0;
    for (const { shape, examples: pairs } of this.groups) {
      const executable = this.programs.of(shape);
      for (let first = 0; first < pairs.length; first += this.rows) {
        const some = pairs.slice(first, first + this.rows);
        this.fill(some);
        executable.clearStates();
        executable.write(this.arrays);
        executable.run(SUMMED);
        nats += executable.loss;
        // Read where they lie: a copy would take as much again.
        const logits = executable.views("logits");
        for (const [b, pair] of some.entries()) {
          right += this.rightOf(logits, pair, b);
          targets += this.sequences.predicted![pair];
        }
        done += some.length;
        await pause(done / this.pairs.count);
      }
    }
    return { loss: nats / targets, targets, tokenAccuracy: right / targets };
  }

  /** Rows beyond the last pair read it again, and nothing is predicted there. */
  private fill(some: readonly number[]): void {
    for (let b = 0; b < this.rows; b++) {
      this.sequences.fill(this.arrays, some[Math.min(b, some.length - 1)], b, this.rows);
      if (b >= some.length) this.arrays.targetLengths[b] = 0;
    }
  }

  /** How many symbols of a pair, which is row b, are the likeliest by the logits of the shards. */
  private rightOf(views: readonly Numbers[], pair: number, b: number): number {
    const { classes, rows } = this;
    const { targets } = this.arrays;
    const { shard, row, of } = this.places[b];
    const logits = views[shard];
    let right = 0;
    for (let u = 0; u < this.sequences.predicted![pair]; u++) {
      const target = targets[u * rows + b];
      const at = (u * of + row) * classes;
      const own = logits[at + target];
      let isBest = true;
      for (let c = 0; c < classes && isBest; c++)
        isBest = logits[at + c] < own || (logits[at + c] === own && c >= target);
      if (isBest) right++;
    }
    return right;
  }
}
