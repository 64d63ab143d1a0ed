// A network before its first step, and a thread that stops it in the middle.

import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { Engine } from "../../src/engine/index.ts";
import { layOutParameters, lower } from "../../src/graph/index.ts";
import { buildModel, type CellName, type ModelOptions } from "../../src/model/index.ts";
import { ranThrough } from "./cancelled.ts";
import { adam, type builds, executableOn, minibatchOf, networkOn, noClipping } from "./networks.ts";
import { randomValues } from "./random.ts";

const V = 17;
const settings = { ...noClipping, learningRate: 0.01, clipNorm: 1 };

export interface Size {
  cell: CellName;
  units: number;
  steps: number;
  batch: number;
}

function digest(data: Float32Array): string {
  return createHash("sha256").update(new Float32Array(data)).digest("base64");
}

/** A network with random parameters and states before its first step, stopped by `control`. */
export async function prepare(
  build: (typeof builds)[number],
  { cell, units, steps, batch }: Size,
  control: Int32Array,
) {
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
    run: () => ranThrough(() => executable.run({ inverseTokens: 1 / (steps * batch), seed: 1, step: 1 })),
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

/** Stops what runs on `control` from another thread. */
export class Stopper {
  readonly control = new Int32Array(new SharedArrayBuffer(4));
  private readonly begun = new Int32Array(new SharedArrayBuffer(8));
  private readonly written = new Float64Array(new SharedArrayBuffer(8));
  private readonly worker: Worker;
  readonly ready: Promise<unknown>;

  constructor() {
    const { control, begun, written } = this;
    this.worker = new Worker(workerSource, { eval: true, workerData: { control, begun, written } });
    this.ready = new Promise((done) => this.worker.once("message", done));
  }

  /** Runs `step` and stops it after so many milliseconds: whether it ended all the same, and the milliseconds from stop to end. */
  async strike(milliseconds: number, step: () => boolean): Promise<{ taken: boolean; late: number }> {
    Atomics.store(this.begun, 0, 0);
    this.worker.postMessage(milliseconds);
    Atomics.store(this.begun, 0, 1);
    Atomics.notify(this.begun, 0);
    const taken = step();
    const late = performance.timeOrigin + performance.now() - this.written[0];
    // The other thread had no processor in time where the step is over without a stop; wait until it is done.
    while (Atomics.load(this.control, 0) === 0) await new Promise((done) => setTimeout(done, 5));
    Atomics.store(this.control, 0, 0);
    return { taken, late };
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
