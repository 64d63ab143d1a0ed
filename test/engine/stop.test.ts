// The control word: a stop needs no step to end, leaves no trace, and another thread can ask for it.
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { layOutParameters, lower } from "../../src/graph/index.ts";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import { adam, builds, executableOn, minibatchOf, networkOn, noClipping } from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const V = 17;
const settings = { ...noClipping, learningRate: 0.01, clipNorm: 1 };

interface Size {
  cell: CellName;
  units: number;
  steps: number;
  batch: number;
}

function digest(data: Float32Array): string {
  return createHash("sha256").update(new Float32Array(data)).digest("base64");
}

/** A network with random parameters and states before its first step, stopped by `control`. */
async function prepare(build: (typeof builds)[number], { cell, units, steps, batch }: Size, control: Int32Array) {
  const options: ModelOptions = { cell, units, layers: 1, embedding: 0, dropout: 0, bias: true };
  const model = buildModel(options, { steps, batch, vocabulary: V }, { training: true });
  const engine = await Engine.create({ build, control });
  const layout = layOutParameters(model.graph);
  const network = networkOn(engine, { layout, optimizer: adam });
  const program = lower(model.graph, layout, { gradients: model.gradients, keep: [model.loss!] });
  const executable = executableOn(network, { shape: { steps }, programs: [{ ...model, program }] });
  const values = randomValues(model, V, 90, 0.1);
  for (const [name, data] of values.parameters) network.parameter(name).set(data);
  model.states.forEach((state, i) => {
    executable.writeState(i, Float32Array.from(values.states.get(state.name)!));
  });
  executable.write(minibatchOf(values));

  const names = [...layout.places.keys()];
  return {
    run: () => executable.run({ inverseTokens: 1 / (steps * batch), seed: 1, step: 1 }),
    /** What a person would see of the step, to the bit. */
    finish() {
      const norm = network.gradientNorm(settings);
      network.update(1, settings);
      executable.commit();
      return { loss: executable.loss, norm, ...this.durable() };
    },
    /** Digests of what a stopped step must not touch. */
    durable: () => ({
      parameters: names.map((name) => digest(network.parameter(name))),
      m: names.map((name) => digest(network.moment(name, "m"))),
      v: names.map((name) => digest(network.moment(name, "v"))),
      states: model.states.map((_, i) => digest(executable.readState(i))),
    }),
  };
}

/** Another thread that writes `control` some milliseconds after it is told, and says when. */
const workerSource = `
  const { parentPort, workerData } = require("node:worker_threads");
  const { control, begun, written } = workerData;
  parentPort.on("message", (milliseconds) => {
    Atomics.wait(begun, 0, 0);
    Atomics.wait(begun, 1, 0, milliseconds);
    written[0] = performance.timeOrigin + performance.now();
    Atomics.store(control, 0, 1);
  });
  parentPort.postMessage("ready");
`;

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
    const shared = (bytes: number) => new SharedArrayBuffer(bytes);
    const control = new Int32Array(shared(4));
    const begun = new Int32Array(shared(8));
    const written = new Float64Array(shared(8));
    const worker = new Worker(workerSource, { eval: true, workerData: { control, begun, written } });
    const ready = new Promise((done) => worker.once("message", done));
    afterAll(() => worker.terminate());

    it("ends a long step within a part of its time; the step taken after it is the same to the bit", async () => {
      await ready;
      const size: Size = { cell: "lstm", units: 128, steps: 250, batch: 32 };
      const undisturbed = await prepare(build, size, new Int32Array(1));
      const started = performance.now();
      expect(undisturbed.run()).toBe(true);
      const usual = performance.now() - started;

      const core = await prepare(build, size, control);
      const before = core.durable();
      // At several moments, so that it strikes the scan forward, the scan back and what lies between.
      let stops = 0;
      let soonest = Number.POSITIVE_INFINITY;
      for (const part of [0.1, 0.3, 0.6, 0.1, 0.3, 0.6]) {
        Atomics.store(begun, 0, 0);
        worker.postMessage(usual * part);
        Atomics.store(begun, 0, 1);
        Atomics.notify(begun, 0);
        const taken = core.run();
        const late = performance.timeOrigin + performance.now() - written[0];
        // The other thread had no processor in time where the step is over without a stop; wait until it is done.
        while (Atomics.load(control, 0) === 0) await new Promise((done) => setTimeout(done, 5));
        Atomics.store(control, 0, 0);
        if (taken) continue;
        soonest = Math.min(soonest, late);
        expect(core.durable()).toEqual(before);
        if (++stops === 3) break;
      }
      console.log(`${build}: a step of ${usual.toFixed(0)} ms ended ${soonest.toFixed(1)} ms after the stop`);
      expect(soonest).toBeLessThan(usual / 3);
      expect(core.run()).toBe(true);
      expect(core.finish()).toEqual(undisturbed.finish());
    });
  });
});
