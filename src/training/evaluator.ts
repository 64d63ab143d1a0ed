import { type BatchSource, evaluationBatches, type Reading, type Tokens, type Vocabulary } from "../data/index.ts";
import type { Executable, Weights } from "../engine/index.ts";
import type { Model } from "../model/index.ts";
import { compile, type Form, Windows } from "./compile.ts";
import { Recommended } from "./metrics/index.ts";
import type { Evaluation, Figures, Measurer } from "./task.ts";

/**
 * Measures a network on one text: sequential minibatches, no dropout, the state carried from the text's start to its end.
 * loss = total nats / targets; perplexity = exp(loss), as unsure as that many equal choices.
 */
export class Evaluator implements Measurer {
  private readonly batches: BatchSource;
  private readonly windows: Windows;
  private readonly inputs: Int32Array;
  private readonly targets: Int32Array;
  /** Of items, what is recommended. */
  private readonly recommended: Recommended | undefined;
  private readonly logits: Float32Array;

  /** `rooms` lend their memory: a measurement never runs while one of them does. */
  constructor(
    network: Weights,
    form: Form,
    vocabulary: Vocabulary,
    stream: Tokens,
    sequenceLength: number,
    reading: Reading,
    rooms: readonly Executable[],
    /** Adds the figures that are more than the loss says. */
    private readonly finish: (figures: Figures) => Figures,
  ) {
    this.batches = evaluationBatches(stream, sequenceLength, reading);
    const { batchSize: batch, minibatchesPerEpoch, targetsPerEpoch } = this.batches;
    const length = targetsPerEpoch / batch;
    const steps = Math.min(sequenceLength, length);
    const last = length - (minibatchesPerEpoch - 1) * sequenceLength;
    const { threads: shards } = network.engine;
    this.recommended = vocabulary.unit === "item" ? new Recommended(vocabulary, targetsPerEpoch) : undefined;
    const keep = ({ logits }: Model) => (this.recommended ? [logits] : []);
    this.windows = new Windows([steps, ...(last > 0 ? [last] : [])], batch, (shape, like) =>
      compile(network, form, shape, { evaluation: true }, { shards, like, rooms, keep }),
    );
    this.logits = new Float32Array(this.recommended ? batch * steps * vocabulary.size : 0);
    this.inputs = new Int32Array(batch * sequenceLength);
    this.targets = new Int32Array(batch * sequenceLength);
  }

  /** Lends its memory to what never runs at the same time. */
  get room(): Executable {
    return this.windows.executable;
  }

  /** Undefined when stopped; `pause` is awaited now and then, so that messages get through. */
  async evaluate(pause: () => Promise<void>): Promise<Evaluation | undefined> {
    const fresh = this.batches.save();
    let nats = 0;
    let targets = 0;
    this.windows.executable.clearStates();
    this.recommended?.clear();
    for (let i = 0; i < this.batches.minibatchesPerEpoch; i++) {
      const { steps, carriesState } = this.batches.next(this.inputs, this.targets);
      const executable = this.windows.of(steps);
      if (!carriesState) executable.clearStates();
      executable.write({ inputs: this.inputs, targets: this.targets });
      if (!executable.run({ inverseTokens: 1, seed: 0, step: 0 })) {
        this.batches.restore(fresh);
        return undefined;
      }
      nats += executable.loss;
      const count = steps * this.batches.batchSize;
      targets += count;
      if (this.recommended) {
        executable.readLogits(this.logits);
        this.recommended.add(this.logits, this.targets, count);
      }
      executable.commit();
      await pause();
    }
    const loss = nats / targets;
    return { figures: this.finish({ loss, ...this.recommended?.metrics }), targets };
  }
}
