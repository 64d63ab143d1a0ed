import { Random } from "../../base/random.ts";
import { softmax } from "../../base/softmax.ts";
import type { Sequences } from "../../data/index.ts";
import { isTrue, type Method, type Sizes } from "./method.ts";

const EPOCHS = 10;
const RATE = 0.1;
/** Examples between two breaths. */
const SLICE = 256;

/**
 * Logistic regression on which tokens occur, whatever their order: multinomial for one class, a yes or no for each of several
 * labels. Learned by Adagrad in ten epochs, shuffled by the training's seed; Adagrad's falling rates keep it from learning the
 * examples by heart.
 */
export const bagOfWords: Method = {
  async fit(train, sizes, seed, pace) {
    const { outputs } = sizes;
    const weights = new Float64Array(sizeOf(sizes));
    const squares = new Float64Array(weights.length).fill(1e-6);
    const { gather, answer } = reader(weights, sizes);
    const count = train.inputs.lengths.length;
    const order = Int32Array.from({ length: count }, (_, i) => i);
    const random = Random.seeded(seed, "bag of words");
    const probabilities = new Float64Array(outputs);
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (let i = count - 1; i > 0; i--) {
        const j = random.nextInt(i + 1);
        [order[i], order[j]] = [order[j], order[i]];
      }
      for (let n = 0; n < count; n++) {
        const sequence = order[n];
        if (n % SLICE === 0) await pace();
        if (train.targets.kind === "class" && train.targets.classes[sequence] < 0) continue;
        const present = gather(train.inputs, sequence);
        answer(probabilities);
        for (let c = 0; c < outputs; c++) {
          const gradient = probabilities[c] - (isTrue(train, sequence, c, outputs) ? 1 : 0);
          for (const token of present) {
            const at = token * outputs + c;
            squares[at] += gradient * gradient;
            weights[at] -= (RATE * gradient) / Math.sqrt(squares[at]);
          }
        }
      }
    }
    return { weights };
  },

  lengths: (sizes) => ({ weights: sizeOf(sizes) }),

  predict({ weights }, sizes) {
    const { gather, answer } = reader(weights, sizes);
    return (inputs, sequence, _step, out) => {
      gather(inputs, sequence);
      answer(out);
    };
  },

  evidence({ weights }, { kind, outputs }) {
    // Of classes only differences matter: softmax does not see what all have.
    return (token, c) => {
      const own = weights.subarray(token * outputs, (token + 1) * outputs);
      return kind === "class" ? own[c] - own.reduce((sum, weight) => sum + weight, 0) / outputs : own[c];
    };
  },
};

/** A weight for each token and class, and last the biases. */
function sizeOf({ vocabulary, outputs }: Sizes): number {
  return (vocabulary + 1) * outputs;
}

/** `gather` finds the tokens of a sequence, each once, and `answer` what follows from them. */
function reader(weights: Float64Array, { kind, outputs, vocabulary }: Sizes) {
  const seen = new Int32Array(vocabulary).fill(-1);
  const present: number[] = [];
  const logits = new Float64Array(outputs);
  let example = 0;
  return {
    gather({ starts, lengths, tokens }: Sequences, sequence: number): readonly number[] {
      present.length = 0;
      present.push(vocabulary);
      for (let t = 0; t < lengths[sequence]; t++) {
        const token = tokens![starts[sequence] + t];
        if (seen[token] !== example) present.push(token);
        seen[token] = example;
      }
      example++;
      return present;
    },
    answer(out: Float64Array): void {
      logits.fill(0);
      for (const token of present) for (let c = 0; c < outputs; c++) logits[c] += weights[token * outputs + c];
      if (kind === "class") softmax(logits, out);
      else for (let c = 0; c < outputs; c++) out[c] = 1 / (1 + Math.exp(-logits[c]));
    },
  };
}
