import { formModel } from "../../networks/index.ts";
import { loadPassage, type Passage } from "../passage/passage.ts";
import { readStates, stateName } from "../passage/states.ts";
import { type Progress, within } from "../progress.ts";
import { runEachStep } from "./eachStep.ts";
import { LiveRows, MOST_ROWS } from "./liveRows.ts";
import { StepBack } from "./stepBack.ts";

/** Norms of ∂L_t/∂state_s of one layer. */
export interface LayerTriangle {
  /** "l0" */
  layer: string;
  /** (N,T): row n is of the loss of step `steps[n]`, column s of the state after step s; 0 where s > t. */
  norms: Float32Array;
}

export interface Triangle {
  /** The steps whose losses were looked at: every `stride`-th. */
  steps: Int32Array;
  stride: number;
  layers: LayerTriangle[];
  /** Each step is predicted from what stands before and behind it, not from itself. */
  inPlace?: boolean;
}

export interface TriangleOptions {
  /** Every how many steps a prediction is looked at. */
  stride?: number;
  /** Not 0 when what is computed is to end. */
  control?: Int32Array;
  /** Is told what share is done. */
  progress?: Progress;
}

/** Steps up to which every prediction is looked at. */
export const WHOLE_TRIANGLE = 512;
/** Losses times steps that they go back, at most: some seconds. */
const MOST_PAIRS = 2 ** 20;
/** Relative to where it began, a gradient is over outside of these: below it is 0, above it is infinite, before f32 itself gives out. */
const SMALLEST = 1e-30;
const LARGEST = 1e30;

/** Every how many steps a prediction is looked at: so many that there are at most `WHOLE_TRIANGLE`, and of a very long text fewer. */
export function usualStride(steps: number): number {
  return Math.max(1, Math.ceil(steps / Math.min(WHOLE_TRIANGLE, MOST_PAIRS / steps)));
}

/**
 * ‖∂L_t/∂state_s‖ for each layer, all s ≤ t and every `stride`-th t, of a network that reads in one direction. The state is all that a
 * step hands to the next, h and c as independent numbers; at s = t it is what the prediction reads of it. L_t = the loss of step t.
 */
export async function gradientTriangle(passage: Passage, options: TriangleOptions = {}): Promise<Triangle> {
  const { control, progress, stride = usualStride(passage.steps) } = options;
  const { network, form } = await loadPassage(passage, control);
  const states = readStates(network, form, passage, within(progress, 0, 0.2));
  const names = formModel(form, { steps: 1, batch: 1 }, {}, 0).states.map(stateName);
  const widths = names.map(({ width }) => width);
  const back = new LiveRows((rows) => new StepBack(network, form, rows), widths);
  const each = runEachStep(network, form, passage, states, back.reads, within(progress, 0.2, 0.4));
  const { steps: T } = passage;
  const steps = Int32Array.from({ length: Math.ceil(T / stride) }, (_, n) => n * stride);
  const layers = [...new Set(names.map(({ layer }) => layer))].map((layer) => {
    const own = names.flatMap((name, i) => (name.layer === layer ? [i] : []));
    return { layer, own, norms: new Float32Array(steps.length * T) };
  });
  /** Where the gradient of each loss begins: all else is relative to that. */
  const scales = Array.from(steps, (t) => Math.max(...layers.map(({ own }) => normOf(own, each.own, t))));
  for (const { own, norms } of layers) {
    steps.forEach((t, n) => {
      norms[n * T + t] = scales[n] > SMALLEST ? normOf(own, each.own, t) : 0;
    });
  }
  const going = within(progress, 0.4, 1);
  let done = 0;
  for (let first = 0; first < steps.length; first += MOST_ROWS) {
    const end = Math.min(steps.length, first + MOST_ROWS);
    takeBack(first, end);
    done += end - first;
  }
  return { steps, stride, layers: layers.map(({ layer, norms }) => ({ layer, norms })) };

  /** Losses [first, end) of `steps`. */
  function takeBack(first: number, end: number): void {
    back.clear();
    let begun = end;
    const last = steps[end - 1];
    for (let s = last - 1; s >= 0; s--) {
      if (s % SOME === 0) going((done + (end - first) * (1 - s / last)) / steps.length);
      if (back.count > 0) back.back(s + 1, each.made);
      while (begun > first && steps[begun - 1] > s) begin(--begun);
      // Rows that are over give their places to those behind them.
      for (let row = back.count - 1; row >= 0; row--) measure(row, s);
      if (back.count > 0) continue;
      if (begun === first) break;
      // Nothing goes back to the steps until the next loss.
      s = steps[begun - 1];
    }
  }

  function begin(n: number): void {
    if (!(scales[n] > SMALLEST)) return;
    const t = steps[n];
    const row = back.add(n);
    back.gradients.forEach((gradient, i) => {
      const width = widths[i];
      const before = each.before[i];
      if (!gradient) return;
      for (let k = 0; k < width; k++) gradient[row * width + k] = before ? before[t * width + k] / scales[n] : 0;
    });
  }

  /** Writes the norms of a row, which ends where its gradient is over. */
  function measure(row: number, s: number): void {
    const n = back.loss(row);
    let largest = 0;
    for (const { own, norms } of layers) {
      const norm = normOf(own, back.gradients, row);
      norms[n * T + s] = norm * scales[n];
      largest = norm > largest || Number.isNaN(norm) ? norm : largest;
    }
    if (largest >= SMALLEST && largest <= LARGEST) return;
    back.remove(row);
    if (largest < SMALLEST) return;
    for (const { norms } of layers) norms.fill(Number.POSITIVE_INFINITY, n * T, n * T + s);
  }

  function normOf(own: readonly number[], gradients: readonly (Float32Array | undefined)[], row: number): number {
    let sum = 0;
    for (const i of own) {
      const gradient = gradients[i];
      const width = widths[i];
      if (!gradient) continue;
      for (let k = row * width, to = k + width; k < to; k++) sum += gradient[k] * gradient[k];
    }
    return Math.sqrt(sum);
  }
}

/** Steps between two that are told. */
const SOME = 256;
