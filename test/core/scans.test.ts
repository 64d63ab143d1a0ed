// The recurrent scans read the control word once per time step, and a stopped scan writes nothing more.
import { beforeAll, describe, expect, it } from "vitest";
import {
  ACTIVATION_TANH,
  RUN_DONE,
  RUN_STOPPED,
  SEGMENT_ACTIVATIONS,
  SEGMENT_COUNT,
  SEGMENT_SCALARS,
  SEGMENT_SCRATCH,
} from "../../src/core/constants.ts";
import { type Core, createCore } from "../../src/engine/core.ts";
import { PAGE_BYTES } from "../../src/engine/memoryPlan.ts";
import { encode, type Kernel } from "../../src/graph/kernel.ts";
import { gruBackwardKernel, gruForwardKernel } from "../../src/graph/ops/sequences/gru.ts";
import { lstmBackwardKernel, lstmForwardKernel } from "../../src/graph/ops/sequences/lstm.ts";
import { rnnBackwardKernel, rnnForwardKernel } from "../../src/graph/ops/sequences/rnn.ts";
import { draws } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const [T, B, H] = [5, 2, 9];
const sequence = (width: number) => T * B * width * H;
const packed = (rows: number, columns: number) => Math.ceil(columns / 8) * 8 * rows;
const state = B * H;
const lengths = B;

interface ScanCase {
  kernel: Kernel;
  /** The floats of each operand. */
  sizes: Record<string, number>;
  /** The operand that shows how far the scan came: one that is written time step by time step. */
  shown: string;
  forward: boolean;
}

const scans: Record<string, ScanCase> = {
  rnn: {
    kernel: rnnForwardKernel,
    // With rates, so that the new values are kept too.
    sizes: {
      ...{ xs: sequence(1), packedW: packed(H, H), h0: state, hs: sequence(1) },
      ...{ lengths, rate: sequence(1), fresh: sequence(1) },
    },
    shown: "hs",
    forward: true,
  },
  "rnn backward": {
    kernel: rnnBackwardKernel,
    sizes: {
      ...{ values: sequence(1), dhs: sequence(1), packedW: packed(H, H) },
      ...{ dx: sequence(1), dStates: sequence(1), dh0: state, lengths, rate: sequence(1) },
    },
    shown: "dx",
    forward: false,
  },
  lstm: {
    kernel: lstmForwardKernel,
    sizes: {
      ...{ xs: sequence(4), packedW: packed(H, 4 * H), h0: state, c0: state },
      ...{ gates: sequence(4), cells: sequence(1), hs: sequence(1), lengths },
    },
    shown: "hs",
    forward: true,
  },
  "lstm backward": {
    kernel: lstmBackwardKernel,
    sizes: {
      ...{ gates: sequence(4), cells: sequence(1), c0: state, dhs: sequence(1), packedW: packed(4 * H, H) },
      ...{ dGates: sequence(4), dStates: sequence(1), dc: state, dh0: state, lengths },
    },
    shown: "dGates",
    forward: false,
  },
  gru: {
    kernel: gruForwardKernel,
    sizes: {
      ...{ xs: sequence(3), packedW: packed(H, 3 * H), bias: 3 * H, h0: state, gates: sequence(3) },
      ...{ candidates: sequence(1), hs: sequence(1), products: B * 3 * H, lengths },
    },
    shown: "hs",
    forward: true,
  },
  "gru backward": {
    kernel: gruBackwardKernel,
    sizes: {
      ...{ gates: sequence(3), candidates: sequence(1), hs: sequence(1), h0: state, dhs: sequence(1) },
      ...{ packedW: packed(3 * H, H), dGates: sequence(3), dProducts: sequence(3), dStates: sequence(1) },
      ...{ dh0: state, lengths },
    },
    shown: "dGates",
    forward: false,
  },
};

describe.each(builds)("a scan of the %s core", (build) => {
  let core: Core;
  let asked = 0;
  let stopAt = 0;
  beforeAll(async () => {
    core = await createCore(build, () => ++asked === stopAt);
    core.memory.grow(15);
  });

  it.each(Object.entries(scans))("%s", (_, { kernel, sizes, shown, forward }) => {
    const draw = draws(140);
    const scratch = PAGE_BYTES * 8;
    // The first time the core asks is before the instruction, then before each time step.
    for (stopAt = 1; stopAt <= T + 2; stopAt++) {
      let end = PAGE_BYTES;
      const operand = (size: number) => {
        const pointer = end;
        end += Math.ceil(size / 16) * 64;
        const floats = new Float32Array(core.memory.buffer, pointer, size);
        floats.set(draw.floats(size));
        return floats;
      };
      const operands = Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, operand(size)]));
      // Every sequence has all T steps.
      new Int32Array(core.memory.buffer, operands.lengths.byteOffset, B).fill(T);
      operands[shown].fill(77);
      const bases = new Uint32Array(core.memory.buffer, end, SEGMENT_COUNT);
      bases.fill(0);
      bases[SEGMENT_SCRATCH] = scratch;
      bases[SEGMENT_SCALARS] = scratch;
      const places = Object.entries(operands).map(([name, { byteOffset: offset }]) => {
        return [name, { segment: SEGMENT_ACTIVATIONS, offset }];
      });
      // Forward in time; the activation and the leak are those of the simple network.
      const numbers = { T, B, H, activation: ACTIVATION_TANH, leak: 0.5 };
      const instruction = encode(kernel, { ...Object.fromEntries(places), ...numbers });
      const program = new Int32Array(core.memory.buffer, end + 64, instruction.length);
      program.set(instruction);

      asked = 0;
      const outcome = core.run(program.byteOffset, program.byteLength, bases.byteOffset, true);
      const whole = stopAt === T + 2;
      expect(outcome).toBe(whole ? RUN_DONE : RUN_STOPPED);
      expect(asked).toBe(whole ? T + 1 : stopAt);
      const row = sizes[shown] / T;
      const written = Array.from({ length: T }, (_, t) =>
        operands[shown].subarray(t * row, (t + 1) * row).every((x) => x !== 77),
      );
      const done = Math.max(0, Math.min(stopAt - 2, T));
      const steps = written.map((_, t) => (forward ? t < done : t >= T - done));
      expect(written).toEqual(steps);
    }
  });
});
