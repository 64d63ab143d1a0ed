import type { MinibatchArrays } from "../../base/minibatch.ts";
import { valueText } from "../../base/numberText.ts";
import { Random } from "../../base/random.ts";
import { count } from "../../base/words.ts";
import { type DatasetPart, type Encoding, SequenceRows, type SequenceWidths } from "../../data/index.ts";
import { type Compiled, compile } from "../../networks/index.ts";
import type { PreviewSource, Sample, SampleSettings } from "../../sampling/index.ts";
import { Answers } from "./answers.ts";
import type { SequenceUse } from "./sequenceTask.ts";

/** Steps that are shown of an example: a person reads no more. */
const MOST_STEPS = 200;
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
  private readonly answers: Answers;
  /** Sequences that are short enough. */
  private readonly sequences: number[];

  constructor(
    { network, sequence, part, dataset, lenders }: SequenceUse,
    /** What is shown of a sequence, where that is not its symbols and an answer. */
    private readonly shownInstead?: (sequence: number) => Pick<Sample, "prompt" | "text">,
  ) {
    const { form, answer, widths } = sequence;
    this.part = part;
    this.widths = widths;
    this.encoding = dataset.encoding;
    const { lengths } = part.inputs;
    const shortest = lengths.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const longest = lengths.reduce((a, b) => Math.max(a, b), 1);
    const steps = Math.max(shortest, Math.min(longest, MOST_STEPS));
    this.sequences = [...lengths.keys()].filter((i) => lengths[i] <= steps);
    const keep = ({ layers }: Compiled["model"]) => layers.map(({ hidden }) => hidden);
    this.compiled = compile(network, form, { steps, batch: 1 }, {}, { lenders, keep });
    this.rows = new SequenceRows(part, widths);
    this.arrays = this.rows.arrays({ steps }, 1);
    this.logits = new Float32Array((part.targets.perStep ? steps : 1) * widths.outputs);
    this.answers = new Answers(part.inputs, part.targets, answer, widths.outputs);
  }

  samples({ seed, count = 1 }: SampleSettings, withHidden = false): Sample[] {
    const { executable } = this.compiled;
    const random = Random.seeded(seed, "examples");
    const shown: Sample[] = [];
    for (let i = 0; i < count; i++) {
      const sequence = this.sequences[random.nextInt(this.sequences.length)];
      this.rows.fill(this.arrays, sequence, 0, 1);
      executable.clearStates();
      executable.write(this.arrays);
      executable.run(NOTHING);
      executable.read("logits", this.logits);
      const sample = this.shown(sequence, withHidden && i === count - 1);
      const instead = this.shownInstead ? this.shownInstead(sequence) : sample;
      shown.push({ ...sample, prompt: instead.prompt, text: instead.text });
    }
    return shown;
  }

  private shown(sequence: number, withHidden: boolean): Sample {
    const { answers, widths, part } = this;
    const length = answers.lengths[sequence];
    const first = answers.firstRow[sequence];
    const rows = part.targets.perStep ? length : 1;
    for (let t = 0; t < rows; t++) answers.take(first + t, this.logits, t * widths.outputs);
    const symbols = this.symbols(sequence);
    const said = Array.from({ length: rows }, (_, t) => this.said(first + t));
    const prompt = part.targets.perStep ? "" : `${this.text(sequence, symbols)} → `;
    const text = part.targets.perStep ? symbols.map((symbol, t) => `${symbol}/${said[t]}`).join(" ") : said[0];
    return {
      ...{ prompt, text, logProbability: 0, tokens: length, redrawn: 0, ended: true, unknown: [] },
      ...(withHidden && { hidden: this.hidden(length), symbols, given: length }),
    };
  }

  /** What the network answers in a row, and the truth where it is wrong. */
  private said(row: number): string {
    const { answers, encoding } = this;
    const { labels, negative, vocabulary } = encoding.target;
    const { kind } = this.part.targets;
    if (kind === "class") {
      const names = labels.length > 0 ? labels : (vocabulary?.symbols ?? []);
      const says = names[answers.predicted[row]];
      const truth = names[answers.actual[row]];
      return says === truth || truth === undefined ? says : `${says} (not ${truth})`;
    }
    const of = (values: Float32Array) => Array.from(values.subarray(row * answers.width, (row + 1) * answers.width));
    if (kind === "numbers")
      return of(answers.values)
        .map((x) => valueText(x))
        .join(" ");
    const chosen = (values: Float32Array) =>
      of(values)
        .flatMap((p, c) => (p > 0.5 ? [labels[c]] : []))
        .join(", ");
    const [says, truth] = [chosen(answers.values), chosen(answers.actualValues)].map(
      (set) => set || (negative ?? "none"),
    );
    return says === truth ? says : `${says} (not ${truth})`;
  }

  private symbols(sequence: number): string[] {
    const { starts, lengths, tokens } = this.part.inputs;
    const from = starts[sequence];
    if (!tokens) return Array.from({ length: lengths[sequence] }, (_, t) => String(t + 1));
    return Array.from(tokens.subarray(from, from + lengths[sequence]), (id) =>
      this.encoding.source.vocabulary!.symbol(id),
    );
  }

  private text(sequence: number, symbols: readonly string[]): string {
    const { starts, lengths, tokens } = this.part.inputs;
    if (!tokens) return count(symbols.length, "step");
    return this.encoding.source.vocabulary!.decode(
      tokens.subarray(starts[sequence], starts[sequence] + lengths[sequence]),
    );
  }

  /** The hidden states of the sequence's own steps, (time, H) a layer and direction. */
  private hidden(length: number): Float32Array[] {
    const { model, executable, shape } = this.compiled;
    return model.layers.map(({ hidden }) => {
      const all = executable.values(hidden);
      return all.slice(0, (all.length / shape.steps) * length);
    });
  }
}
