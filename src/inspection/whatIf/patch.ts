import { formModel } from "../../networks/index.ts";
import { GraphProgram } from "../passage/graphProgram.ts";
import { loadPassage, type Passage, startOf } from "../passage/passage.ts";
import { feedOf, type StateName, stateName } from "../passage/states.ts";
import { fillGrid, likeliest, lossOf, NEAR, type PatchGrid, type PatchJob } from "./patchGrid.ts";
import { groupsOf, STATES } from "./patchGroups.ts";
import { Replacer } from "./replacer.ts";

export interface PatchOptions {
  /** What is patched: "l0.h", "l0", "all"; each state, each layer and everything where absent. */
  groups?: readonly string[];
  /** The step whose prediction is looked at, the last that both texts have where absent; and of what, the clean run's likeliest where absent. */
  step?: number;
  target?: number;
  /** Every how many steps the states are patched. */
  stride?: number;
  /** Not 0 when what is computed is to end. */
  control?: Int32Array;
  progress?(share: number): void;
}

/** Patched runs that are made together. */
const ROWS = 64;
/** Steps up to which every one is patched. */
const MOST_STEPS = 256;

const [CLEAN, CORRUPT] = [0, 1];

/**
 * Runs one text again and again, each time with some states of one step as they are while another text is read, and says how much of the
 * other's prediction that brings back: of networks that read in one direction. Steps are aligned from the start.
 */
export async function patchGrid(corrupt: Passage, clean: Passage, options: PatchOptions = {}): Promise<PatchGrid> {
  const { control, progress } = options;
  const step = options.step ?? Math.min(corrupt.steps, clean.steps) - 1;
  const stride = options.stride ?? Math.max(1, Math.ceil((step + 1) / MOST_STEPS));
  const steps = Int32Array.from({ length: Math.floor(step / stride) + 1 }, (_, i) => step - i * stride).reverse();
  const runs = await PatchedRuns.load(corrupt, clean, control);
  const groups = groupsOf(runs.names, options.groups);
  const { logits, after } = runs.base(step);
  const target = options.target ?? likeliest(logits[CLEAN]);
  const [cleanLoss, corruptLoss] = logits.map((row) => lossOf(row, target));
  const loss = { clean: cleanLoss, corrupt: corruptLoss };
  const grid = { groups: groups.map(({ name }) => name), steps, stride, step, target, loss };
  if (!(Math.abs(corruptLoss - cleanLoss) >= NEAR)) return { ...grid, recovery: null, whole: null };

  const filled = fillGrid(grid, { groups, rows: ROWS, progress }, (jobs) => runs.patched(jobs, after, step));
  return { ...grid, ...filled };
}

/** The states after each step of both texts, (2,width) a step, by state. */
type After = Float32Array[][];

/** Many rows of one network, which read the corrupt text, with states that can be replaced. */
class PatchedRuns {
  private constructor(
    private readonly corrupt: Passage,
    private readonly clean: Passage,
    private readonly program: GraphProgram,
    private readonly replacer: Replacer,
    private readonly model: ReturnType<typeof formModel>,
  ) {}

  static async load(corrupt: Passage, clean: Passage, control?: Int32Array): Promise<PatchedRuns> {
    const { network, form } = await loadPassage(corrupt, control);
    const replacer = new Replacer((_, label) => STATES.includes(label));
    const model = formModel(form, { steps: 1, batch: ROWS }, { see: replacer.see }, 0);
    const program = new GraphProgram(network, model.graph, ROWS, [model.logits!]);
    return new PatchedRuns(corrupt, clean, program, replacer, model);
  }

  get names(): StateName[] {
    return this.model.states.map(stateName);
  }

  /** Reads both texts up to a step: what is predicted then, and the states after each step. */
  base(step: number): { logits: Float32Array[]; after: After } {
    const { program, model } = this;
    this.replacer.clear(this.values);
    const feeds = this.feeds();
    model.states.forEach((state, i) => {
      const { layer, state: name, width } = this.names[i];
      const all = program.values(state);
      for (let row = 0; row < ROWS; row++) {
        all.set(startOf(row === CLEAN ? this.clean : this.corrupt, `${layer}.${name}`, width), row * width);
      }
    });
    const after: After = model.states.map(() => []);
    for (let t = 0; t <= step; t++) {
      for (const { clean, corrupt } of feeds) {
        for (let row = 0; row < ROWS; row++) (row === CLEAN ? clean : corrupt)(row, t);
      }
      program.run();
      program.commit();
      model.states.forEach((state, i) => after[i].push(program.values(state).slice(0, 2 * state.shape[1])));
    }
    return { logits: [CLEAN, CORRUPT].map((row) => this.logits(row)), after };
  }

  /** The logits at `step` of runs whose states are patched, in rising order of where that begins. */
  patched(jobs: readonly PatchJob[], after: After, step: number): Float32Array[] {
    const { program, model, replacer, values, names } = this;
    const feeds = this.feeds();
    const [{ from: first }] = jobs;
    replacer.clear(values);
    model.states.forEach((state, i) => {
      const { layer, state: name, width } = names[i];
      const before = first > 0 ? after[i][first - 1].subarray(width) : startOf(this.corrupt, `${layer}.${name}`, width);
      const all = program.values(state);
      for (let row = 0; row < ROWS; row++) all.set(before, row * width);
    });
    for (let t = first; t <= step; t++) {
      for (const { corrupt } of feeds) for (let row = 0; row < ROWS; row++) corrupt(row, t);
      jobs.forEach(({ from, to, group }, row) => {
        if (t < from || t > to) return;
        for (const { layer, state } of group.states) {
          const index = names.findIndex((name) => name.layer === layer && name.state === state);
          const place = { layer, label: state, t: 0 };
          if (t < to) replacer.replace(values, place, row, (unit) => after[index][t][unit]);
          else replacer.restore(values, place, row);
        }
      });
      program.run();
      program.commit();
    }
    return jobs.map((_, row) => this.logits(row));
  }

  private readonly values = (tensor: Parameters<GraphProgram["values"]>[0]) => this.program.values(tensor);

  private feeds() {
    return this.model.feeds.map(({ name, type, width, tensor }) => {
      const [clean, corrupt] = [this.clean, this.corrupt].map(({ arrays }) => {
        return feedOf(this.program.values(tensor), type, width, arrays[name]);
      });
      return { clean, corrupt };
    });
  }

  private logits(row: number): Float32Array {
    const all = this.program.values(this.model.logits!);
    const width = all.length / ROWS;
    return all.slice(row * width, (row + 1) * width);
  }
}
