// The threads of an engine: what they compute, and what is left when one is lost.
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { Engine, type EngineOptions, shardRows } from "../../src/engine/index.ts";
import { layOutParameters, lower } from "../../src/graph/index.ts";
import { buildModel, type ModelOptions } from "../../src/model/index.ts";
import { ranThrough } from "../support/cancelled.ts";
import {
  adam,
  builds,
  networkOn as coreNetworkOn,
  executableOn,
  minibatchOf,
  noClipping,
} from "../support/networks.ts";
import { randomValues } from "../support/random.ts";

const V = 11;
const steps = 6;
const batch = 7;
const options: ModelOptions = { cell: "lstm", units: 40, layers: 2, embedding: 12, dropout: 0.2, bias: true };
const settings = { ...noClipping, learningRate: 0.01, clipNorm: 1 };

async function networkOn(engineOptions: EngineOptions, shards: number) {
  const engine = await Engine.create(engineOptions);
  onTestFinished(() => engine.dispose());
  const tokens = steps * batch;
  const models = shardRows(batch, shards).map((rows) =>
    buildModel(options, { steps, batch: rows, vocabulary: V, tokens }, { training: true }),
  );
  const layout = layOutParameters(models[0].graph);
  const network = coreNetworkOn(engine, { layout, optimizer: adam, shards: models.length });
  const programs = models.map((model) => {
    const lowering = { gradients: model.gradients, keep: [model.loss!], threads: engine.threads };
    return { ...model, program: lower(model.graph, layout, lowering) };
  });
  const executable = executableOn(network, { shape: { steps }, programs });
  const whole = buildModel(options, { steps, batch, vocabulary: V }, { training: true });
  const values = randomValues(whole, V, 120, 0.2);
  for (const [name, data] of values.parameters) network.parameter(name).set(data);
  executable.write(minibatchOf(values));
  let step = 0;
  const run = () => ranThrough(() => executable.run({ inverseTokens: 1 / tokens, seed: 1, step: step + 1 }));
  const names = [...layout.places.keys()];
  return {
    engine,
    executable,
    run,
    measure: () => network.gradientNorm(settings),
    update() {
      network.update(++step, settings);
      executable.commit();
    },
    parameters: () => names.map((name) => Float32Array.from(network.parameter(name))),
    gradients: () => names.map((name) => Float32Array.from(network.gradient(name))),
  };
}

type Trained = Awaited<ReturnType<typeof networkOn>>;

function takeSteps(network: Trained, count: number) {
  for (let i = 0; i < count; i++) {
    expect(network.run()).toBe(true);
    network.measure();
    network.update();
  }
  return network.parameters();
}

describe.each(builds)("threads on the %s core", (build) => {
  it.each([2, 3])("ten runs on %d threads give the same bits", async (threads) => {
    const first = takeSteps(await networkOn({ build, threads }, threads), 8);
    for (let i = 1; i < 10; i++) expect(takeSteps(await networkOn({ build, threads }, threads), 8)).toEqual(first);
  });

  it("draw the gradients of shards that one thread computes one after the other", async () => {
    const alone = await networkOn({ build }, 3);
    for (const threads of [2, 3, 4]) {
      const team = await networkOn({ build, threads }, 3);
      for (const network of [alone, team]) {
        network.run();
        network.measure();
      }
      expect(team.executable.loss).toBe(alone.executable.loss);
      expect(team.gradients()).toEqual(alone.gradients());
    }
  });
});

/** A helper that says it is ready and never does anything. */
const idle = `
  const { workerData: { words, slot } } = require("node:worker_threads");
  Atomics.store(words, slot + 6, 1);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
`;
const lost = expect.objectContaining({ code: "thread-lost", message: expect.stringContaining("Thread 2 of 2") });
const errorOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("a thread that is lost", () => {
  it("because it hangs, is said after a time without a sign of life", async () => {
    const start = (workerData: unknown) => new Worker(idle, { eval: true, workerData });
    const network = await networkOn({ threads: 2, start, patience: 200 }, 2);
    await network.engine.ready();
    const before = network.parameters();
    const begun = performance.now();
    expect(errorOf(network.run)).toEqual(lost);
    expect(performance.now() - begun).toBeGreaterThan(150);
    expect(network.parameters()).toEqual(before);
    // What needs one thread alone still goes, and a second try says the same at once.
    network.executable.commit();
    expect(errorOf(network.run)).toEqual(lost);
  });

  it("because it ends before the update, costs nothing of the step", async () => {
    let helper: Worker | undefined;
    const place = new URL("../../dist/helperThread.js", import.meta.url);
    const start = (workerData: unknown) => {
      helper = new Worker(place, { workerData });
      return helper;
    };
    const undisturbed = await networkOn({ threads: 2 }, 2);
    const network = await networkOn({ threads: 2, start }, 2);
    takeSteps(undisturbed, 3);
    takeSteps(network, 2);
    network.run();
    network.measure();
    await helper!.terminate();
    network.update();
    expect(network.parameters()).toEqual(undisturbed.parameters());
    expect(errorOf(network.run)).toEqual(lost);
    expect(network.parameters()).toEqual(undisturbed.parameters());
  });

  it("because its script does not start, is said at the first step", async () => {
    const start = (workerData: unknown) => new Worker("throw new Error('no')", { eval: true, workerData });
    const network = await networkOn({ threads: 2, start }, 2);
    await network.engine.ready();
    expect(errorOf(network.run)).toEqual(lost);
  });
});

it("a stop reaches every thread", async () => {
  const control = new Int32Array(new SharedArrayBuffer(4));
  const network = await networkOn({ threads: 3, control }, 3);
  takeSteps(network, 1);
  const before = network.parameters();
  Atomics.store(control, 0, 1);
  expect(network.run()).toBe(false);
  expect(network.parameters()).toEqual(before);
  Atomics.store(control, 0, 0);
  takeSteps(network, 1);
});
