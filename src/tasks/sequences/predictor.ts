import { softmax } from "../../base/softmax.ts";
import type { Config } from "../../config/index.ts";
import type { EncodedInput, Encoding } from "../../data/index.ts";
import type { ParameterPlan } from "../../engine/index.ts";
import { type Compiled, compile, loadNetwork, roomySteps, sequenceForm } from "../../networks/index.ts";
import type { Tensor } from "../../tensors/index.ts";

/** A label with its probability. */
export interface Scored {
  label: string;
  probability: number;
}

/** What a network answers to one input: of the whole sequence, or one a step. Labels stand by falling probability. */
export interface Prediction {
  /** One list; with an answer a step, one each. */
  answers: Scored[][];
  /** What was read at each step, as it stood; absent where steps are numbers alone. */
  symbols?: string[];
  /** An answer at each step, and any number of labels instead of one. */
  perStep: boolean;
  several: boolean;
}

const NOTHING = { inverseTokens: 1, seed: 0, step: 0 };

/** Answers new inputs with saved parameters, in an engine of its own. */
export class Predictor {
  private compiled: Compiled | undefined;

  private constructor(
    private readonly network: ParameterPlan,
    private readonly sequence: ReturnType<typeof sequenceForm>,
    private readonly encoding: Encoding,
  ) {}

  static async load(config: Config, encoding: Encoding, tensors: ReadonlyMap<string, Tensor>): Promise<Predictor> {
    const sequence = sequenceForm(config, encoding);
    return new Predictor(await loadNetwork(sequence.form, tensors), sequence, encoding);
  }

  predict({ length, tokens, vectors, symbols }: EncodedInput): Prediction {
    const { perStep, widths, answer } = this.sequence;
    const { executable, shape } = this.programFor(length);
    const { steps } = shape;
    const { features, outputs } = widths;
    const given = vectors && new Float32Array(steps * features);
    given?.set(vectors!);
    const ids = tokens && new Int32Array(steps);
    ids?.set(tokens!);
    executable.clearStates();
    executable.write({ ...(ids && { inputs: ids }), ...(given && { vectors: given }), lengths: Int32Array.of(length) });
    executable.run(NOTHING);
    const logits = new Float32Array((perStep ? steps : 1) * outputs);
    executable.read("logits", logits);
    const rows = Array.from({ length: perStep ? length : 1 }, (_, t) =>
      logits.subarray(t * outputs, (t + 1) * outputs),
    );
    const shares = rows.map((row) =>
      answer === "class" ? softmax(row, new Float64Array(row.length)) : Array.from(row, (x) => 1 / (1 + Math.exp(-x))),
    );
    return predictionOf(shares, symbols, this.encoding, { perStep, several: answer === "labels" });
  }

  /** A program of at least so many steps. */
  private programFor(length: number): Compiled {
    if (!this.compiled || this.compiled.shape.steps < length) {
      const steps = roomySteps(length);
      this.compiled = compile({ network: this.network, form: this.sequence.form }, { steps, batch: 1 }, {});
    }
    return this.compiled;
  }
}

/** The answers of a model in words: `shares` are the probabilities of all labels, of the sequence or of each of its steps. */
export function predictionOf(
  shares: readonly ArrayLike<number>[],
  symbols: EncodedInput["symbols"],
  { target: { vocabulary, labels } }: Encoding,
  how: Pick<Prediction, "perStep" | "several">,
): Prediction {
  const names = labels.length > 0 ? labels : (vocabulary?.symbols ?? []);
  return {
    ...how,
    answers: shares.map((row) => {
      const all = Array.from(row, (probability, c): Scored => ({ label: names[c], probability }));
      return all.sort((a, b) => b.probability - a.probability);
    }),
    ...(symbols && { symbols }),
  };
}
