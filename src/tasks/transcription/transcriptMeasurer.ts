import { collapsed } from "../../base/ctc/collapse.ts";
import type { MinibatchArrays } from "../../base/minibatch.ts";
import { PairTexts, SequenceRows, type Vocabulary } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { TranscriptMetrics } from "../../metrics/index.ts";
import type { Programs } from "../../networks/index.ts";
import { bestPath, logShares, type TranscriptSettings, transcribe, transcriptSettings } from "../../sampling/index.ts";
import { type LengthGroup, lengthGroups, measuringPrograms, SUMMED } from "../sequences/lengthGroups.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import type { Evaluation, Measurer, Pause } from "../task.ts";

const MOST_ROWS = 64;
/** Numbers of one minibatch's inputs or logits: a measurement takes little beside a training. */
const MOST_NUMBERS = 2 ** 21;

/**
 * The loss of a part, nats a label, and how its transcripts differ from the truth: those of the best path, and where everything is
 * measured those of the config's search.
 */
export class TranscriptMeasurer implements Measurer {
  private readonly texts: PairTexts;
  private readonly vocabulary: Vocabulary;
  private readonly settings: TranscriptSettings;
  private readonly groups: LengthGroup[];
  private readonly rows: number;
  private readonly sequences: SequenceRows;
  private readonly arrays: MinibatchArrays;
  private readonly logits: Float32Array;
  private readonly programs: Programs;
  private readonly classes: number;

  constructor(use: SequenceUse, isWhole: boolean) {
    const { config, sequence, part, dataset } = use;
    const { widths } = sequence;
    this.texts = new PairTexts(part, dataset.encoding);
    this.vocabulary = dataset.encoding.target.vocabulary!;
    this.settings = { ...transcriptSettings(config, !isWhole), ...(isWhole && { fusion: use.fusion }) };
    this.classes = widths.outputs;
    this.groups = lengthGroups(part);
    const { steps, targetSteps = 0 } = this.groups[0].shape;
    const most = Math.floor(MOST_NUMBERS / (steps * Math.max(widths.outputs, widths.features)));
    this.rows = Math.max(1, Math.min(MOST_ROWS, this.texts.count, most));
    this.sequences = new SequenceRows(part, widths);
    this.arrays = this.sequences.arrays({ steps, targetSteps }, this.rows);
    this.logits = new Float32Array(steps * this.rows * widths.outputs);
    this.programs = measuringPrograms(use, this.groups, this.rows);
  }

  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { texts, rows, settings } = this;
    const figures = new TranscriptMetrics(this.vocabulary.unit);
    let nats = 0;
    let counted = 0;
    let done = 0;
    for (const { shape, examples } of this.groups) {
      const executable = this.programs.of(shape);
      for (let first = 0; first < examples.length; first += rows) {
        const some = examples.slice(first, first + rows);
        counted += this.fill(some);
        executable.clearStates();
        executable.write(this.arrays);
        executable.run(SUMMED);
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
      figures: { loss: nats / counted, ...metrics },
      targets: report!.edits!.labels,
      report: { ...report, ...(beam !== null && { beam }) },
    };
  }

  /** Labels of those that count, an empty transcript counted as one. Rows beyond the last example, and those with labels that the network does not have, count for nothing. */
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
