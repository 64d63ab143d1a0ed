import type { MinibatchArrays } from "../../base/minibatch.ts";
import { Random } from "../../base/random.ts";
import type { Preview } from "../../contracts/preview.ts";
import {
  type DatasetPart,
  type Encoding,
  inputOf,
  rowAnswer,
  SequenceRows,
  type SequenceWidths,
  symbolsOf,
} from "../../data/index.ts";
import { type Compiled, compile } from "../../networks/index.ts";
import type { PreviewSource, SampleSettings, Shown } from "../../sampling/index.ts";
import { Answers } from "./answers.ts";
import type { SequenceUse } from "./sequenceTask.ts";
import { shownSequences } from "./shownSequences.ts";

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Shows examples of a part beside what the network answers. */
export class ExamplePreviews implements PreviewSource {
  private readonly part: DatasetPart;
  private readonly widths: SequenceWidths;
  private readonly encoding: Encoding;
  private readonly compiled: Compiled;
  private readonly rows: SequenceRows;
  private readonly arrays: MinibatchArrays;
  private readonly logits: Float32Array;
  private readonly answers: Answers | undefined;
  /** Sequences that are short enough. */
  private readonly sequences: number[];

  constructor(
    { network, sequence, part, dataset, lenders }: SequenceUse,
    /** What is shown of a sequence, where that is not its answers. */
    private readonly previewOf?: (sequence: number, logits: Float32Array) => Preview,
  ) {
    const { form, answer, widths } = sequence;
    this.part = part;
    this.widths = widths;
    this.encoding = dataset.encoding;
    const { steps, sequences } = shownSequences(part.inputs.lengths);
    this.sequences = sequences;
    const keep = ({ layers }: Compiled["model"]) => layers.map(({ hidden }) => hidden);
    this.compiled = compile({ network, form, lenders }, { steps, batch: 1 }, {}, { keep });
    this.rows = new SequenceRows(part, widths);
    this.arrays = this.rows.arrays({ steps, targetSteps: steps }, 1);
    this.logits = new Float32Array((sequence.perStep ? steps : 1) * widths.outputs);
    if (!previewOf) this.answers = new Answers(part, answer, widths.outputs);
  }

  previews({ seed, count = 1 }: SampleSettings, withHidden = false): Shown[] {
    const { executable } = this.compiled;
    const random = Random.seeded(seed, "examples");
    const shown: Shown[] = [];
    for (let i = 0; i < count; i++) {
      const sequence = this.sequences[random.nextInt(this.sequences.length)];
      this.rows.fill(this.arrays, sequence, 0, 1);
      executable.clearStates();
      executable.write(this.arrays);
      executable.run(NOTHING);
      executable.read("logits", this.logits);
      // Before the preview, which may run another program in the same memory.
      const states = withHidden && i === count - 1 ? this.states(sequence) : undefined;
      const preview = this.previewOf ? this.previewOf(sequence, this.logits) : this.answered(sequence);
      shown.push({ preview, ...(states && { states }) });
    }
    return shown;
  }

  private answered(sequence: number): Preview {
    const { widths, part } = this;
    const answers = this.answers!;
    const first = answers.firstRow[sequence];
    const rows = part.targets.perStep ? answers.lengths[sequence] : 1;
    for (let t = 0; t < rows; t++) answers.take(first + t, this.logits, t * widths.outputs);
    const symbols = this.symbols(sequence);
    if (!part.targets.perStep)
      return {
        kind: "labels",
        ...inputOf(part.inputs, this.encoding, sequence),
        ...this.answer(first),
      };
    return { kind: "tags", steps: symbols.map((symbol, t) => ({ symbol, ...this.answer(first + t) })) };
  }

  /** What the network answers in a row, and the truth. */
  private answer(row: number): { predicted: string[]; actual: string[] | null } {
    const { predicted, actual, values: probabilities, actualValues } = this.answers!;
    const kind = this.part.targets.kind === "class" ? "class" : "labels";
    return rowAnswer({ kind, predicted, actual, probabilities, actualValues }, this.encoding, row);
  }

  private symbols(sequence: number): string[] {
    return symbolsOf(this.part.inputs, this.encoding, sequence);
  }

  /** The hidden states of the sequence's own steps, (time, H) a layer and direction. */
  private states(sequence: number): Shown["states"] {
    const { model, executable, shape } = this.compiled;
    const length = this.part.inputs.lengths[sequence];
    const layers = model.layers.map(({ hidden }) => {
      const all = executable.values(hidden);
      return all.slice(0, (all.length / shape.steps) * length);
    });
    return { symbols: this.symbols(sequence), given: length, layers };
  }
}
