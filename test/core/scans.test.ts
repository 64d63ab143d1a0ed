// The recurrent scans read the control word once per time step, and a stopped scan writes nothing more.
import { beforeAll, describe, expect, it } from "vitest";
import * as op from "../../src/core/opcodes.ts";
import { type Core, createCore } from "../../src/engine/core.ts";
import { PAGE_BYTES } from "../../src/engine/memoryPlan.ts";
import { bitsOf, draws } from "../support/kernels.ts";
import { builds } from "../support/networks.ts";

const [T, B, H] = [5, 2, 9];
const sequence = (width: number) => T * B * width * H;
const packed = (rows: number, columns: number) => Math.ceil(columns / 8) * 8 * rows;
const state = B * H;
const lengths = B;

/** The floats of each operand, and which of them shows how far the scan came: one that is written time step by time step. */
const scans = {
  rnn: {
    opcode: op.OP_RNN,
    // With rates, so that the new values are kept too.
    sizes: [sequence(1), packed(H, H), state, sequence(1), lengths, sequence(1), sequence(1)],
    shown: 3,
    forward: true,
  },
  "rnn backward": {
    opcode: op.OP_RNN_BACKWARD,
    sizes: [sequence(1), sequence(1), packed(H, H), sequence(1), sequence(1), state, lengths, sequence(1)],
    shown: 3,
    forward: false,
  },
  lstm: {
    opcode: op.OP_LSTM,
    sizes: [sequence(4), packed(H, 4 * H), state, state, sequence(4), sequence(1), sequence(1), lengths],
    shown: 6,
    forward: true,
  },
  "lstm backward": {
    opcode: op.OP_LSTM_BACKWARD,
    sizes: [
      ...[sequence(4), sequence(1), state, sequence(1), packed(4 * H, H)],
      ...[sequence(4), sequence(1), state, state, lengths],
    ],
    shown: 5,
    forward: false,
  },
  gru: {
    opcode: op.OP_GRU,
    sizes: [
      ...[sequence(3), packed(H, 3 * H), 3 * H, state],
      ...[sequence(3), sequence(1), sequence(1), B * 3 * H, lengths],
    ],
    shown: 6,
    forward: true,
  },
  "gru backward": {
    opcode: op.OP_GRU_BACKWARD,
    sizes: [
      ...[sequence(3), sequence(1), sequence(1), state, sequence(1), packed(3 * H, H)],
      ...[sequence(3), sequence(3), sequence(1), state, lengths],
    ],
    shown: 6,
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

  it.each(Object.entries(scans))("%s", (_, { opcode, sizes, shown, forward }) => {
    const draw = draws(140);
    const scratch = PAGE_BYTES * 8;
    // The first time the core asks is before the instruction, then before each time step.
    for (stopAt = 1; stopAt <= T + 2; stopAt++) {
      let end = PAGE_BYTES;
      const operands = sizes.map((size) => {
        const pointer = end;
        end += Math.ceil(size / 16) * 64;
        return new Float32Array(core.memory.buffer, pointer, size);
      });
      for (const operand of operands) operand.set(draw.floats(operand.length));
      // Every sequence has all T steps.
      new Int32Array(core.memory.buffer, operands[sizes.indexOf(lengths)].byteOffset, B).fill(T);
      operands[shown].fill(77);
      const bases = new Uint32Array(core.memory.buffer, end, op.SEGMENT_COUNT);
      bases.fill(0);
      bases[op.SEGMENT_SCRATCH] = scratch;
      bases[op.SEGMENT_SCALARS] = scratch;
      const places = operands.flatMap(({ byteOffset }) => [op.SEGMENT_ACTIVATIONS, byteOffset]);
      // Forward in time; of the simple network also its activation and leak.
      const numbers = [T, B, H, 0, op.ACTIVATION_TANH, bitsOf(0.5)];
      const instruction = [opcode, 2 + places.length + numbers.length, ...places, ...numbers];
      const program = new Int32Array(core.memory.buffer, end + 64, instruction.length);
      program.set(instruction);

      asked = 0;
      const outcome = core.run(program.byteOffset, program.byteLength, bases.byteOffset, true);
      const whole = stopAt === T + 2;
      expect(outcome).toBe(whole ? op.RUN_DONE : op.RUN_STOPPED);
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
