import { type BatchSource, evaluationBatches, type Vocabulary } from "../data/index.ts";
import type { Executable, Weights } from "../engine/index.ts";
import type { ModelOptions } from "../model/index.ts";
import { compile, Windows } from "./compile.ts";

export interface Evaluation {
  /** Nats per target. */
  loss: number;
  /** exp(loss): as unsure as that many equal choices. */
  perplexity: number;
  /** loss · tokens / characters / ln 2, of the whole part: a model of words does not spell, so its `<unk>` comes cheap. */
  bitsPerCharacter: number;
  targets: number;
}

/**
 * Measures a network on one text: sequential minibatches, no dropout, the state carried from the text's start to its end.
 * loss = total nats / targets.
 */
export class Evaluator {
  private readonly batches: BatchSource;
  private readonly windows: Windows;
  private readonly inputs: Int32Array;
  private readonly targets: Int32Array;

  /** `rooms` lend their memory: a measurement never runs while one of them does. */
  constructor(
    network: Weights,
    options: ModelOptions,
    vocabulary: Vocabulary,
    stream: Int32Array,
    sequenceLength: number,
    rooms: readonly Executable[],
  ) {
    this.batches = evaluationBatches(stream, sequenceLength, vocabulary);
    const { batchSize: batch, minibatchesPerEpoch, targetsPerEpoch } = this.batches;
    const length = targetsPerEpoch / batch;
    const steps = Math.min(sequenceLength, length);
    const last = length - (minibatchesPerEpoch - 1) * sequenceLength;
    this.windows = new Windows({ steps, batch }, last, (shape, like) =>
      compile(
        network,
        options,
        vocabulary.size,
        shape,
        { evaluation: true },
        { shards: network.engine.threads, like, rooms },
      ),
    );
    this.inputs = new Int32Array(batch * sequenceLength);
    this.targets = new Int32Array(batch * sequenceLength);
  }

  /** Lends its memory to what never runs at the same time. */
  get room(): Executable {
    return this.windows.executable;
  }

  /** Undefined when stopped; `pause` is awaited now and then, so that messages get through. */
  async evaluate(pause: () => Promise<void>): Promise<Omit<Evaluation, "bitsPerCharacter"> | undefined> {
    const fresh = this.batches.save();
    let nats = 0;
    let targets = 0;
    this.windows.executable.clearStates();
    for (let i = 0; i < this.batches.minibatchesPerEpoch; i++) {
      const { steps } = this.batches.next(this.inputs, this.targets);
      const executable = this.windows.of(steps);
      executable.write({ inputs: this.inputs, targets: this.targets });
      if (!executable.run({ inverseTokens: 1, seed: 0, step: 0 })) {
        this.batches.restore(fresh);
        return undefined;
      }
      nats += executable.loss;
      targets += steps * this.batches.batchSize;
      executable.commit();
      await pause();
    }
    const loss = nats / targets;
    return { loss, perplexity: Math.exp(loss), targets };
  }
}
