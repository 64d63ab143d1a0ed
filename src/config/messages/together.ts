import { count, grouped, listed } from "../../base/words.ts";
import { quoted, shown } from "../keys/describe.ts";
import { always, wrong } from "./syntax.ts";

interface Unsupported {
  /** The key, and where it is about one value of it, that value. */
  subject: string;
  /** The key that decides, its value, and those with which the subject is supported. */
  decider: string;
  decided: string;
  owners: readonly string[];
  why: string;
}

/** What could be chosen for the decider. */
function insteadOf(decider: string, owners: readonly string[]): string {
  const values = owners.filter((owner) => owner !== "null");
  if (values.length > 0) return `, or set ${decider} to ${listed(values.map(quoted), "or")}`;
  return owners.length > 0 ? `, or leave out ${decider}` : "";
}

/** What keys and values cannot mean beside each other. */
export const ofSupport = {
  notSupported: (args: Unsupported & { suggestions: readonly string[] }) => {
    const { subject, decider, decided, owners, why, suggestions } = args;
    const next =
      suggestions.length > 0 ? `, or set it to ${listed(suggestions.map(quoted), "or")}` : insteadOf(decider, owners);
    return {
      code: "not-together",
      text: `${subject} is not supported when ${decider} is ${decided}: ${why}. Leave it out${next}.`,
      suggestions,
    };
  },
  noEffect: wrong(
    "no-effect",
    ({ subject, decider, decided, why }: Unsupported) =>
      `${subject} has no effect when ${decider} is ${decided}: ${why}. Leave it out.`,
  ),
  noEffectTogether: (args: {
    section: string;
    keys: readonly string[];
    decider: string;
    decided: string;
    why: string;
  }) => {
    const { section, keys, decider, decided, why } = args;
    const names = keys.map((key) => quoted(key.slice(section.length + 1)));
    const [have, them] = keys.length === 1 ? ["has", "it"] : ["have", "them"];
    return {
      code: "no-effect",
      text: `${listed(names, "and")} in ${section} ${have} no effect when ${decider} is ${decided}: ${why}. Leave ${them} out.`,
      keys,
    };
  },
  seesTheAnswer: ({
    key,
    predicts,
    mayBeCloze,
  }: {
    key: string;
    predicts: "symbols" | "labels" | "numbers" | "transcript";
    mayBeCloze: boolean;
  }) => ({
    code: "sees-the-answer",
    text: `${key} must be false here. A bidirectional network cannot predict the next ${predicts === "numbers" ? "row" : "symbol"}: its backward direction has already read it, so the loss would fall to zero and the network would learn nothing.${mayBeCloze ? ' To read a text in both directions, set data.direction to "cloze": each symbol is then predicted from those before and after it by two separate stacks.' : ""}`,
  }),
  tiedToOthers: ({ key, task }: { key: string; task: string }) => ({
    code: "not-together",
    text: `${key} is not supported when task is ${quoted(task)}: it lets the output layer share the weights of the embedding, and the network does not predict the symbols that it reads. Leave it out.`,
  }),
  noCandidate: ({ key, cell, having }: { key: string; cell: string; having: readonly string[] }) => ({
    code: "no-candidate",
    text: `${key} drops elements of the candidate that ${listed(having, "or")} writes into its memory, and ${cell} has none. Use zoneout or variationalDropout, or another cell.`,
  }),
  noCellState: ({ key, cell, having }: { key: string; cell: string; having: readonly string[] }) => ({
    code: "no-cell-state",
    text: `${key} acts on the cell state of ${listed(having, "or")}, and ${cell} has none. Give zoneout.h alone.`,
  }),
  rtrlTask: ({ task }: { task: string }) => ({
    code: "rtrl-option",
    text: `training.gradient "rtrl" carries gradients across the windows of a running text. When task is ${quoted(task)}, each sequence starts from a zero state and is unrolled as a whole, and "bptt" gives the same gradient at less cost. Set training.gradient to "bptt".`,
  }),
};

type Rate = { key: string; value: number; rate: number };

/** What values mean together that are each supported. */
export const ofCombinations = {
  bothGiven: wrong(
    "both-given",
    ({ keys }: { keys: readonly string[] }) => `${listed(keys, "and")} replace each other. Give only one of them.`,
  ),
  minibatchTooLarge: wrong(
    "minibatch-too-large",
    ({ by, size, most }: { by: readonly [number, number]; size: number; most: number }) =>
      `training.batchSize × training.sequenceLength is ${by.map(grouped).join(" × ")} = ${grouped(size)} tokens per minibatch. At most ${grouped(most)} are allowed.`,
  ),
  windowsTooLarge: wrong(
    "not-together",
    ({ steps, most }: { steps: number; most: number }) =>
      `data.window × training.batchSize is ${grouped(steps)} steps per minibatch. At most ${grouped(most)} are allowed.`,
  ),
  nothingLeft: wrong(
    "nothing-left",
    ({ validation, test }: { validation: number; test: number }) =>
      `data.validation ${validation} and data.test ${test} leave nothing to train on. Together they must be below 1.`,
  ),
  badPath: wrong(
    "bad-path",
    ({ key, path }: { key: string; path: string }) =>
      `${key} names ${shown(path)}. A path cannot contain a NUL character.`,
  ),
  badName: wrong(
    "bad-name",
    ({ name }: { name: string }) =>
      `name must start with a letter or digit and contain only letters, digits, spaces and . _ + -, because run folders are named after it, not ${shown(name)}.`,
  ),
  vocabularyTooSmall: wrong(
    "out-of-bounds",
    ({ size, least, unit }: { size: number; least: number; unit: string }) =>
      `data.vocabulary.size ${size} leaves no room for ${unit === "item" ? "an item" : `a ${unit}`} beside <unk>, <eos> and <bos>. It must be at least ${least}.`,
  ),
  delimiterIsQuote: wrong(
    "not-together",
    ({ mark }: { mark: "double" | "single" }) =>
      `data.delimiter is the ${mark} quote, which encloses cells (data.quote). Choose another delimiter, or set data.quote to "none".`,
  ),
  severalTargets: wrong(
    "not-together",
    ({ columns, task }: { columns: number; task: string }) =>
      `data.target names ${columns} columns. When task is ${quoted(task)}, it is one column. Keep one of them.`,
  ),
  partSaidTwice: wrong(
    "not-together",
    ({ key, part }: { key: string; part: string }) =>
      `data.partition and ${key} both say what belongs to ${part}. Keep one of them.`,
  ),
  tooManyCoefficients: wrong(
    "not-together",
    ({ coefficients, bands }: { coefficients: number; bands: number }) =>
      `data.features asks for ${coefficients} coefficients, more than its ${count(bands, "band")}. Set coefficients to ${bands} or less, or bands to ${coefficients} or more.`,
  ),
  stepTooWide: wrong(
    "too-large",
    ({ numbers, most }: { numbers: number; most: number }) =>
      `data.features gives ${grouped(numbers)} numbers per step, but a network reads at most ${grouped(most)}. Lower rate, windowMs, bands, deltas or stack.`,
  ),
  partOfColumn: wrong(
    "no-effect",
    ({ key, part, column }: { key: string; part: string; column: string }) =>
      `${key} has no effect: column ${quoted(column)} says what belongs to ${part} (data.partition). Leave one of them out.`,
  ),
  lastOfBoth: always(
    "not-together",
    'model.readout "last" is not supported when the last layer is bidirectional: its backward direction has read only one step there. Set it to "ends", where each direction ends.',
  ),
  noValidation: wrong(
    "needs-validation",
    ({ key, does }: { key: string; does: "lowers the rate" | "ends the run" }) =>
      `${key} ${does} when the validation figure stops improving, but data.validation is 0. Set it to a part of the data, like 0.1.`,
  ),
  nothingToChooseBy: wrong(
    "no-effect",
    ({ key }: { key: string }) => `${key} has no effect: data.validation is 0, so nothing is validated.`,
  ),
  notMeasured: wrong(
    "not-together",
    ({ figure, task, known }: { figure: string; task: string; known: readonly string[] }) =>
      `training.best ${quoted(figure)} is not measured when task is ${quoted(task)}. Measured figures: ${known.join(", ")}.`,
  ),
  unknownFigure: ({ figure, task, known, suggestions }: UnknownFigure) => ({
    code: "unknown-value",
    text: `training.best must name a figure, not ${shown(figure)}.${suggestions.map((name) => ` Did you mean ${quoted(name)}?`).join("")} ${task === undefined ? "Known figures" : `Figures when task is ${quoted(task)}`}: ${known.join(", ")}.`,
    suggestions,
  }),
  notMeasuredHere: ({ figure, why, instead }: { figure: string; why: string; instead: readonly string[] }) => ({
    code: "not-measured",
    text: `training.best is ${quoted(figure)}, ${why}.`,
    hint: `Set training.best to ${listed(instead.map(quoted), "or")}, or leave it out.`,
    suggestions: instead,
  }),
  noMomentum: wrong(
    "needs-momentum",
    ({ key }: { key: string }) =>
      `${key} looks ahead along the momentum, and training.optimizer.momentum is 0. Set the momentum, for example to 0.9.`,
  ),
  dampenedMomentum: wrong(
    "needs-momentum",
    ({ key, dampening }: { key: string; dampening: number }) =>
      `${key} needs training.optimizer.dampening 0, as in PyTorch, not ${dampening}.`,
  ),
  dampsNothing: wrong(
    "no-effect",
    ({ key }: { key: string }) => `${key} has no effect without training.optimizer.momentum.`,
  ),
  decaysAll: wrong(
    "out-of-bounds",
    ({ key, value, rate }: Rate) =>
      `${key} ${value} with training.learningRate ${rate} would shrink every parameter to 0 or below at each step. Their product must be below 1.`,
  ),
  minimumAboveRate: wrong(
    "out-of-bounds",
    ({ key, value, rate }: Rate) =>
      `${key} ${value} must be below training.learningRate ${rate}, from which the rate falls to it.`,
  ),
  cutsAfterEnd: wrong(
    "no-effect",
    ({ key, after, unit, total }: { key: string; after: number; unit: string; total: number }) =>
      `${key} has no effect within the run: the rate would first be lowered after ${count(after, unit)}, and training.${unit}s is ${total}.`,
  ),
  averagesNothing: wrong(
    "no-effect",
    ({ key, after, steps }: { key: string; after: number; steps: number }) =>
      `${key} ${after} leaves nothing to average: training.steps is ${steps}.`,
  ),
  warmsUpTooLong: wrong(
    "no-effect",
    ({ key, warmup, steps }: { key: string; warmup: number; steps: number }) =>
      `${key} ${warmup} does not end within the run: training.steps is ${steps}, so the rate never reaches training.learningRate.`,
  ),
  moreThanBeam: wrong(
    "not-together",
    ({ count, beam }: { count: number; beam: number }) =>
      `sampling.count ${count} is more than sampling.beam ${beam} keeps. Set sampling.beam to at least ${count}.`,
  ),
  tooManyDistinct: wrong(
    "not-together",
    ({ count, most }: { count: number; most: number }) =>
      `sampling.count ${count} is too many for distinct samples. At most ${most} are supported.`,
  ),
};

interface UnknownFigure {
  figure: string;
  task?: string;
  known: readonly string[];
  suggestions: readonly string[];
}
