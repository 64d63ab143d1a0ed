// The loop: its cadence leaves no trace in the training, and a stop anywhere leaves none in the run.

import { describe, expect, it, vi } from "vitest";
import { previewText } from "../../src/contracts/previewText.ts";
import { telling } from "../../src/tasks/index.ts";
import { cadence } from "../../src/training/cadence.ts";
import { TrainingLoop } from "../../src/training/index.ts";
import { configOf, MemorySink, smallConfig, trainerFor, vocabularyOf, words } from "../support/workspace.ts";

const texts = { train: words(700), validation: words(150, 2), test: words(100, 3) };

const cases = [
  { cell: "lstm", batching: "sequential", layers: 2, dropout: 0.3 },
  { cell: "gru", batching: "random", layers: 2, dropout: 0.3 },
  { cell: "rnn", batching: "sequential", layers: 1, dropout: 0 },
] as const;

type Case = (typeof cases)[number];

const sectionsOf = ({ cell, batching, layers, dropout }: Case, training: object = {}) => ({
  model: { cell, layers, dropout },
  training: { steps: 60, batching, ...training },
});

const frequent = { validateEvery: 6, sampleEvery: 4, checkpointEvery: 5, logEvery: 3 };

function bitsOf(tensors: ReadonlyMap<string, { data: ArrayBufferView }>): Record<string, string> {
  const text = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
    Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength).toString("base64");
  return Object.fromEntries([...tensors].map(([name, { data }]) => [name, text(data)]));
}

async function undisturbed(c: Case, training: object) {
  const { trainer, config } = await trainerFor(texts, sectionsOf(c, training));
  const sink = new MemorySink();
  const result = await new TrainingLoop(trainer, config, sink).run();
  return { sink, result };
}

describe.each(cases)("$cell, $batching", (c) => {
  it("is trained to the same bits with and without validation, samples and checkpoints", async () => {
    const { sink: busy } = await undisturbed(c, frequent);
    const quiet = new MemorySink({ samples: false });
    const rare = { logEvery: 1 };
    const { trainer, config } = await trainerFor({ ...texts, validation: "", test: "" }, sectionsOf(c, rare), {
      corpus: corpusWithoutValidation(),
    });
    await new TrainingLoop(trainer, config, quiet).run();
    expect(quiet.news.every(({ event }) => event === "step")).toBe(true);
    expect(busy.news.filter(({ event }) => event === "validation")).toHaveLength(10);
    expect(busy.news.filter(({ event }) => event === "sample")).toHaveLength(15);
    expect(bitsOf(busy.last!.tensors)).toEqual(bitsOf(quiet.last!.tensors));
    const steps = (sink: MemorySink) => sink.news.filter(({ event }) => event === "step");
    expect(steps(busy)).toEqual(steps(quiet));
  });

  it("goes on as if never stopped, wherever it was stopped", async () => {
    const { sink: whole, result } = await undisturbed(c, frequent);
    // Stops at the news of each kind in turn, so within a step, within a validation and within a sample.
    for (const [event, step] of [
      ["step", 11],
      ["step", 12],
      ["validation", 24],
      ["sample", 36],
      ["step", 60],
      ["validation", 60],
    ] as const) {
      const news: object[] = [];
      let kept: MemorySink["last"];
      let best: MemorySink["best"];
      let reason = "";
      for (const stops of [true, false]) {
        const stop = new AbortController();
        const { trainer, config } = await trainerFor(texts, sectionsOf(c, frequent), { signal: stop.signal });
        const sink = new MemorySink();
        const { push } = sink.news;
        sink.news.push = (row) => {
          if (stops && row.event === event && row.step === step) stop.abort();
          return push.call(sink.news, row);
        };
        const loop = new TrainingLoop(trainer, config, sink);
        if (kept) {
          trainer.restore(kept);
          loop.restore(kept.metadata);
        }
        const part = await loop.run();
        reason += `${part.reason} `;
        news.push(...sink.news);
        kept = sink.last ?? kept;
        best = sink.best ?? best;
        if (!stops) expect(part.best, `${event} ${step}`).toEqual(result.best);
      }
      expect(reason, `${event} ${step}`).toBe("stopped finished ");
      expect(news, `${event} ${step}`).toEqual(whole.news);
      expect(bitsOf(kept!.tensors), `${event} ${step}`).toEqual(bitsOf(whole.last!.tensors));
      expect(bitsOf(best!.tensors), `${event} ${step}`).toEqual(bitsOf(whole.best!.tensors));
      expect(kept!.metadata["unroll.cursor"]).toBe(whole.last!.metadata["unroll.cursor"]);
    }
  });
});

describe("samples that nobody asked for", () => {
  it.each<[object, number, [number, number]]>([
    [{ steps: 20 }, 1000, [1, 10]],
    [{ steps: 200 }, 1000, [10, 10]],
    [{ steps: 1000 }, 1000, [50, 50]],
    [{ steps: 1000 }, 30, [30, 60]],
    [{ steps: 1000, validateEvery: 1 }, 1000, [1, 50]],
    [{ epochs: 100 }, 3, [3, 15]],
    [{ steps: 20, sampleEvery: 1 }, 1000, [1, 1]],
  ])("%j with epochs of %i steps come with some validations", (training, stepsPerEpoch, expected) => {
    const sections = training as { epochs?: number };
    const steps = sections.epochs === undefined ? {} : { steps: undefined };
    const config = configOf(smallConfig({ training: { ...steps, ...training } }));
    const { validateEvery, sampleEvery } = cadence(config, { stepsPerEpoch, stepsPerValidation: 0 });
    expect([validateEvery, sampleEvery]).toEqual(expected);
  });

  it("are two in twenty steps", async () => {
    const { trainer, config } = await trainerFor(texts, { training: { steps: 20 } });
    const sink = new MemorySink();
    await new TrainingLoop(trainer, config, sink).run();
    const samples = sink.news.filter(({ event }) => event === "sample");
    expect(samples).toMatchObject([{ step: 15 }, { step: 20 }]);
  });
});

it("rows of the log are means over their interval, and a stop does not cut an interval in two", async () => {
  const sections = (training: object) => ({ training: { steps: 130, ...training } });
  const every = new MemorySink({ samples: false });
  const { trainer, config } = await trainerFor({ train: texts.train }, sections({ logEvery: 1 }));
  await new TrainingLoop(trainer, config, every).run();
  const tenth = new MemorySink({ samples: false });
  const other = await trainerFor({ train: texts.train }, sections({ logEvery: 10 }));
  await new TrainingLoop(other.trainer, other.config, tenth).run();
  const losses = every.news.map(({ loss }) => loss as number);
  const late = tenth.news.slice(100);
  expect(tenth.news.slice(0, 100)).toEqual(every.news.slice(0, 100));
  expect(late.map(({ step }) => step)).toEqual([110, 120, 130]);
  late.forEach(({ loss }, i) => {
    const mean = losses.slice(100 + 10 * i, 110 + 10 * i).reduce((a, b) => a + b, 0) / 10;
    expect(loss).toBeCloseTo(mean, 12);
  });
});

it.each([
  { name: "its steps", training: { steps: 20, sampleEvery: 7 } },
  { name: "early stopping", training: { learningRate: 0.5, validateEvery: 3, earlyStopping: { patience: 1 } } },
])("a run that ends by $name shows a sample of its final parameters", async ({ training }) => {
  const sections = sectionsOf(cases[0], { sampleEvery: 50, ...training });
  const { trainer, config } = await trainerFor(texts, sections);
  const sink = new MemorySink();
  const { reason } = await new TrainingLoop(trainer, config, sink).run();
  const samples = sink.news.filter(({ event }) => event === "sample");
  const { step } = trainer;
  const [{ preview }] = trainer.previews({ ...config.sampling, seed: config.training.seed + step });
  const { text } = previewText(preview);
  expect(samples.at(-1)).toEqual({ event: "sample", step, text });
  if (reason === "finished") expect(samples.map((sample) => sample.step)).toEqual([7, 14, 20]);
  else expect(reason === "early-stopping" && step < 50 && samples.length === 1).toBe(true);
});

describe("a checkpoint that does not fit", () => {
  const damages: Record<string, [string, string]> = {
    "the step": ["unroll.step", "-3"],
    "the cursor": ["unroll.cursor", "{"],
    "the open sums": ["unroll.interval", "[1,2"],
    "the open sums' count": ["unroll.interval", "[1,2]"],
    "the best": ["unroll.best", '{"step":"x"}'],
    "the best's kind": ["unroll.best", "7"],
    "the validation": ["unroll.validation", "nonsense"],
    "what is due": ["unroll.due", '"tea"'],
  };
  it.each(Object.entries(damages))("says so: %s", async (_, [key, value]) => {
    const { sink } = await undisturbed(cases[2], frequent);
    const { trainer, config } = await trainerFor(texts, sectionsOf(cases[2], frequent));
    const loop = new TrainingLoop(trainer, config, new MemorySink());
    const { tensors, metadata } = sink.last!;
    const damaged = { tensors, metadata: { ...metadata, [key]: value } };
    const restore = () => {
      trainer.restore(damaged);
      loop.restore(damaged.metadata);
    };
    expect(restore).toThrow(expect.objectContaining({ name: "UserError", code: expect.stringMatching(/^damaged-/) }));
  });
});

/** The same symbols, so the same network, with nothing to validate on. */
function corpusWithoutValidation() {
  const vocabulary = vocabularyOf(texts.train + texts.validation + texts.test);
  const none = new Int32Array(0);
  return { train: vocabulary.encode(texts.train).ids, validation: none, test: none, vocabulary };
}

describe("validations that nobody asked for", () => {
  it.each<[object, number, number, number]>([
    [{ steps: 1000 }, 1000, 10, 50],
    [{ steps: 1000 }, 1000, 40, 120],
    [{ steps: 1000 }, 30, 100, 300],
    [{ steps: 20 }, 1000, 33.4, 101],
    [{ steps: 1000, validateEvery: 2 }, 1000, 40, 2],
  ])("%j, epochs of %i steps: one reads as much as %f steps, and comes every %i", (training, ...numbers) => {
    const [stepsPerEpoch, stepsPerValidation, every] = numbers;
    const config = configOf(smallConfig({ training }));
    expect(cadence(config, { stepsPerEpoch, stepsPerValidation }).validateEvery).toBe(every);
  });

  it("read at most a third of what is trained on between them", async () => {
    const { trainer, config } = await trainerFor(texts, { training: { steps: 100, batchSize: 4, sequenceLength: 8 } });
    const { validateEvery } = cadence(config, trainer);
    expect(texts.validation.length).toBeLessThanOrEqual((validateEvery * 4 * 8) / 3);
    expect(texts.validation.length).toBeGreaterThan(((validateEvery - 1) * 4 * 8) / 3);
  });
});

it("a validation that takes long tells how far it is", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  try {
    const shares: number[] = [];
    const pause = telling(
      async () => {},
      (share) => shares.push(share),
    );
    for (let i = 1; i <= 20; i++) {
      vi.advanceTimersByTime(100);
      await pause(i / 20);
    }
    expect(shares).toEqual([0.25, 0.4, 0.55, 0.7, 0.85]);
  } finally {
    vi.useRealTimers();
  }
});
