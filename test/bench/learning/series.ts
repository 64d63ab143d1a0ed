// What the learning series measures: each task with its networks, its seeds and what has to come out.
import { ADDING_BASELINE, adding } from "./adding.ts";
import { copying, copyingBaseline } from "./copying.ts";
import { Experiment, type Task } from "./experiment.ts";
import { SINES, sines } from "./sines.ts";
import { accuracy, timing } from "./timing.ts";

interface Learner {
  name: string;
  task: Task;
  model: object;
  training: { steps: number; learningRate: number; [key: string]: unknown };
}

export interface Outcome {
  learner: string;
  parameters: number;
  /** One figure a seed. */
  figures: number[];
  milliseconds: number;
}

export interface Series {
  name: string;
  /** What is done and what the figures are, in a sentence. */
  about: string;
  seeds: number[];
  learners: Learner[];
  /** What is done to a network before its first step. */
  prepare?(experiment: Experiment): void;
  /** The figure of a trained network; its loss on minibatches that it never saw where absent. */
  figure?(experiment: Experiment): number;
  /** What has to hold, and whether it does. */
  verdicts(outcomes: ReadonlyMap<string, number[]>): [string, boolean][];
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];

const halved = (every: number) => ({ schedule: { name: "step", every, factor: 0.5, unit: "step" } });

const PERIODS = [1, 2, 4, 8, 16, 32, 64, 128];

/** The series at its full size, or in the short form that the tests run. */
export function learningSeries(short: boolean): Series[] {
  return [addingSeries(short), copySeries(short), sinesSeries(short), timingSeries(short)];
}

/** Hochreiter and Schmidhuber 1997: an LSTM adds over a hundred steps, a simple network does not. */
function addingSeries(short: boolean): Series {
  const T = 100;
  const training = { steps: short ? 3500 : 8000, learningRate: 0.005, clip: { norm: 1 }, ...halved(1500) };
  const task = adding(T);
  const least = short ? 0.02 : 0.005;
  const lstm = (forgetBias: number): Learner => {
    const name = `LSTM 8, forget bias ${forgetBias}`;
    return { name, task, model: { cell: "lstm", units: 8, forgetBias }, training };
  };
  return {
    name: "adding",
    about: `The adding problem, T = ${T}: mean squared error on 2,000 new sequences after ${training.steps} steps; always answering 1 gives ${ADDING_BASELINE.toFixed(3)}.`,
    seeds: short ? [1, 2, 3] : [1, 2, 3, 4, 5],
    learners: [
      ...(short ? [lstm(1)] : [lstm(0), lstm(1)]),
      { name: "simple RNN 8", task, model: { cell: "rnn", units: 8 }, training },
    ],
    verdicts: (outcomes) => [
      ...[...outcomes]
        .filter(([name]) => name.startsWith("LSTM"))
        .map(([name, errors]): [string, boolean] => [`${name}: median below ${least}`, median(errors) < least]),
      [
        "the simple RNN stays at the baseline (within 10 %)",
        outcomes.get("simple RNN 8")!.every((error) => Math.abs(error / ADDING_BASELINE - 1) < 0.1),
      ],
    ],
  };
}

function copySeries(short: boolean): Series {
  const [T, length] = short ? [5, 3] : [20, 10];
  const units = short ? 32 : 64;
  const task = copying(T, length);
  const baseline = copyingBaseline(T, length);
  const training = short
    ? { steps: 2600, learningRate: 0.01, clip: { norm: 1 }, ...halved(1000) }
    : { steps: 30_000, learningRate: 0.01, batchSize: 16, clip: { norm: 0.2 }, schedule: "cosine" };
  // A symbol stays for thirty steps: gates at σ(5) keep four fifths of it.
  const model = { cell: "lstm", units, forgetBias: short ? 3 : 5, initializer: short ? "default" : "orthogonal" };
  return {
    name: "copy",
    about: `The copy task, ${length} of 8 symbols, ${T} steps between: nats a step on new sequences after ${training.steps} steps; without a memory ${baseline.toFixed(4)}.`,
    seeds: short ? [1, 2, 3] : [1, 2, 3, 4, 5],
    learners: [{ name: `LSTM ${units}`, task, model, training }],
    verdicts: (outcomes) => [
      ["every seed below a tenth of the baseline", [...outcomes.values()].flat().every((loss) => loss < baseline / 10)],
    ],
  };
}

/** Koutník et al. 2014: groups of units with clocks of their own hold slow and fast sines at once. */
function sinesSeries(short: boolean): Series {
  const T = 320;
  const task = sines(T);
  const training = { steps: short ? 200 : 3000, learningRate: 0.003, batchSize: 1, clip: { norm: 1 } };
  return {
    name: "sines",
    about: `Generating a sum of sines (${SINES.join(", ")} cycles in T = ${T}) without input: mean squared error / variance after ${training.steps} steps. The simple network has as many parameters as the Clockwork's matrices, of which the Clockwork uses 9/16.`,
    seeds: [1, 2, 3],
    learners: [
      { name: "Clockwork 64 in 8 groups", task, model: { cell: "clockwork", units: 64, periods: PERIODS }, training },
      { name: "simple RNN 64", task, model: { cell: "rnn", units: 64 }, training },
    ],
    verdicts: (outcomes) => {
      const [ours, theirs] = [...outcomes.values()];
      return [["the Clockwork's is smaller on every seed", ours.every((error, i) => error < theirs[i])]];
    },
  };
}

/**
 * Gers et al. 2002: gates that see the cell state tell intervals apart that the squashed output blurs. Peepholes begin at 0, so
 * that both networks begin as the same.
 */
function timingSeries(short: boolean): Series {
  const [T, classes] = [101, 10];
  const task = timing(T, classes);
  const steps = 1000;
  const training = { steps, learningRate: 0.005, clip: { norm: 1 }, schedule: "cosine" };
  const lstm = (peepholes: boolean): Learner => {
    const name = `LSTM 8 ${peepholes ? "with" : "without"} peepholes`;
    return { name, task, model: { cell: "lstm", units: 8, forgetBias: 1, peepholes }, training };
  };
  return {
    name: "timing",
    about: `Timing: which of ${classes} ranges the interval between two spikes is in, 1 to ${T - 1} steps: share of right answers on 2,000 new sequences after ${steps} steps; chance ${(1 / classes).toFixed(2)}.`,
    seeds: short ? [1, 2, 3] : [1, 2, 3, 4, 5],
    learners: [lstm(false), lstm(true)],
    prepare(experiment) {
      for (const gate of ["ci", "cf", "co"]) experiment.find(`rnn.weight_${gate}_l0`)?.fill(0);
    },
    figure: (experiment) => accuracy(experiment, classes),
    verdicts: (outcomes) => {
      const [without, having] = [...outcomes.values()];
      const learned: [string, boolean] = [
        "every network is three times better than chance",
        [...without, ...having].every((share) => share > 3 / classes),
      ];
      // How far a seed gets in so few steps depends on the last bits too: too little to be a test.
      if (short) return [learned];
      return [learned, ["with peepholes it is larger on every seed", having.every((share, i) => share > without[i])]];
    },
  };
}

/** Trains every network of a series with every seed. */
export async function runSeries(series: Series, note: (line: string) => void = () => {}): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { name, task, model, training } of series.learners) {
    const outcome: Outcome = { learner: name, parameters: 0, figures: [], milliseconds: 0 };
    const before = process.cpuUsage().user;
    for (const seed of series.seeds) {
      const experiment = await Experiment.create(task, { model: { ...model, embedding: 0 }, training, seed });
      series.prepare?.(experiment);
      experiment.train(training.steps);
      outcome.parameters = experiment.parameters;
      const figure = series.figure?.(experiment) ?? experiment.evaluate();
      outcome.figures.push(figure);
      note(`${series.name}: ${name}, seed ${seed}: ${figure.toPrecision(3)}`);
    }
    outcome.milliseconds = (process.cpuUsage().user - before) / 1000 / series.seeds.length / training.steps;
    outcomes.push(outcome);
  }
  return outcomes;
}

export function verdictsOf(series: Series, outcomes: readonly Outcome[]): [string, boolean][] {
  return series.verdicts(new Map(outcomes.map(({ learner, figures }) => [learner, figures])));
}
