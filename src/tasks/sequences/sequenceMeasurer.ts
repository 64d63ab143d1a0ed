import type { MinibatchArrays } from "../../base/minibatch.ts";
import { bucketSteps, type DatasetPart, SequenceRows, type SequenceWidths } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import type { Measured } from "../../metrics/index.ts";
import { compile, Programs } from "../../networks/index.ts";
import type { Evaluation, Measurer, Pause } from "../task.ts";
import { Answers } from "./answers.ts";
import type { SequenceUse } from "./sequenceTask.ts";

const MOST_ROWS = 64;
/** Numbers of one minibatch's inputs or logits: a measurement takes little beside a training. */
const MOST_NUMBERS = 2 ** 21;

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Lets a network answer every sequence of a part, and compares. */
export class SequenceMeasurer implements Measurer {
  private readonly part: DatasetPart;
  private readonly widths: SequenceWidths;
  private readonly weighted: boolean;
  private readonly programs: Programs;
  private readonly rows: number;
  private readonly sequences: SequenceRows;
  private readonly arrays: MinibatchArrays;
  private readonly logits: Float32Array;
  private readonly answers: Answers;
  /** Sequences of each bucket, and its steps. */
  private readonly buckets: { steps: number; sequences: number[] }[];

  constructor(
    { network, sequence, part, lenders, classWeights }: SequenceUse,
    private readonly metricsOf: (answers: Answers) => Measured,
  ) {
    const { form, answer, widths } = sequence;
    this.part = part;
    this.widths = widths;
    this.weighted = classWeights !== undefined;
    const { lengths } = part.inputs;
    const bounds = bucketSteps(lengths);
    const longest = bounds[bounds.length - 1];
    const width = Math.max(widths.outputs, widths.features);
    this.rows = Math.max(1, Math.min(MOST_ROWS, lengths.length, Math.floor(MOST_NUMBERS / (longest * width))));
    this.sequences = new SequenceRows(part, widths);
    this.arrays = this.sequences.arrays({ steps: longest }, this.rows);
    this.logits = new Float32Array(this.rows * (part.targets.perStep ? longest : 1) * widths.outputs);
    this.answers = new Answers(part, answer, widths.outputs, classWeights);
    this.buckets = bounds.map((steps) => ({ steps, sequences: [] }));
    for (let i = 0; i < lengths.length; i++) {
      this.buckets.find(({ steps }) => steps >= lengths[i])!.sequences.push(i);
    }
    const { threads: shards } = network;
    const shapes = bounds.map((steps) => ({ steps }));
    this.programs = new Programs(shapes, this.rows, (shape, like) =>
      compile({ network, form, lenders }, shape, {}, { shards, like }),
    );
  }

  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { answers, rows } = this;
    answers.clear();
    let done = 0;
    for (const { steps, sequences } of this.buckets) {
      const executable = this.programs.of({ steps });
      for (let first = 0; first < sequences.length; first += rows) {
        const some = sequences.slice(first, first + rows);
        // Rows beyond the last sequence answer it again, and nobody listens.
        for (let b = 0; b < rows; b++) {
          this.sequences.fill(this.arrays, some[Math.min(b, some.length - 1)], b, rows);
        }
        executable.clearStates();
        executable.write(this.arrays);
        executable.run(NOTHING);
        executable.read("logits", this.logits);
        this.takeRows(some);
        done += some.length;
        await pause(done / this.part.inputs.lengths.length);
      }
    }
    const { metrics, report } = this.metricsOf(answers);
    const loss = answers.loss / answers.count;
    const weighted = this.weighted && { weightedLoss: answers.weightedLoss / answers.weight };
    return { figures: { loss, ...weighted, ...metrics }, targets: answers.count, report };
  }

  private takeRows(sequences: readonly number[]): void {
    const { answers, logits, rows } = this;
    const { outputs } = this.widths;
    sequences.forEach((sequence, b) => {
      const row = answers.firstRow[sequence];
      const count = this.part.targets.perStep ? answers.lengths[sequence] : 1;
      for (let t = 0; t < count; t++) answers.take(row + t, logits, (t * rows + b) * outputs);
    });
  }
}
