// Schedules against PyTorch's (test/vectors/make_training.py), and what a run does with them and with early stopping.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Config } from "../../src/config/index.ts";
import { Vocabulary } from "../../src/data/index.ts";
import { TrainingLoop } from "../../src/training/index.ts";
import { Schedule } from "../../src/training/schedule.ts";
import { configOf, MemorySink, smallConfig, trainerFor, words } from "../support/workspace.ts";

interface ScheduleCase {
  config: unknown;
  rates: number[];
  stepsPerEpoch?: number;
  losses?: number[];
  best?: string;
}

const vectors = JSON.parse(readFileSync(new URL("../vectors/training.json", import.meta.url), "utf8")) as {
  base: number;
  schedules: ScheduleCase[];
};

const scheduled = (schedule: unknown, learningRate = vectors.base, best: string | null = null): Config =>
  configOf(smallConfig({ data: { unit: best ? "item" : "character" }, training: { schedule, learningRate, best } }));

function makeSchedule(config: Config, steps: number, stepsPerEpoch = 1): Schedule {
  return new Schedule(config, { steps, epochs: Math.ceil(steps / stepsPerEpoch) });
}

describe("against PyTorch", () => {
  const cases = vectors.schedules.map((c) => [`${JSON.stringify(c.config)} ${c.losses?.[1] ?? ""}`, c] as const);

  it.each(cases)("%s", (_, { config, rates, stepsPerEpoch = 1, losses, best }) => {
    // Resumed after each step, the schedule goes on as if never saved.
    const made = scheduled(config, vectors.base, best);
    let schedule = makeSchedule(made, rates.length, stepsPerEpoch);
    rates.forEach((expected, i) => {
      const rate = schedule.rate(i + 1, Math.floor(i / stepsPerEpoch) + 1);
      expect(Math.abs(rate - expected), `step ${i + 1}: ${rate} instead of ${expected}`).toBeLessThan(1e-15);
      if (losses) schedule.validated(i + 1, losses[i]);
      const saved = JSON.stringify(schedule.save());
      schedule = makeSchedule(made, rates.length, stepsPerEpoch);
      expect(schedule.restore(JSON.parse(saved))).toBe(true);
    });
  });
});

it("a cosine stays at its minimum, and a longer run stretches one without a length", () => {
  const short = makeSchedule(scheduled({ name: "cosine", length: 10, minimum: 0.1 }), 30);
  expect(short.rate(10, 1)).toBeGreaterThan(0.1);
  for (const step of [11, 12, 25, 30, 1000]) expect(short.rate(step, 1)).toBe(0.1);
  const [ten, twenty] = [10, 20].map((steps) => makeSchedule(scheduled("cosine"), steps));
  expect(twenty.rate(11, 1)).toBeCloseTo(ten.rate(6, 1), 15);
});

it("a schedule in epochs warms up in steps, and counts epochs from the start", () => {
  const schedule = makeSchedule(scheduled({ name: "exponential", factor: 0.5, warmup: 4 }, 1), 30, 3);
  const rates = Array.from({ length: 9 }, (_, i) => schedule.rate(i + 1, Math.floor(i / 3) + 1));
  expect(rates).toEqual([0.25, 0.5, 0.75, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
});

it("a plateau keeps its cuts when the base rate changes, and does not count validations of the warm-up", () => {
  const options = { name: "plateau", factor: 0.5, patience: 0, warmup: 3 };
  const schedule = makeSchedule(scheduled(options, 1), 30);
  for (let step = 1; step < 3; step++) schedule.validated(step, 1);
  for (let step = 3; step <= 5; step++) schedule.validated(step, 1);
  expect(schedule.rate(6, 1)).toBe(0.25);
  const other = makeSchedule(scheduled(options, 0.1), 30);
  expect(other.restore(schedule.save())).toBe(true);
  expect(other.rate(6, 1)).toBe(0.025);
  // A schedule that takes the place of another begins anew.
  expect(makeSchedule(scheduled("plateau"), 30).restore(null)).toBe(true);
  expect(makeSchedule(scheduled("constant"), 30).restore(schedule.save())).toBe(true);
  for (const bad of [7, {}, [1], [0, 1, 0, 0], [1, "x", 0, 0], [1, null, 0.5, 0]]) {
    expect(makeSchedule(scheduled(options), 30).restore(bad), JSON.stringify(bad)).toBe(false);
  }
});

const texts = { train: words(700), validation: words(150, 2), test: words(100, 3) };

async function runOf(training: object, from?: MemorySink) {
  const { trainer, config } = await trainerFor(texts, { training: { steps: 60, logEvery: 1, ...training } });
  const sink = new MemorySink();
  const loop = new TrainingLoop(trainer, config, sink);
  if (from?.last) {
    trainer.restore(from.last);
    loop.restore(from.last.metadata);
  }
  return { result: await loop.run(), sink, trainer };
}

const valuesOf = (sink: MemorySink, event: string, key: string) =>
  sink.news.filter((row) => row.event === event).map((row) => row[key] as number);

describe("a training", () => {
  it("takes its steps with the rates of its schedule, and says them", async () => {
    const schedule = { name: "step", every: 20, factor: 0.5, unit: "step", warmup: 10 };
    const { sink } = await runOf({ schedule });
    const rates = valuesOf(sink, "step", "learningRate");
    expect(rates[0]).toBeCloseTo(0.001, 15);
    expect([rates[9], rates[29], rates[30], rates[49], rates[50]]).toEqual([0.01, 0.01, 0.005, 0.005, 0.0025]);
    const { sink: constant } = await runOf({});
    const losses = [sink, constant].map((each) => valuesOf(each, "step", "loss"));
    expect(losses[0].slice(0, 1)).toEqual(losses[1].slice(0, 1));
    expect(losses[0].slice(1)).not.toEqual(losses[1].slice(1));
  });

  it("cuts its rate on a plateau of the validation loss, and goes on so after a resume", async () => {
    // A loss is hardly ever better by 90 %.
    const training = { schedule: { name: "plateau", factor: 0.5, patience: 1, threshold: 0.9 }, validateEvery: 5 };
    const { sink: whole } = await runOf(training);
    const rates = valuesOf(whole, "step", "learningRate");
    expect([15, 16, 25, 26, 35, 36].map((step) => rates[step - 1])).toEqual([
      0.01, 0.005, 0.005, 0.0025, 0.0025, 0.00125,
    ]);
    for (const steps of [13, 20, 27]) {
      const { sink: first } = await runOf({ ...training, steps });
      const { sink: rest } = await runOf(training, first);
      expect(rest.news.filter(({ event }) => event === "step")).toEqual(
        whole.news.filter(({ event, step }) => event === "step" && (step as number) > steps),
      );
      expect(rest.last!.tensors).toEqual(whole.last!.tensors);
    }
  });

  it("stops early after `patience` validations without a better loss, and keeps the best", async () => {
    // A rate this high does not learn for long.
    const training = { learningRate: 0.5, validateEvery: 3, earlyStopping: { patience: 4 } };
    const { sink: whole, result: full } = await runOf({ ...training, earlyStopping: null });
    const losses = valuesOf(whole, "validation", "loss");
    const expectedEnd = (patience: number, minDelta: number) => {
      let best = Number.POSITIVE_INFINITY;
      let waited = 0;
      for (let i = 0; i < losses.length; i++) {
        if (losses[i] < best - minDelta) [best, waited] = [losses[i], 0];
        else if (++waited === patience) return 3 * (i + 1);
      }
      return 60;
    };
    expect(full.reason).toBe("finished");
    for (const [patience, minDelta] of [
      [1, 0],
      [2, 0],
      [4, 0],
      [2, 0.5],
      [1, 1000],
      [60, 0],
    ]) {
      const { sink, result, trainer } = await runOf({ ...training, earlyStopping: { patience, minDelta } });
      const end = expectedEnd(patience, minDelta);
      expect(trainer.step, `patience ${patience}, ${minDelta}`).toBe(end);
      expect(result.reason).toBe(end < 60 ? "early-stopping" : "finished");
      const best = Math.min(...losses.slice(0, end / 3));
      expect(result.best).toMatchObject({ loss: best, step: 3 * (losses.indexOf(best) + 1) });
      expect(sink.best!.metadata["unroll.step"]).toBe(String(result.best!.step));
      // With more patience it goes on as if it had had it from the start.
      const { trainer: rest, result: longer } = await runOf({ ...training, earlyStopping: null }, sink);
      expect(longer.reason).toBe("finished");
      expect(rest.save().tensors).toEqual(whole.last!.tensors);
    }
    expect(new Set([1, 2, 4].map((patience) => expectedEnd(patience, 0))).size).toBeGreaterThan(1);
  });

  it("goes by the figure that is asked for: best, early stopping and plateau, which way it is better, and after any resume", async () => {
    // Baskets of a cycle with noise: hit@1 rises while the loss goes its own way.
    const baskets = Array.from({ length: 60 }, (_, i) => `${"abcdefg"[i % 7]}\t${"abcdefg"[(i + 1 + (i % 3)) % 7]}`);
    const text = `${baskets.join("\n")}\n`;
    const vocabulary = Vocabulary.fromJSON({
      ...{ version: 1, unit: "item", split: "tab", lowercase: false, unknown: 0 },
      symbols: ["<unk>", "<eos>", "<bos>", ..."abcdefg"],
    });
    const ids = (part: string) => vocabulary.encode(part).ids;
    const corpus = { train: ids(text), validation: ids(text.slice(0, 160)), test: ids(""), vocabulary };
    const runBy = async (training: object, from?: MemorySink) => {
      const sections = {
        data: { unit: "item" },
        training: { steps: 60, learningRate: 0.1, validateEvery: 3, ...training },
      };
      const { trainer, config } = await trainerFor({ train: "a" }, sections, { corpus });
      const sink = new MemorySink({ samples: false });
      const loop = new TrainingLoop(trainer, config, sink);
      if (from?.last) {
        trainer.restore(from.last);
        loop.restore(from.last.metadata);
      }
      return { result: await loop.run(), sink, trainer };
    };
    const { sink, result } = await runBy({ best: "hitAt1" });
    const [hits, losses] = ["hitAt1", "loss"].map((name) => valuesOf(sink, "validation", name));
    const most = hits.indexOf(Math.max(...hits));
    const least = losses.indexOf(Math.min(...losses));
    expect(most).not.toBe(least);
    expect(result.best).toMatchObject({ step: 3 * (most + 1), hitAt1: hits[most] });
    expect(sink.best!.metadata["unroll.step"]).toBe(String(3 * (most + 1)));
    expect((await runBy({})).result.best).toMatchObject({ step: 3 * (least + 1), loss: losses[least] });
    // Early stopping, restated.
    const minDelta = 0.01;
    let [best, waited, end] = [Number.NEGATIVE_INFINITY, 0, 20];
    for (const [i, hit] of hits.entries()) {
      [best, waited] = hit > best + minDelta ? [hit, 0] : [best, waited + 1];
      if (waited === 3) {
        end = i + 1;
        break;
      }
    }
    expect(end).toBeLessThan(20);
    const training = { best: "hitAt1", earlyStopping: { patience: 3, minDelta } };
    const { trainer: ended, result: early } = await runBy(training);
    expect([ended.step, early.reason]).toEqual([3 * end, "early-stopping"]);
    for (const steps of [4, 3 * end - 2]) {
      const { sink: first } = await runBy({ ...training, steps });
      const { result: again, trainer } = await runBy(training, first);
      expect({ step: trainer.step, best: again.best }, `resumed at ${steps}`).toEqual({
        step: ended.step,
        best: early.best,
      });
    }
  });

  it("counts the same validations wherever it is resumed", async () => {
    const training = { learningRate: 0.5, validateEvery: 3, earlyStopping: { patience: 4 } };
    const { trainer: whole } = await runOf(training);
    expect(whole.step).toBeLessThan(60);
    // Where a run ends between two validations it measures once more, which does not count.
    for (let steps = whole.step - 13; steps < whole.step; steps++) {
      const { sink } = await runOf({ ...training, steps });
      const { trainer, result } = await runOf(training, sink);
      expect({ step: trainer.step, reason: result.reason }).toEqual({ step: whole.step, reason: "early-stopping" });
    }
    const { sink: ended } = await runOf(training);
    const { result, trainer } = await runOf(training, ended);
    expect({ step: trainer.step, reason: result.reason }).toEqual({ step: whole.step, reason: "early-stopping" });
  });
});
