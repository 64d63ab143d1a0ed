// The control word: a stop needs no step to end, leaves no trace, and another thread can ask for it.
import { afterAll, describe, expect, it } from "vitest";
import type { CellName } from "../../src/model/index.ts";
import { builds } from "../support/networks.ts";
import { prepare, type Size, Stopper } from "../support/stopping.ts";

describe.each(builds)("a stop of the %s core", (build) => {
  const cells: CellName[] = ["rnn", "lstm", "gru"];
  const small = { units: 9, steps: 5, batch: 3 };

  it.each(cells)(
    "before a %s step runs nothing that counts, and the step after it is the same to the bit",
    async (cell) => {
      const undisturbed = await prepare(build, { cell, ...small }, new Int32Array(1));
      const control = new Int32Array(1);
      const stopped = await prepare(build, { cell, ...small }, control);
      const before = stopped.durable();
      control[0] = 1;
      expect(stopped.run()).toBe(false);
      expect(stopped.run()).toBe(false);
      expect(stopped.durable()).toEqual(before);
      control[0] = 0;
      expect(stopped.run()).toBe(true);
      expect(undisturbed.run()).toBe(true);
      expect(stopped.finish()).toEqual(undisturbed.finish());
    },
  );

  it("never cuts an update in two: what a person asks for meanwhile waits for the next step", async () => {
    const control = new Int32Array(1);
    const [stopped, undisturbed] = [
      await prepare(build, { cell: "gru", ...small }, control),
      await prepare(build, { cell: "gru", ...small }, new Int32Array(1)),
    ];
    stopped.run();
    undisturbed.run();
    control[0] = 1;
    expect(stopped.finish()).toEqual(undisturbed.finish());
  });

  describe("from another thread", () => {
    const stopper = new Stopper();
    afterAll(() => stopper.end());

    it("ends a long step before it is over; the step taken after it is the same to the bit", async () => {
      await stopper.ready;
      const size: Size = { cell: "lstm", units: 128, steps: 250, batch: 32 };
      const undisturbed = await prepare(build, size, new Int32Array(1));
      const started = performance.now();
      expect(undisturbed.run()).toBe(true);
      const usual = performance.now() - started;

      const core = await prepare(build, size, stopper.control);
      const before = core.durable();
      // At several moments, so that it strikes the scan forward, the scan back and what lies between.
      let stops = 0;
      for (const part of [0.1, 0.3, 0.6, 0.1, 0.3, 0.6]) {
        const { taken } = await stopper.strike(usual * part, core.run);
        if (taken) continue;
        expect(core.durable()).toEqual(before);
        if (++stops === 3) break;
      }
      expect(stops).toBeGreaterThan(0);
      expect(core.run()).toBe(true);
      expect(core.finish()).toEqual(undisturbed.finish());
    });
  });
});
