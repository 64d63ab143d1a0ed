// A training step from outside: what it leaves on the heap, and that a stop leaves nothing anywhere.

import v8 from "node:v8";
import vm from "node:vm";
import { describe, expect, it } from "vitest";
import { controlWord } from "../../src/base/cancellation.ts";
import type { Trainer } from "../../src/training/index.ts";
import { ranThrough } from "../support/cancelled.ts";
import { builds } from "../support/networks.ts";
import { smallTrainer } from "../support/trainers.ts";

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

const STEPS = 200;

/** The least that 200 steps of several rounds left on the heap; compilers and others leave something in some rounds too. */
function heapGrowth(trainer: Trainer): number {
  for (let i = 0; i < 3 * STEPS; i++) trainer.takeStep();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 6; round++) {
    collectGarbage();
    const before = v8.getHeapStatistics().used_heap_size;
    for (let i = 0; i < STEPS; i++) trainer.takeStep();
    const growth = v8.getHeapStatistics().used_heap_size - before;
    // A collection during the steps would hide what they left.
    if (growth >= 0) least = Math.min(least, growth);
  }
  return least;
}

/** Bytes that a step may leave: iterators and boxed numbers, nothing that grows with the network or the minibatch. */
const LEFT_BY_A_STEP = 512;

describe("a training step", () => {
  it.each(["sequential", "random"])("allocates nothing that counts with %s minibatches", async (batching) => {
    const small = heapGrowth(await smallTrainer({ training: { batching } }, { threads: 2 }));
    const large = heapGrowth(
      await smallTrainer(
        { model: { units: 24 }, training: { batching, batchSize: 8, sequenceLength: 16 } },
        { threads: 2 },
      ),
    );
    console.log(`${batching}: ${STEPS} steps leave ${small} bytes on the heap, of a larger network ${large}`);
    expect(small / STEPS).toBeLessThan(LEFT_BY_A_STEP);
    expect(large / STEPS).toBeLessThan(LEFT_BY_A_STEP);
  });

  it.each([
    { optimizer: { name: "rmsprop", centered: true, momentum: 0.9 }, clip: { value: 0.1 }, averaging: "mean" },
    { optimizer: { name: "sgd", momentum: 0.9, nesterov: true }, averaging: "ema", schedule: "cosine", reduce: "sum" },
    { optimizer: "adagrad", accumulate: 2, averaging: { name: "ema", after: 5 }, weightDecay: 0.1 },
  ])("allocates nothing that counts with $optimizer either", async ({ accumulate = 1, ...more }) => {
    const growth = heapGrowth(await smallTrainer({ training: { accumulate, ...more } }, { threads: 2 }));
    console.log(`${JSON.stringify(more)}: ${STEPS} steps of ${accumulate} leave ${growth} bytes on the heap`);
    expect(growth / STEPS / accumulate).toBeLessThan(LEFT_BY_A_STEP);
  });

  it("takes no memory from the core after the first", async () => {
    const trainer = await smallTrainer({});
    trainer.takeStep();
    const { bytes } = trainer.engine.memory;
    for (let i = 0; i < 50; i++) trainer.takeStep();
    expect(trainer.engine.memory.bytes).toBe(bytes);
  });

  describe.each(builds)("on the %s core", (build) => {
    it.each(["sequential", "random"])("stopped again and again, is the same to the bit (%s)", async (batching) => {
      const settings = { training: { batching, optimizer: "adam" } };
      const { signal } = new AbortController();
      const control = controlWord(signal);
      const stopped = await smallTrainer(settings, { build, signal });
      const undisturbed = await smallTrainer(settings, { build });
      // Over the ends of two epochs, where the window is shorter and the state begins anew.
      for (let step = 1; step <= 2 * undisturbed.minibatchesPerEpoch + 3; step++) {
        control[0] = 1;
        const before = stopped.save();
        expect(ranThrough(() => stopped.takeStep())).toBe(false);
        const after = stopped.save();
        if (batching === "random" || stopped.last.endsEpoch) {
          // The next step starts from zero states, which it may have cleared already.
          for (const { tensors } of [before, after]) {
            for (const name of tensors.keys()) if (name.startsWith("unroll.state.")) tensors.delete(name);
          }
        }
        expect(after).toEqual(before);
        if (step % 2) expect(ranThrough(() => stopped.takeStep())).toBe(false);
        control[0] = 0;
        stopped.takeStep();
        undisturbed.takeStep();
        expect(stopped.last).toEqual(undisturbed.last);
        expect(stopped.step).toBe(step);
      }
      expect(stopped.save()).toEqual(undisturbed.save());
    });

    it("shards draw one loss curve, dropout and the ends of epochs included", async () => {
      const curves: number[][] = [];
      for (const threads of [1, 2, 3]) {
        const trainer = await smallTrainer({ training: { batchSize: 5 } }, { build, threads });
        const losses = [];
        for (let step = 0; step < 15; step++) {
          trainer.takeStep();
          losses.push(trainer.last.loss);
        }
        curves.push(losses);
      }
      for (const curve of curves.slice(1)) {
        curve.forEach((loss, i) => {
          expect(Math.abs(loss / curves[0][i] - 1), `step ${i + 1}`).toBeLessThan(1e-5);
        });
      }
    });
  });
});
