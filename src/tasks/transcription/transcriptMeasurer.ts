import type { MinibatchArrays, MinibatchShape } from "../../base/minibatch.ts";
import { bucketsOf, PairTexts, SequenceRows, type Vocabulary } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { TranscriptMetrics } from "../../metrics/index.ts";
import { compile, Programs } from "../../networks/index.ts";
import {
  bestPath,
  collapsed,
  logShares,
  type TranscriptSettings,
  transcribe,
  transcriptSettings,
} from "../../sampling/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import type { Evaluation, Measurer, Pause } from "../task.ts";

const MOST_ROWS = 64;
/** Numbers of one minibatch's inputs or logits: a measurement takes little beside a training. */
const MOST_NUMBERS = 2 ** 21;
/** Groups of examples of about one length, each with a program of its own. */
const MOST_GROUPS = 4;
/** The loss comes as a sum. */
const SCALARS = { inverseTokens: 1, seed: 0, step: 0 };

/** Examples that go together, and the shape that all of them fit. */
interface Group {
  shape: MinibatchShape;
  examples: number[];
}

/**
 * The loss of a part, nats a label, and how its transcripts differ from the truth: those of the best path, and where everything is
 * measured those of the config's search.
 */
export class TranscriptMeasurer implements Measurer {
  private readonly texts: PairTexts;
  private readonly vocabulary: Vocabulary;
  private readonly settings: TranscriptSettings;
  private readonly groups: Group[];
  private readonly rows: number;
  private readonly sequences: SequenceRows;
  private readonly arrays: MinibatchArrays;
  private readonly logits: Float32Array;
  private readonly programs: Programs;
  private readonly classes: number;

  constructor(use: SequenceUse, isWhole: boolean) {
    const { config, network, sequence, part, dataset, lenders } = use;
    const { form, widths } = sequence;
    this.texts = new PairTexts(part, dataset.encoding);
    this.vocabulary = dataset.encoding.target.vocabulary!;
    this.settings = { ...transcriptSettings(config, !isWhole), ...(isWhole && { fusion: use.fusion }) };
    this.classes = widths.outputs;
    const { shapes, of } = bucketsOf(part, MOST_GROUPS);
    const groups = shapes.map((shape): Group => ({ shape, examples: [] }));
    for (const [example, bucket] of of.entries()) groups[bucket].examples.push(example);
    this.groups = groups.reverse();
    const steps = Math.max(...shapes.map((shape) => shape.steps));
    const targetSteps = Math.max(...shapes.map((shape) => shape.targetSteps ?? 0));
    const most = Math.floor(MOST_NUMBERS / (steps * Math.max(widths.outputs, widths.features)));
    this.rows = Math.max(1, Math.min(MOST_ROWS, this.texts.count, most));
    this.sequences = new SequenceRows(part, widths);
    this.arrays = this.sequences.arrays({ steps, targetSteps }, this.rows);
    this.logits = new Float32Array(steps * this.rows * widths.outputs);
    this.programs = new Programs(shapes, this.rows, (shape, like) =>
      compile(
        { network, form, lenders },
        shape,
        { evaluation: true, readsLogits: true },
        { shards: network.threads, like, keep: ({ logits }) => [logits!] },
      ),
    );
  }

  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { texts, rows, settings } = this;
    const figures = new TranscriptMetrics(this.vocabulary.unit);
    let nats = 0;
    let targets = 0;
    let done = 0;
    for (const { shape, examples } of this.groups) {
      const executable = this.programs.of(shape);
      for (let first = 0; first < examples.length; first += rows) {
        const some = examples.slice(first, first + rows);
        targets += this.fill(some);
        executable.clearStates();
        executable.write(this.arrays);
        executable.run(SCALARS);
        executable.read("logits", this.logits);
        nats += executable.loss;
        for (const [b, example] of some.entries()) {
          const labels = this.labelsOf(example, b);
          figures.add({
            source: texts.sourceText(example),
            output: labels.map((id) => this.vocabulary.symbol(id)),
            truth: texts.targetSymbols(example),
            text: this.vocabulary.decode(labels),
            reference: texts.targetText(example),
          });
          done++;
          if (settings.beam !== null) await pause(done / texts.count);
        }
        await pause(done / texts.count);
      }
    }
    const { metrics, report } = figures.measured;
    const { beam } = settings;
    return {
      figures: { loss: nats / targets, ...metrics },
      targets,
      report: { ...report, ...(beam !== null && { beam }) },
    };
  }

  /** Labels of those that count. Rows beyond the last example, and those with labels that the network does not have, count for nothing. */
  private fill(some: readonly number[]): number {
    let targets = 0;
    for (let b = 0; b < this.rows; b++) {
      const example = some[Math.min(b, some.length - 1)];
      this.sequences.fill(this.arrays, example, b, this.rows);
      if (b >= some.length || this.texts.target(example).includes(-1)) this.arrays.targetLengths[b] = -1;
      else targets += this.sequences.predicted![example];
    }
    return targets;
  }

  /** The transcript of an example, which is row b. */
  private labelsOf(example: number, b: number): number[] {
    const { logits, classes, rows, settings, vocabulary } = this;
    const steps = this.texts.sourceLength(example);
    const at = (t: number) => (t * rows + b) * classes;
    if (settings.beam === null) {
      return collapsed(bestPath(logits, steps, classes, { at, never: vocabulary.unknown }), settings.collapse);
    }
    return transcribe(logShares(logits, steps, classes, at), vocabulary, settings)[0].ids;
  }
}
