import { loadPassage, type Passage } from "../passage/passage.ts";
import { readStates } from "../passage/states.ts";
import { type Progress, within } from "../progress.ts";
import { WholeStepBack } from "./wholeStepBack.ts";

/** What one prediction, or the mean of all, owes to each step. */
export interface LossGradient {
  /** L: the loss of the step, or the mean over all steps. */
  loss: number;
  /** (T) by layer: ‖∂L/∂state_s‖, what step s hands on; at the step of the loss what the prediction reads of it. */
  layers: { layer: string; norms: Float32Array }[];
  /** (T): −∂L/∂x_s · x_s, x_s the vector that the first layer reads: of −ln p by how much the symbol speaks for the prediction. */
  saliency: Float32Array;
  /** Of each recurrent weight matrix what the steps contribute to ∂L/∂W. */
  weights: StepContributions[];
}

/** Steps between two that are told. */
const SOME = 256;

export interface StepContributions {
  /** PyTorch's name. */
  parameter: string;
  /** ‖∂L/∂W‖, Frobenius. */
  norm: number;
  /** (T): ‖∂L/∂W‖ of each step by itself. */
  norms: Float32Array;
  /** (T): each step's share ⟨∂L/∂W of the step, ∂L/∂W⟩ / ‖∂L/∂W‖²; they add up to 1, and one that pulls against the sum is negative. */
  shares: Float32Array;
}

export interface LossOptions {
  /** The step whose loss it is; the mean over all steps where absent. */
  step?: number;
  /** Not 0 when what is computed is to end. */
  control?: Int32Array;
  /** Is told what share is done. */
  progress?: Progress;
}

/** The gradient of the loss of one step of a passage, or of the mean loss, of a network that reads in one direction. */
export async function lossGradient(
  passage: Passage,
  { step, control, progress }: LossOptions = {},
): Promise<LossGradient> {
  const { network, form } = await loadPassage(passage, control);
  const before = readStates(network, form, passage, within(progress, 0, 0.2));
  const back = new WholeStepBack(network, form, passage, before);
  const { steps: T } = passage;
  const last = step ?? T - 1;
  const weight = step === undefined ? 1 / predictions(passage) : 1;

  const layers = back.layers.map((layer) => ({ layer, norms: new Float32Array(T) }));
  const saliency = new Float32Array(T);
  const norms = back.recurrent.map(() => new Float32Array(T));
  const totals = back.recurrent.map(({ values }) => new Float64Array(values.length));
  let loss = 0;
  const pass = (told: Progress, each: (t: number) => void) => {
    back.begin();
    for (let t = last; t >= 0; t--) {
      back.step(t, t === last || step === undefined ? weight : 0);
      each(t);
      if (t % SOME === 0) told(1 - t / (last + 1));
    }
  };
  pass(within(progress, 0.2, 0.6), (t) => {
    loss += back.loss;
    for (const { layer, norms } of layers) norms[t] = back.norm(layer, t === step);
    for (const { values, weight } of back.input) saliency[t] -= dot(values, weight);
    back.recurrent.forEach(({ values }, i) => {
      norms[i][t] = addTo(totals[i], values);
    });
  });
  const shares = back.recurrent.map(() => new Float32Array(T));
  const squares = totals.map(squareOf);
  pass(within(progress, 0.6, 1), (t) => {
    back.recurrent.forEach(({ values }, i) => {
      shares[i][t] = squares[i] > 0 ? dot(values, totals[i]) / squares[i] : 0;
    });
  });
  const weights = back.recurrent.map(({ name }, i) => {
    return { parameter: name, norm: Math.sqrt(squares[i]), norms: norms[i], shares: shares[i] };
  });
  return { loss, layers, saliency, weights };
}

/** How many steps have something to predict. */
function predictions({ steps, arrays: { targets } }: Passage): number {
  if (!(targets instanceof Int32Array)) return steps;
  return Math.max(1, targets.subarray(0, steps).filter((id) => id >= 0).length);
}

/** Adds numbers to a sum, and returns their norm. */
function addTo(total: Float64Array, values: Float32Array): number {
  let square = 0;
  for (let k = 0; k < values.length; k++) {
    const x = values[k];
    total[k] += x;
    square += x * x;
  }
  return Math.sqrt(square);
}

/** Of arrays of one kind each: one that took both would be slow. */
function squareOf(total: Float64Array): number {
  let sum = 0;
  for (const x of total) sum += x * x;
  return sum;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
