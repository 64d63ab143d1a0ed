// A training that is steered while it runs: nothing of it changes a bit, but the learning rate, from the step that it is changed at.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { SaidTrial, SampledNow, SteeredTraining, TrainRequest } from "../../src/contracts/trainingThread.ts";
import type { Trial } from "../../src/contracts/trial.ts";
import { type RunEvent, type TrainHost, train } from "../../src/runner/index.ts";
import { answerTrial } from "../../src/runner/saved/answerTrial.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { logRows, onlyRun, smallConfig, tensorsOf, traceOf, words, workspace } from "../support/workspace.ts";

type At = (training: SteeredTraining, event: RunEvent) => void;

/** Trains in this thread; `at` is called with every event, as soon as there is something to steer. */
async function trained(request: TrainRequest, at: At = () => {}, stop = new AbortController()) {
  const events: RunEvent[] = [];
  let training: SteeredTraining | undefined;
  const host: TrainHost = {
    signal: stop.signal,
    emit: (event) => {
      events.push(event);
      if (training) at(training, event);
    },
    steered: (begun) => {
      training = begun;
    },
  };
  const result = await train(request, host);
  return { events, result };
}

/** Does something at the row of a step, once; its outcome is thrown at the end. */
function once(step: number, act: (training: SteeredTraining) => Promise<unknown>) {
  let done: Promise<unknown> | undefined;
  const at: At = (training, event) => {
    if (event.event === "step" && event.step === step) done ??= act(training);
  };
  return { at, outcome: async () => (await done) as never };
}

const sections = {
  data: { validation: 0.2, test: 0.1 },
  model: { layers: 2, dropout: 0.3 },
  training: { steps: 20, validateEvery: 6, sampleEvery: 6, checkpointEvery: 7, logEvery: 1, threads: 1 },
};

function project(more: { training?: object; baselines?: unknown[] } = {}) {
  const training = { ...sections.training, ...more.training };
  const { baselines } = more;
  const folder = workspace({
    "a.rnnconfig": smallConfig({ ...sections, training, baselines }),
    "book.txt": words(3000),
  });
  const request = { configFile: join(folder, "a.rnnconfig"), cwd: folder };
  return { folder, request };
}

const ok = (outcome: unknown) => expect(outcome).not.toHaveProperty("problem");

/** Of a run that nobody steers. */
let whole: Promise<Record<string, unknown>> | undefined;

function straight() {
  whole ??= (async () => {
    const { folder, request } = project();
    await trained(request);
    return traceOf(onlyRun(folder));
  })();
  return whole;
}

/** Without what says that the rate was changed, or a checkpoint asked for. */
function withoutSteering(run: string) {
  const { metrics, metadata, ...rest } = traceOf(run) as { metrics: { event: string }[]; metadata: object };
  const { "unroll.learningRates": _, "unroll.asked": __, ...others } = metadata as Record<string, string>;
  return { ...rest, metadata: others, metrics: metrics.filter(({ event }) => event !== "learningRate") };
}

describe("a training that is paused", () => {
  test("stands still with a checkpoint of its step, its lock and its state, answers, and goes on to the same bits", async () => {
    const { folder, request } = project();
    const seen: Record<string, unknown> = {};
    const pausing = once(12, async (training) => {
      ok(await training.steer({ do: "pause" }));
      const run = await RunFolder.open(onlyRun(folder));
      const saved = tensorsOf(run.path).metadata["unroll.step"];
      Object.assign(seen, { saved, state: run.manifest.state, held: await run.isAlive(), now: await run.state() });
      Object.assign(seen, { sample: await training.sample({ typed: "ba", options: { seed: 3 } }) });
      ok(await training.steer({ do: "save" }));
      seen.kept = await run.keptSteps();
      ok(await training.steer({ do: "continue" }));
    });
    const { events, result } = await trained(request, pausing.at);
    await pausing.outcome();
    expect(result.done.reason).toBe("finished");
    expect(seen).toMatchObject({ saved: "12", state: "running", now: "running", held: true });
    expect(seen.sample).toMatchObject({ step: 12, parameters: "now", seed: 3 });
    expect(seen.kept).toContain(12);
    const between = events.map((event) => ("step" in event ? `${event.event} ${event.step}` : event.event));
    expect(between.slice(between.indexOf("step 12"), between.indexOf("step 13") + 1)).toEqual([
      ...["step 12", "validation 12", "sample 12", "paused 12", "saved 12", "continued 12", "step 13"],
    ]);
    expect(withoutSteering(onlyRun(folder))).toEqual(await straight());
  });

  test("takes one step at a time, and shows its minibatch, its loss and its norms", async () => {
    const { folder, request } = project();
    const stepping = once(3, async (training) => {
      for (let i = 0; i < 3; i++) ok(await training.steer({ do: "step" }));
      ok(await training.steer({ do: "continue" }));
    });
    const { events } = await trained(request, stepping.at);
    await stepping.outcome();
    const single = events.filter((event) => event.event === "singleStep");
    const rows = events.filter((event) => event.event === "step");
    expect(single.map(({ step }) => step)).toEqual([4, 5, 6]);
    for (const step of single) {
      const row = rows.find((each) => each.step === step.step)!;
      const { loss, gradientNorm, clippedNorm, updateRatio, learningRate } = step;
      expect({ loss, gradientNorm, clippedNorm, updateRatio, learningRate }).toEqual({
        ...{ loss: row.loss, gradientNorm: row.gradientNorm, clippedNorm: row.clippedNorm },
        ...{ updateRatio: row.updateRatio, learningRate: row.learningRate },
      });
      // ‖g‖² of all is the sum of those of the parameters.
      const squares = step.parameters.reduce((sum, { gradientNorm: norm }) => sum + norm! ** 2, 0);
      expect(Math.sqrt(squares)).toBeCloseTo(gradientNorm!, 4);
    }
    // Rows of a running text go on where they were; each symbol is predicted from the one before it.
    const [first, second] = single.map(({ minibatch }) => minibatch);
    expect(first).toMatchObject({ batchSize: 4, steps: 8 });
    const text = readFileSync(join(folder, "book.txt"), "utf8");
    for (const [b, { read, predicted }] of first.rows.entries()) {
      expect(predicted).toBe(read.slice(1) + second.rows[b].read[0]);
      expect(text).toContain(read + second.rows[b].read);
    }
    expect(traceOf(onlyRun(folder))).toEqual(await straight());
  });

  test("saves itself and ends where it is stopped", async () => {
    const { folder, request } = project();
    const stop = new AbortController();
    const pausing = once(9, async (training) => {
      await training.steer({ do: "pause" });
      stop.abort();
    });
    const { result } = await trained(request, pausing.at, stop);
    expect(result.done).toMatchObject({ reason: "stopped", steps: 9 });
    await trained({ resume: onlyRun(folder), cwd: folder });
    expect(traceOf(onlyRun(folder))).toEqual(await straight());
  });
});

describe("a learning rate that is changed while it trains", () => {
  const plateau = { name: "plateau", patience: 0, threshold: 0.5, factor: 0.7 };
  test.each([
    ["constant", null],
    ["cosine", { name: "cosine", warmup: 20 }],
    ["plateau", plateau],
  ])("is, to the bit, that of a run whose config changes there: %s", async (_, schedule) => {
    const training = { ...(schedule && { schedule }), optimizer: "adam" };
    const changed = project({ training });
    const changing = once(13, (each) => each.steer({ do: "learningRate", base: 0.0037 }));
    const { events } = await trained(changed.request, changing.at);
    expect(await changing.outcome()).toEqual({ step: 13 });
    expect(events.filter(({ event }) => event === "learningRate")).toEqual([
      { event: "learningRate", step: 13, base: 0.0037 },
    ]);

    const resumed = project({ training });
    const stop = new AbortController();
    await trained(resumed.request, once(13, async () => stop.abort()).at, stop);
    const run = onlyRun(resumed.folder);
    const settings = [{ key: "training.learningRate", value: 0.0037 }];
    await trained({ resume: run, settings, cwd: resumed.folder });
    expect(withoutSteering(onlyRun(changed.folder))).toEqual(traceOf(run));
    const rates = logRows(run).flatMap(({ event, learningRate }) => (event === "step" ? [learningRate] : []));
    if (schedule === null) expect(rates).toEqual(Array.from({ length: 20 }, (_, i) => (i < 13 ? 0.01 : 0.0037)));
    else expect(rates[13]).not.toBe(rates[12]);
  });

  test("survives a resume, and a resume to before voids it", async () => {
    const { folder, request } = project({ training: { validateEvery: 50, checkpointEvery: 8, sampleEvery: 50 } });
    // Twice: the second one is in no checkpoint, as after a crash.
    const kept = once(10, (training) => training.steer({ do: "learningRate", base: 0.002 }));
    const lost = once(17, (training) => training.steer({ do: "learningRate", base: 0.5 }));
    const stop = new AbortController();
    const last = () => join(onlyRun(folder), "checkpoints", "last.safetensors");
    let before: Buffer | undefined;
    const both: At = (training, event) => {
      kept.at(training, event);
      lost.at(training, event);
      if (event.event !== "step" || event.step !== 19) return;
      before = readFileSync(last());
      stop.abort();
    };
    await trained(request, both, stop);
    const run = onlyRun(folder);
    writeFileSync(last(), before!);
    const { events } = await trained({ resume: run, cwd: folder });
    expect(events[0]).toMatchObject({ event: "start", step: 16, learningRate: 0.002 });
    const rows = await (await RunFolder.open(run)).readMetrics();
    expect(rows.filter(({ event }) => event === "learningRate")).toEqual([
      { event: "learningRate", step: 10, base: 0.002 },
    ]);
    const rates = rows.flatMap(({ event, learningRate }) => (event === "step" ? [learningRate] : []));
    expect(rates).toEqual(Array.from({ length: 20 }, (_, i) => (i < 10 ? 0.01 : 0.002)));
  });

  test("may be what the config bears, and says what is wrong with any other", async () => {
    const { request } = project();
    const asked = once(2, (training) => training.steer({ do: "learningRate", base: -1 }));
    const { result } = await trained(request, asked.at);
    expect(await asked.outcome()).toMatchObject({ problem: { message: expect.stringContaining("learningRate") } });
    expect(result.done.reason).toBe("finished");
  });
});

describe("asking the network as it is now", () => {
  const rows = Array.from({ length: 60 }, (_, i) => ["ab", "ba", "abba"][i % 3]);
  const pairs = ["source\ttarget", ...rows.map((text) => `${text}\t${text}${text}`)].join("\n");
  const labelled = ["text,label", ...rows.map((text, i) => `${text},${["no", "yes"][i % 2]}`)].join("\n");
  const training = { steps: 20, batchSize: 4, learningRate: 0.01, validateEvery: 5, checkpointEvery: 7, threads: 2 };
  const model = { cell: "gru", units: 8 };
  const texts = { data: { train: "data", validation: 0.2 }, task: "language-model" };
  const seq2seq = { train: "data.tsv", validation: 0.2, input: "source", target: "target", unit: "character" };
  const kinds = [
    {
      name: "a text",
      ...texts,
      files: { data: words(3000) },
      ask: { typed: "ba", options: { seed: 5 } },
      isHere: true,
    },
    {
      name: "a search",
      ...texts,
      files: { data: words(3000) },
      ask: { typed: "ba", options: { beam: 3 } },
      isHere: false,
    },
    {
      ...{ name: "an output", task: "sequence-to-sequence", data: seq2seq, files: { "data.tsv": pairs } },
      ...{ ask: { typed: "ab\nabz", options: { beam: null } }, isHere: true },
    },
    {
      ...{ name: "an output that is drawn", task: "sequence-to-sequence", data: seq2seq, files: { "data.tsv": pairs } },
      ...{ ask: { typed: "ab", options: { temperature: 1, seed: 2 } }, isHere: false },
    },
    {
      ...{ name: "a label", task: "classification", data: { train: "data.csv", validation: 0.2 } },
      ...{ files: { "data.csv": labelled }, ask: { typed: "ab" }, isHere: false },
    },
  ] as const;

  test.each(kinds)("$name: changes no bit, and is what a checkpoint of now answers", async (kind) => {
    const { task, data, files, ask, isHere } = kind;
    const attention = task === "sequence-to-sequence" ? { attention: "dot" } : {};
    const length = task === "language-model" ? { sequenceLength: 8 } : {};
    const config = JSON.stringify({
      task,
      data,
      model: { ...model, ...attention },
      training: { ...training, ...length },
    });
    const folders = [0, 1].map(() => workspace({ "a.rnnconfig": config, ...files }));
    const [alone, asked] = folders;
    await trained({ configFile: join(alone, "a.rnnconfig"), cwd: alone });

    const outcomes: [SampledNow, SaidTrial][] = [];
    const asking: Promise<unknown>[] = [];
    const at: At = (training, event) => {
      if (event.event !== "step") return;
      if (event.step % 6 > 0) asking.push(training.sample(ask));
      else asking.push(compare(training));
    };
    const compare = async (training: SteeredTraining) => {
      await training.steer({ do: "pause" });
      outcomes.push([await training.sample(ask), await answerTrial(onlyRun(asked), { ...ask, by: "last" })]);
      await training.steer({ do: "continue" });
    };
    const { result } = await trained({ configFile: join(asked, "a.rnnconfig"), cwd: asked }, at);
    await Promise.all(asking);
    expect(result.done.reason).toBe("finished");
    expect(traceOf(onlyRun(asked))).toEqual(traceOf(onlyRun(alone)));
    expect(outcomes).toHaveLength(3);
    for (const [i, [now, saved]] of outcomes.entries()) {
      expect(saved).toMatchObject({ step: 6 * (i + 1) });
      expect((saved as Trial).answers[0]).toMatchObject({ preview: expect.anything() });
      if (isHere) expect(now).toEqual({ ...saved, parameters: "now" });
      else expect(now).toEqual({ saved: 6 * (i + 1) });
    }
  });
});

test("a checkpoint that somebody asked for stays, whatever the config keeps", async () => {
  const { folder, request } = project({ training: { keepCheckpoints: 1 } });
  const saving = once(8, (training) => training.steer({ do: "save" }));
  const stop = new AbortController();
  const stopping = once(16, async () => stop.abort());
  const both: At = (training, event) => {
    saving.at(training, event);
    stopping.at(training, event);
  };
  await trained(request, both, stop);
  await trained({ resume: onlyRun(folder), cwd: folder });
  expect(await (await RunFolder.open(onlyRun(folder))).keptSteps()).toEqual([8, 20]);
});

test("a baseline that is trained first is paused too, and takes no single steps", async () => {
  const { folder, request } = project({
    training: { steps: 6 },
    baselines: [{ name: "convolution", kernel: 2, layers: 1, units: 4 }],
  });
  let outcome: Promise<unknown> | undefined;
  const at: At = (training, event) => {
    if (event.event !== "baselineStep") return;
    outcome ??= (async () => {
      const paused = await training.steer({ do: "pause" });
      const step = await training.steer({ do: "step" });
      const sample = await training.sample({ typed: "ba" });
      await training.steer({ do: "continue" });
      return { paused, step, sample };
    })();
  };
  const { events, result } = await trained(request, at);
  expect(await outcome).toMatchObject({
    ...{ paused: { step: 0 }, step: { problem: { message: expect.stringContaining("baselines") } } },
    sample: { step: 0, answers: [{ preview: { kind: "text" } }] },
  });
  const order = events.map(({ event }) => event).filter((event) => ["paused", "continued", "baseline"].includes(event));
  expect(order.slice(0, 3)).toEqual(["paused", "continued", "baseline"]);
  expect(result.done.reason).toBe("finished");
  expect(onlyRun(folder)).toBeTruthy();
});
