import { eachTarget, type Fit, isTrue } from "./predictor.ts";

/**
 * Multinomial naive Bayes: P(c) Π P(token | c), the tokens as if drawn one by one, each counted once more than it was. Of several
 * labels each is a yes or no of its own.
 */
export const naiveBayes: Fit = async (train, { outputs, vocabulary }, pace) => {
  const { kind } = train.targets;
  // One row of counts a class; of labels a row of yes and a row of no each.
  const groups = kind === "class" ? outputs : 2 * outputs;
  const tokens = new Float64Array(groups * vocabulary).fill(1);
  const totals = new Float64Array(groups).fill(vocabulary);
  const examples = new Float64Array(groups).fill(1);
  const { starts, lengths, tokens: store } = train.inputs;
  eachTarget(train, (row, sequence) => {
    const count = (group: number) => {
      examples[group]++;
      totals[group] += lengths[sequence];
      const from = starts[sequence];
      for (let t = 0; t < lengths[sequence]; t++) tokens[group * vocabulary + store![from + t]]++;
    };
    for (let c = 0; c < outputs; c++) {
      const yes = isTrue(train, row, c, outputs);
      if (kind !== "class") count(yes ? c : outputs + c);
      else if (yes) count(c);
    }
  });
  await pace();
  const all = examples.reduce((sum, count) => sum + count, 0);
  const evidence = new Float64Array(groups);
  return ({ inputs }, sequence, _step, out) => {
    for (let group = 0; group < groups; group++) {
      const opposite = examples[(group + outputs) % groups];
      evidence[group] = Math.log(examples[group] / (kind === "class" ? all : examples[group] + opposite));
      for (let t = 0; t < inputs.lengths[sequence]; t++) {
        const token = inputs.tokens![inputs.starts[sequence] + t];
        evidence[group] += Math.log(tokens[group * vocabulary + token] / totals[group]);
      }
    }
    if (kind === "class") softmax(evidence, out);
    else for (let c = 0; c < outputs; c++) out[c] = 1 / (1 + Math.exp(evidence[outputs + c] - evidence[c]));
  };
};

export function softmax(logits: ArrayLike<number>, out: Float64Array): void {
  let peak = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < out.length; c++) peak = Math.max(peak, logits[c]);
  let sum = 0;
  for (let c = 0; c < out.length; c++) {
    out[c] = Math.exp(logits[c] - peak);
    sum += out[c];
  }
  for (let c = 0; c < out.length; c++) out[c] /= sum;
}
