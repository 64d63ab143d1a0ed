import type { Config } from "../../config/index.ts";
import type { EncodedInput, Encoding } from "../../data/index.ts";
import type { ParameterPlan } from "../../engine/index.ts";
import { logShares } from "../../graph/index.ts";
import {
  type Compiled,
  compile,
  loadNetwork,
  roomySteps,
  type SequenceForm,
  sequenceForm,
} from "../../networks/index.ts";
import type { Tensor } from "../../tensors/index.ts";

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** A saved network that says of each step which label stands there, in an engine of its own. */
export class TranscriptNetwork {
  private compiled: Compiled | undefined;

  private constructor(
    private readonly network: ParameterPlan,
    private readonly sequence: SequenceForm,
  ) {}

  static async load(
    config: Config,
    encoding: Encoding,
    tensors: ReadonlyMap<string, Tensor>,
  ): Promise<TranscriptNetwork> {
    const sequence = sequenceForm(config, encoding);
    return new TranscriptNetwork(await loadNetwork(sequence.form, tensors), sequence);
  }

  /** ln y (T,V) of an input. */
  shares({ length, tokens, vectors }: Pick<EncodedInput, "length" | "tokens" | "vectors">): Float64Array {
    const { features, outputs } = this.sequence.widths;
    const { executable, shape } = this.programFor(length);
    const numbers = vectors && new Float32Array(shape.steps * features);
    numbers?.set(vectors!);
    const ids = tokens && new Int32Array(shape.steps);
    ids?.set(tokens!);
    executable.clearStates();
    executable.write({
      ...(ids && { inputs: ids }),
      ...(numbers && { vectors: numbers }),
      lengths: Int32Array.of(length),
    });
    executable.run(NOTHING);
    const logits = new Float32Array(shape.steps * outputs);
    executable.read("logits", logits);
    return logShares(logits, length, outputs);
  }

  /** A program of at least so many steps. */
  private programFor(length: number): Compiled {
    if (!this.compiled || this.compiled.shape.steps < length) {
      const shape = { steps: roomySteps(length), batch: 1 };
      this.compiled = compile({ network: this.network, form: this.sequence.form }, shape, {});
    }
    return this.compiled;
  }
}
