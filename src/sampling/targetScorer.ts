import type { MinibatchArrays } from "../base/minibatch.ts";
import type { Vocabulary } from "../data/index.ts";
import { type Compiled, compile, type NetworkUse, roomySteps } from "../networks/index.ts";
import { logProbability } from "./logits.ts";
import { type Likely, likeliest } from "./ranking.ts";

const SCALARS = { inverseTokens: 1, seed: 0, step: 0 };
/** Pairs that are read together, unless they are long. */
const ROWS = 16;
/** Numbers of what the targets of a minibatch look at: pairs that have more of them are read alone. */
const MOST_NUMBERS = 2 ** 22;
/** Tokens of a text that is read beside others. */
export const LONGEST = 4000;

/** A source and its target, which may be empty, in ids without what begins and ends it. */
export interface Pair {
  source: Int32Array;
  target: Int32Array;
}

/** How likely a target is, symbol by symbol; `<eos>` is the last, where the network has learned it. */
export interface ScoredPair {
  /** Nats, given the source and the symbols before. */
  logProbabilities: number[];
  /** What each symbol looked at: (symbols, source tokens); empty without attention. */
  attention: Float32Array[];
  /** In the place of each symbol the likeliest ones, where they were asked for. */
  likeliest: Likely[][];
}

/** Log-probabilities of given targets: P(y_1 … y_n `<eos>` | x), in one pass over all symbols. */
export class TargetScorer {
  /** Of some pairs from one on, how many are scored together. */
  static together(pairs: readonly Pair[], from: number): number {
    let [source, target] = [0, 0];
    for (let count = 0; count < ROWS; count++) {
      const pair = pairs[from + count];
      if (!pair) return count;
      source = Math.max(source, pair.source.length);
      target = Math.max(target, pair.target.length + 1);
      const isLong = source > LONGEST || target > LONGEST || ROWS * source * target > MOST_NUMBERS;
      if (isLong) return Math.max(1, count);
    }
    return ROWS;
  }

  private readonly programs: Compiled[] = [];

  constructor(
    private readonly use: NetworkUse,
    private readonly vocabulary: Vocabulary,
    /** The network has not learned where targets end, so `<eos>` is not scored. */
    private readonly endless = false,
  ) {}

  /** As many pairs as go together; `most` symbols are listed in each place. */
  score(pairs: readonly Pair[], most = 0): ScoredPair[] {
    if (pairs.length === 0) return [];
    const longest = (lengths: number[]) => Math.max(...lengths);
    // One alone has a row alone.
    const rows = pairs.length === 1 ? 1 : ROWS;
    const { executable, shape, model } = this.programFor(
      longest(pairs.map(({ source }) => source.length)),
      longest(pairs.map(({ target }) => target.length + 1)),
      rows,
    );
    const { steps, targetSteps: U = 1 } = shape;
    executable.clearStates();
    executable.write(this.arrays(pairs, steps, U, rows));
    executable.run(SCALARS);
    const found = Object.fromEntries(
      model.outputs.map(({ name, width }) => {
        const values = new Float32Array(U * rows * width);
        executable.read(name, values);
        return [name, values];
      }),
    );
    const { logits, attention } = found;
    const { size, end } = this.vocabulary;
    return pairs.map(({ source, target }, b) => {
      const wanted = this.endless ? [...target] : [...target, end!];
      const row = (values: Float32Array, u: number, width: number, length = width) =>
        values.subarray((u * rows + b) * width, (u * rows + b) * width + length);
      return {
        logProbabilities: wanted.map((id, u) => logProbability(row(logits, u, size), id)),
        likeliest: most > 0 ? wanted.map((_, u) => likeliest(row(logits, u, size), this.vocabulary, most)) : [],
        attention: attention ? wanted.map((_, u) => row(attention, u, steps, source.length).slice()) : [],
      };
    });
  }

  private arrays(pairs: readonly Pair[], steps: number, U: number, rows: number): MinibatchArrays {
    const arrays = {
      inputs: new Int32Array(steps * rows),
      lengths: new Int32Array(rows),
      targetInputs: new Int32Array(U * rows),
      targetLengths: new Int32Array(rows),
    };
    for (let b = 0; b < rows; b++) {
      const { source, target } = pairs[Math.min(b, pairs.length - 1)];
      source.forEach((id, t) => {
        arrays.inputs[t * rows + b] = id;
      });
      [this.vocabulary.start!, ...target].forEach((id, u) => {
        arrays.targetInputs[u * rows + b] = id;
      });
      arrays.lengths[b] = source.length;
      arrays.targetLengths[b] = target.length + 1;
    }
    return arrays;
  }

  /** A program of at least so many steps on both sides. */
  private programFor(source: number, target: number, batch: number): Compiled {
    const [steps, targetSteps] = [roomySteps(source), roomySteps(target)];
    let program = this.programs.find(
      ({ shape }) => shape.steps === steps && shape.targetSteps === targetSteps && shape.batch === batch,
    );
    if (!program) {
      program = compile(
        { ...this.use, lenders: [...(this.use.lenders ?? []), ...this.programs.map(({ plan }) => plan)] },
        { steps, targetSteps, batch },
        {},
        { keep: ({ outputs }) => outputs.map(({ tensor }) => tensor) },
      );
      this.programs.push(program);
    }
    return program;
  }
}
