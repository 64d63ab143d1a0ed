// Looks into saved runs: they agree with what runs score, predict and write, and the thread answers what the contract says.
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { isAnswer, type Look, type QuestionName } from "../../src/contracts/inspection.ts";
import { forecastOf, Inspector, inspectTarget, predictLines, scoreRun, train } from "../../src/runner/index.ts";
import { InspectionThread } from "../../src/runner/thread/inspectionThread.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

async function trained(config: string, name: string, text: string): Promise<string> {
  const folder = workspace({ "a.rnnconfig": config, [name]: text });
  const host = { signal: new AbortController().signal, emit: () => {} };
  const { failure } = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  expect(failure).toBeNull();
  return onlyRun(folder);
}

const small = { model: { cell: "lstm", units: 4 }, training: { steps: 3, batchSize: 4, validateEvery: 3, threads: 1 } };

let inspector = new Inspector();
afterEach(async () => {
  await inspector.dispose();
  inspector = new Inspector();
});

async function open(run: string, input: Parameters<Inspector["open"]>[0]["input"]): Promise<Look> {
  const answer = await inspector.open({ run, input });
  expect(isAnswer("open", answer)).toBe(true);
  return answer as Look;
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

test("a line is as surprising as its score says, and its data are stretches to look into", async () => {
  const run = await trained(smallConfig({ data: { validation: 0.2 } }), "book.txt", words(2000));
  const look = await open(run, { from: "text", text: "bada tiki" });
  const [line] = await all(scoreRun(await RunFolder.open(run), bytes("bada tiki\n"), "a"));
  // The line's end is scored, and not in the text.
  const scored = line.tokens.slice(0, -1).map((token) => -token.logProbability!);
  expect(look.strips[0].symbols).toEqual(["\n", ..."bada tiki"]);
  scored.forEach((nats, t) => expect(look.predictions.surprise[t]).toBeCloseTo(nats, 4));
  expect(look.predictions.total).toBeCloseTo(
    scored.reduce((sum, nats) => sum + nats, 0),
    3,
  );

  const { parts, checkpoints, typed } = await inspector.choices({ run });
  expect(typed).toBe("text");
  expect(checkpoints.at(-1)).toMatchObject({ last: true });
  const test = parts!.find(({ part }) => part === "validation")!;
  const { examples } = await inspector.examples({ run, part: "validation", from: 0, count: 2 });
  expect(examples).toHaveLength(Math.min(2, test.examples));
  const stretch = await open(run, { from: "example", part: "validation", index: 0 });
  expect(stretch.strips[0].symbols.join("")).toBe(examples[0].text);
  await expect(inspector.open({ run, input: { from: "example", part: "test", index: 10_000 } })).rejects.toMatchObject({
    code: "no-such-example",
  });
  const { steps, probabilities, symbol } = await inspector.history({
    run,
    input: { from: "text", text: "ba" },
    step: 0,
  });
  expect(symbol).toBe("b");
  expect(steps).toEqual(checkpoints.map(({ step }) => step));
  expect(probabilities.at(-1)).toBeGreaterThan(0);
  for (const checkpoint of steps) {
    const kept = (await inspector.open({ run, input: { from: "text", text: "ba" }, checkpoint })) as Look;
    expect(kept.checkpoint.step).toBe(checkpoint);
  }
});

test("classes and tags are those that are predicted, by both directions", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `it was ${["bad", "good"][i % 2]} ${i},${["no", "yes"][i % 2]}`);
  const model = { cell: "gru", units: 3, layers: 2, bidirectional: true };
  const config = { task: "classification", data: { train: "a.csv", test: 0.2 }, ...small, model };
  const run = await trained(JSON.stringify(config), "a.csv", ["text,label", ...rows].join("\n"));
  const look = await open(run, { from: "text", text: "it was good, really" });
  const [line] = await all(predictLines(await RunFolder.open(run), bytes("it was good, really\n"), "a"));
  const [answer] = (line as { answers: { label: string; probability: number }[][] }).answers;
  const { names, ids, probabilities } = look.predictions.candidates!;
  expect(names[ids[0]]).toBe(answer[0].label);
  expect(probabilities[0]).toBeCloseTo(answer[0].probability, 5);
  expect(look.layers.map(({ name }) => name)).toEqual(["l0", "l0_reverse", "l1", "l1_reverse"]);
  const example = await open(run, { from: "example", part: "test", index: 0 });
  expect(["no", "yes"]).toContain(example.predictions.actual[0]);
  expect(example.predictions.surprise[0]).toBeGreaterThan(0);
});

test("the last row's forecast is that of the run", async () => {
  const rows = Array.from({ length: 120 }, (_, i) => `${i},${(Math.sin(i / 5) * 3 + 10).toFixed(4)}`);
  const data = { train: "a.csv", input: "y", target: "y", window: 12, difference: 1, validation: 0.2, test: 0 };
  const config = { task: "forecasting", data, ...small };
  const run = await trained(JSON.stringify(config), "a.csv", ["t,y", ...rows].join("\n"));
  const { parts } = await inspector.choices({ run });
  const { examples } = parts!.find(({ part }) => part === "validation")!;
  const look = await open(run, { from: "example", part: "validation", index: examples - 1 });
  const { forecast, actual, columns } = look.predictions.numbers!;
  expect(columns).toEqual(["y"]);
  expect(actual[10]).toBeCloseTo(Number(rows.at(-2)!.split(",")[1]), 3);
  expect(Math.abs(forecast[11] - actual[11])).toBeLessThan(3);
  // What it reads is the change from the row before.
  const [{ symbols, columns: read }] = look.strips;
  const { values } = await inspector.tensor({ look: look.look, name: "input" });
  const [{ name, mean, scale }] = read!;
  const changes = symbols.map(
    (row) => Number(rows[Number(row) - 1].split(",")[1]) - Number(rows[Number(row) - 2].split(",")[1]),
  );
  expect(name).toBe("Δ y");
  Array.from(values).forEach((value, t) => expect(mean + scale * value).toBeCloseTo(changes[t], 5));
  const { forecasts } = await forecastOf(await RunFolder.open(run), { rows: 1 });
  const whole = await open(run, { from: "file", file: join(run, "../../../a.csv"), index: 0 });
  expect(whole.strips[0].symbols).toHaveLength(12);
  expect(forecasts[0].rows[0].values.y).toBeGreaterThan(5);
  await expect(inspector.open({ run, input: { from: "text", text: "1 2" } })).rejects.toMatchObject({
    code: "needs-example",
  });
});

test("a pair is as likely as its score says, and looks at the same tokens", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ["ab", "ba", "abba"][i % 3]).map((text) => `${text}\t${text}`);
  const data = { train: "a.tsv", test: 0.2, input: "source", target: "target", unit: "character" };
  const model = { cell: "gru", units: 4, bidirectional: true, attention: { name: "general", query: "before" } };
  const config = { task: "sequence-to-sequence", data, ...small, model };
  const run = await trained(JSON.stringify(config), "a.tsv", ["source\ttarget", ...rows].join("\n"));
  const look = await open(run, { from: "text", text: "abba", target: "ab" });
  const weights = await inspector.tensor({ look: look.look, name: "attention" });
  expect(weights.shape).toEqual([3, 4]);
  const scored = await inspectTarget(await RunFolder.open(run), { source: "abba", target: "ab" });
  expect(look.strips.map(({ symbols }) => symbols)).toEqual([[..."abba"], ["", "a", "b"]]);
  scored.symbols.forEach(({ symbol, probability, attention }, u) => {
    expect(look.predictions.actual[u]).toBe(symbol);
    expect(Math.exp(-look.predictions.surprise[u])).toBeCloseTo(probability, 5);
    attention!.forEach((weight, t) => expect(weights.values[u * 4 + t]).toBeCloseTo(weight, 5));
  });
});

test("the thread answers, ends what is cancelled, and says what is wrong", async () => {
  const run = await trained(smallConfig({}), "book.txt", words(2000));
  const thread = new InspectionThread(new URL("../../dist/inspection.js", import.meta.url));
  try {
    const ask = async (name: QuestionName, asked: object) => {
      const said = await thread.ask(name, asked as never);
      if ("answer" in said) expect(isAnswer(name, said.answer), name).toBe(true);
      return said as { answer: never; problem: { code: string } };
    };
    const shares: (number | null)[] = [];
    const text = words(50);
    const { answer: look } = (await thread.ask(
      "open",
      { run, input: { from: "text", text } },
      {
        progress: ({ share }) => shares.push(share),
      },
    )) as { answer: Look };
    expect(shares.at(-1)).toBe(1);
    const { answer: rows } = (await ask("tensor", { look: look.look, name: "l0.h", from: 3, to: 5 })) as {
      answer: { values: Float32Array; from: number; shape: number[] };
    };
    expect(rows).toMatchObject({ from: 3, shape: [2, look.layers[0].units] });
    expect(rows.values).toHaveLength(2 * look.layers[0].units);
    expect((await ask("tensor", { look: look.look, name: "l9.h" })).problem.code).toBe("no-such-tensor");

    const controller = new AbortController();
    const long = { run, input: { from: "text" as const, text: words(200_000) } };
    const ended = thread.ask("open", long, {
      signal: controller.signal,
      progress: ({ doing }) => doing === "running" && controller.abort(),
    });
    const next = thread.ask("says", { look: look.look, layer: "l0" });
    expect(await ended).toEqual({ cancelled: true });
    expect(await next).toMatchObject({ answer: { layer: "l0" } });
    await ask("close", { look: look.look });
    expect((await ask("tensor", { look: look.look, name: "l0.h" })).problem.code).toBe("look-closed");
    expect((await ask("open", { run: `${run}x`, input: { from: "text", text } })).problem.code).toBe("not-a-run");
  } finally {
    thread.dispose();
  }
});
