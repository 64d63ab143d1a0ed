import { softmax } from "../../base/softmax.ts";
import { eachTarget, isTrue, type Method, type Sizes } from "./method.ts";

/** One row of counts a class; of labels a row of yes and a row of no each. */
const groupsOf = ({ kind, outputs }: Sizes) => (kind === "class" ? outputs : 2 * outputs);

/**
 * Multinomial naive Bayes: P(c) Π P(token | c), the tokens as if drawn one by one, each counted once more than it was. Of several
 * labels each is a yes or no of its own.
 */
export const naiveBayes: Method = {
  async fit(train, sizes, _seed, pace) {
    const { kind, outputs, vocabulary } = sizes;
    const groups = groupsOf(sizes);
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
    return { tokens, totals, examples };
  },

  lengths(sizes) {
    const groups = groupsOf(sizes);
    return { tokens: groups * sizes.vocabulary, totals: groups, examples: groups };
  },

  predict({ tokens, totals, examples }, sizes) {
    const { kind, outputs, vocabulary } = sizes;
    const groups = groupsOf(sizes);
    const all = examples.reduce((sum, count) => sum + count, 0);
    const evidence = new Float64Array(groups);
    return (inputs, sequence, _step, out) => {
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
  },

  /** log P(token | c) − log P(token | any other class). */
  evidence({ tokens, totals }, sizes) {
    const { vocabulary, outputs, kind } = sizes;
    const groups = groupsOf(sizes);
    return (token, c) => {
      const rest = { count: 0, total: 0 };
      for (let group = 0; group < groups; group++) {
        if (kind === "class" ? group === c : group !== outputs + c) continue;
        rest.count += tokens[group * vocabulary + token];
        rest.total += totals[group];
      }
      const against = rest.total > 0 ? rest.count / rest.total : 1;
      return Math.log(tokens[c * vocabulary + token] / totals[c]) - Math.log(against);
    };
  },
};
