import { decoderOf, layersOf } from "../../config/index.ts";
import { PairTexts } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { WrittenMetrics } from "../../metrics/index.ts";
import {
  NetworkReader,
  type Output,
  rankedInRow,
  rowsOfSource,
  type TargetSettings,
  TargetWriter,
  targetSettings,
} from "../../sampling/index.ts";
import type { SequenceUse } from "../sequences/sequenceTask.ts";
import type { Evaluation, Measurer, Pause } from "../task.ts";
import { TeacherForced } from "./teacherForced.ts";

const MOST_ROWS = 64;
/** Numbers of one minibatch's memory or logits: a measurement takes little beside a training. */
const MOST_NUMBERS = 2 ** 21;
/** Programs of different length that write. */
const LENGTHS = 3;
/** Weights of an alignment that a report has. */
const MOST_WEIGHTS = 2 ** 14;

/**
 * Loss, perplexity and token accuracy of a part, given the target's symbols before each; and the metrics of what the network writes by
 * itself. At a validation it writes greedily for some examples, the same ones each time; otherwise as the config says, for all, and then
 * once more for the worst of them, of which the report has the alignment too.
 */
export class TargetMeasurer implements Measurer {
  private readonly forced: TeacherForced;
  private readonly pairs: PairTexts;
  private readonly reader: NetworkReader;
  private readonly writer: TargetWriter;
  private readonly settings: TargetSettings;
  /** Pairs whose sources are written for, by their length. */
  private readonly chosen: number[];
  /** Sources that are written for together. */
  private readonly together: number;
  private readonly unit: "character" | "word" | "item";

  /** Whether the worst outputs come with what their symbols looked at. */
  private readonly aligns: boolean;

  constructor(use: SequenceUse, isWhole: boolean) {
    const { config, dataset, part, network, sequence, lenders } = use;
    const { encoding } = dataset;
    const vocabulary = encoding.target.vocabulary!;
    this.unit = vocabulary.unit;
    this.aligns = isWhole && decoderOf(config).attention !== null;
    this.forced = new TeacherForced(use);
    this.pairs = new PairTexts(part, encoding);
    this.settings = { ...targetSettings(config, encoding, isWhole), unaligned: true };
    const { lengths } = part.inputs;
    this.chosen = this.pairs.written(isWhole, config.training.seed).sort((a, b) => lengths[a] - lengths[b]);
    const longest = lengths[this.chosen[this.chosen.length - 1]];
    const each = rowsOfSource(this.settings);
    const [{ units }] = layersOf(config.model).slice(-1);
    const most = Math.floor(MOST_NUMBERS / Math.max(vocabulary.size, longest * 2 * units));
    const { threads } = network;
    const together = Math.max(1, Math.min(this.chosen.length, Math.floor(Math.min(MOST_ROWS, most) / each)));
    // As many for each thread.
    this.together = together > threads ? together - (together % threads) : together;
    this.reader = new NetworkReader(
      { network, form: sequence.form, lenders: [...lenders, this.forced.lender] },
      {
        vocabulary,
        sources: this.together,
        rows: this.together * each,
        ranked: rankedInRow(this.settings),
        steps: Array.from({ length: LENGTHS }, (_, i) => Math.ceil(longest / 2 ** i)),
        shards: threads,
      },
    );
    this.writer = new TargetWriter(this.reader, vocabulary, sequence.widths.ends?.endless);
  }

  get lender(): ExecutablePlan {
    return this.forced.lender;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { loss, targets, tokenAccuracy } = await this.forced.measure((share) => pause(share / 2));
    const { metrics, report } = await this.written((share) => pause((1 + share) / 2));
    const figures = { loss, perplexity: Math.exp(loss), tokenAccuracy, ...metrics };
    return { figures, targets, report: { ...report, beam: this.settings.beam } };
  }

  private async written(pause: Pause) {
    const { chosen, pairs } = this;
    const figures = new WrittenMetrics(this.unit);
    const outputLengths: number[] = [];
    await this.write(chosen, this.settings, pause, (pair, output) => {
      outputLengths.push(output.ids.length);
      figures.add({
        source: pairs.sourceText(pair),
        sourceLength: pairs.source(pair).length,
        output: output.ids,
        truth: pairs.target(pair),
        text: output.text,
        reference: pairs.targetText(pair),
        stopped: output.stopped,
      });
    });
    const { metrics, report } = figures.measured;
    if (!this.aligns) return { metrics, report };
    const worst = figures.furthest.map((i, rank) => ({ pair: chosen[i], length: outputLengths[i], rank }));
    const short = worst.filter(({ pair, length }) => pairs.sourceLength(pair) * (length + 1) <= MOST_WEIGHTS);
    const examples = [...report.worst!];
    let next = 0;
    await this.write(
      short.map(({ pair }) => pair),
      { ...this.settings, unaligned: false },
      () => pause(1),
      (pair, { alignment, tokens: output }) => {
        const { rank } = short[next++];
        if (alignment === null) return;
        examples[rank] = { ...examples[rank], alignment, symbols: { source: pairs.sourceSymbols(pair), output } };
      },
    );
    return { metrics, report: { ...report, worst: examples } };
  }

  /** Writes for some pairs, as many together as there is memory for, and hands on the best output of each, in their order. */
  private async write(
    some: readonly number[],
    settings: TargetSettings,
    pause: Pause,
    use: (pair: number, output: Output) => void,
  ): Promise<void> {
    const { pairs, together } = this;
    for (let first = 0; first < some.length; first += together) {
      const now = some.slice(first, first + together);
      const steps = this.writer.write(
        now.map((pair) => pairs.source(pair)),
        settings,
      );
      let step = steps.next();
      for (; !step.done; step = steps.next()) await pause(first / some.length);
      step.value.forEach(([output], i) => use(now[i], output));
      await pause((first + now.length) / some.length);
    }
  }
}
