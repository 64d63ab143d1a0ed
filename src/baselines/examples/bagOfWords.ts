import { Random } from "../../base/random.ts";
import { softmax } from "./naiveBayes.ts";
import { type Fit, isTrue } from "./predictor.ts";

const EPOCHS = 10;
const RATE = 0.1;
/** Examples between two breaths. */
const SLICE = 256;

/**
 * Logistic regression on which tokens occur, whatever their order: multinomial for one class, a yes or no for each of several
 * labels. Learned by Adagrad in ten epochs, shuffled by the training's seed; Adagrad's falling rates keep it from learning the
 * examples by heart.
 */
export const bagOfWords: Fit = async (train, { outputs, vocabulary, seed }, pace) => {
  // Row `vocabulary` is the bias.
  const weights = new Float64Array((vocabulary + 1) * outputs);
  const squares = new Float64Array(weights.length).fill(1e-6);
  const isClass = train.targets.kind === "class";
  const seen = new Int32Array(vocabulary).fill(-1);
  let example = 0;
  const present: number[] = [];
  const gather = ({ starts, lengths, tokens }: typeof train.inputs, sequence: number) => {
    present.length = 0;
    present.push(vocabulary);
    for (let t = 0; t < lengths[sequence]; t++) {
      const token = tokens![starts[sequence] + t];
      if (seen[token] !== example) present.push(token);
      seen[token] = example;
    }
    example++;
  };
  const logits = new Float64Array(outputs);
  const answer = (out: Float64Array) => {
    logits.fill(0);
    for (const token of present) for (let c = 0; c < outputs; c++) logits[c] += weights[token * outputs + c];
    if (isClass) softmax(logits, out);
    else for (let c = 0; c < outputs; c++) out[c] = 1 / (1 + Math.exp(-logits[c]));
  };
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
      gather(train.inputs, sequence);
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
  return (part, sequence, _step, out) => {
    gather(part.inputs, sequence);
    answer(out);
  };
};
