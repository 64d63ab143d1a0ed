import { type EvaluationBatches, type TextArrays, textArrays, type Vocabulary } from "../../data/index.ts";
import type { ExecutablePlan } from "../../engine/index.ts";
import { Recommended } from "../../metrics/index.ts";
import type { Model } from "../../model/index.ts";
import { compile, type NetworkUse, Programs } from "../../networks/index.ts";
import type { Evaluation, Figures, Measurer, Pause } from "../task.ts";
import { MOST_RANKED, RankingExamples } from "./rankingExamples.ts";

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/**
 * Measures a network on one text, as on one stream: no dropout, the state carried from the text's start to its end. loss = total nats / targets; perplexity = exp(loss), as unsure as that many equal choices.
 */
export class TextMeasurer implements Measurer {
  private readonly programs: Programs;
  private readonly arrays: TextArrays;
  /** Of items, what is recommended. */
  private readonly recommended: Recommended | undefined;
  private readonly examples: RankingExamples | undefined;
  private readonly logits: Float32Array;

  constructor(
    use: NetworkUse,
    vocabulary: Vocabulary,
    private readonly batches: EvaluationBatches,
    /** Adds the figures that are more than the loss says. */
    private readonly finish: (figures: Figures) => Figures,
  ) {
    const { batchSize: batch, shapes, targets } = batches;
    const [{ steps: most }] = shapes;
    const { threads: shards } = use.network;
    this.recommended = vocabulary.unit === "item" ? new Recommended(vocabulary, targets) : undefined;
    this.examples = this.recommended && new RankingExamples(vocabulary, targets);
    const readsLogits = this.recommended !== undefined;
    const keep = ({ logits }: Model) => (readsLogits ? [logits!] : []);
    this.programs = new Programs(shapes, batch, (shape, like) =>
      compile(use, shape, { evaluation: true, readsLogits }, { shards, like, keep }),
    );
    this.logits = new Float32Array(this.recommended ? batch * most * vocabulary.size : 0);
    this.arrays = textArrays(shapes[0], batch);
  }

  /** Lends its memory to what never runs at the same time. */
  get lender(): ExecutablePlan {
    return this.programs.plan;
  }

  async evaluate(pause: Pause): Promise<Evaluation> {
    const { batches } = this;
    let nats = 0;
    batches.restart();
    this.recommended?.clear();
    this.examples?.clear();
    for (let i = 0; i < batches.length; i++) {
      const { shape, carriesState } = batches.next(this.arrays);
      const executable = this.programs.of(shape);
      if (!carriesState) executable.clearStates();
      executable.write(this.arrays);
      executable.run(NOTHING);
      nats += executable.loss;
      if (this.recommended) {
        executable.read("logits", this.logits);
        this.recommended.add(this.logits, this.arrays.targets, shape.steps * batches.batchSize);
        this.examples?.add(this.logits, this.arrays, shape.steps, batches.batchSize);
      }
      executable.commit();
      await pause((i + 1) / batches.length);
    }
    const loss = nats / batches.targets;
    const { recommended, examples } = this;
    return {
      figures: this.finish({ loss, ...recommended?.metrics }),
      targets: batches.targets,
      ...(recommended && examples && { report: { examples: examples.examples(recommended.missed(MOST_RANKED)) } }),
    };
  }
}
