// Tasks over whole sequences from their config to the command line: trained, stopped and resumed to the same bits, measured, and
// put to use.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { named, unroll } from "../support/commandLine.ts";
import { draws } from "../support/kernels.ts";
import { onlyRun, traceOf, workspace } from "../support/workspace.ts";

const FILLING = ["the", "film", "was", "a", "very", "story", "and", "cast", "with", "music"];
const number = expect.any(Number);

/** Reviews whose one telling word decides; `stars` numbers instead of names. */
function reviews(count: number, stars = false): string {
  const draw = draws(11);
  const telling = [
    ["awful", "dull"],
    ["plain", "fair"],
    ["great", "lovely"],
  ];
  const rows = Array.from({ length: count }, () => {
    const label = draw.below(3);
    const words = Array.from({ length: 2 + draw.below(9) }, () => draw.of(FILLING));
    words.splice(draw.below(words.length), 0, draw.of(telling[label]));
    return `"${words.join(" ")}",${stars ? 1 + 2 * label : ["bad", "so-so", "good"][label]}`;
  });
  return `text,label\n${rows.join("\n")}\n`;
}

/** Sentences with cities of one and two words. */
function cities(count: number): string {
  const draw = draws(12);
  const pieces = ["New B-city\nYork I-city", "Boston B-city", ...FILLING.map((word) => `${word} O`)];
  const sentence = () => Array.from({ length: 2 + draw.below(6) }, () => draw.of(pieces)).join("\n");
  return `${Array.from({ length: count }, sentence).join("\n\n")}\n`;
}

function project(name: string, text: string, task: string, sections: Record<string, object> = {}): string {
  const config = {
    task,
    data: { train: name, unit: "word", validation: 0.15, test: 0.15, ...sections.data },
    model: { cell: "gru", units: 12, embedding: 8, bidirectional: true, ...sections.model },
    training: { epochs: 6, batchSize: 8, learningRate: 0.02, threads: 2, ...sections.training },
  };
  return workspace({ "a.rnnconfig": JSON.stringify(config), [name]: text });
}

describe("classification", () => {
  it("trains, measures and predicts", { timeout: 60_000 }, async () => {
    const folder = project("a.csv", reviews(240), "classification", { training: { sequenceLength: 50 } });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/168 sequences for training, 36 for validation, 36 for testing/);
    const done = events.at(-1)!;
    const test = done.test as Record<string, number>;
    expect(test.accuracy).toBeGreaterThan(0.9);
    const figures = { loss: number, accuracy: number, macroF1: number, calibrationError: number };
    expect(done).toMatchObject({ reason: "finished", best: figures, test: figures });
    expect(named(events, "sample").at(-1)!.prompt).toMatch(/ → $/);

    const evaluated = await unroll(folder, "evaluate", "last", "--json");
    const { step: _, ...same } = test;
    expect(evaluated.events[0]).toMatchObject({ event: "evaluation", part: "test", targets: 36 });
    for (const [name, value] of Object.entries(same)) expect(evaluated.events[0][name], name).toBeCloseTo(value, 5);
    const report = evaluated.events[0].report as { confusion: { counts: number[][] } };
    expect(report.confusion.counts.flat().reduce((a, b) => a + b)).toBe(36);
    expect((await unroll(folder, "evaluate", "last")).stdout).toMatch(/true ╲ predicted/);
    writeFileSync(join(folder, "b.csv"), reviews(50));
    const other = await unroll(folder, "evaluate", "last", "--data", "b.csv", "--json");
    expect(other.events[0]).toMatchObject({ targets: 50, accuracy: number });

    writeFileSync(join(folder, "new.txt"), "the film was great\n\nan awful story\n");
    const predicted = await unroll(folder, "predict", "last", "new.txt", "--json");
    expect(predicted.events.at(-1)).toMatchObject({ event: "predictions", inputs: 2, unread: 0, of: 0 });
    const predictions = named(predicted.events, "prediction");
    expect(predictions.map(({ line, unknown }) => [line, unknown])).toEqual([
      [1, []],
      [3, ["an"]],
    ]);
    // No word of the training is <unk>.
    expect(predictions.map(({ unknownTrained }) => unknownTrained)).toEqual([undefined, false]);
    const answers = predictions.map((event) => (event.answers as { label: string; probability: number }[][])[0]);
    expect(answers.map(([best]) => best.label)).toEqual(["good", "bad"]);
    for (const all of answers) expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    writeFileSync(join(folder, "cut.csv"), `text,label\n"${"great ".repeat(60)}",good\ndull,bad\n`);
    expect((await unroll(folder, "evaluate", "last", "--data", "cut.csv")).stderr).toMatch(
      /1 sequence is longer than training\.sequenceLength \d+ and cut off there; the longest has 60 steps\./,
    );
    writeFileSync(join(folder, "new.txt"), 'great\n{"text": 5}\n{"text": {}}\n');
    writeFileSync(join(folder, "long.txt"), `${"great ".repeat(60)}\n`);
    const long = await unroll(folder, "predict", "last", "long.txt");
    expect(long.stdout).toMatch(/\(cut off: \d+ steps are beyond training\.sequenceLength\)\n$/);
    const wrong = await unroll(folder, "predict", "last", "new.txt");
    expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringMatching(/^new\.txt:3: error: /)]);
  });

  it("of ordered labels measures how far off it is", { timeout: 60_000 }, async () => {
    const folder = project("a.csv", reviews(120, true), "classification", {
      data: { labels: "ordered" },
      model: { bidirectional: false, readout: "mean" },
      training: { epochs: 2 },
    });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    expect(events.at(-1)!.test).toMatchObject({ accuracy: number, mae: number });
  });

  it("goes on to the same bits after a stop", { timeout: 60_000 }, async () => {
    const whole = project("a.csv", reviews(120), "classification", {
      training: { epochs: null, steps: 40, validateEvery: 10 },
    });
    expect((await unroll(whole, "train", "a.rnnconfig")).status).toBe(0);
    const broken = project("a.csv", reviews(120), "classification", {
      training: { epochs: null, steps: 17, validateEvery: 10 },
    });
    expect((await unroll(broken, "train", "a.rnnconfig")).status).toBe(0);
    const resumed = await unroll(broken, "train", "--resume", "last", "--set", "training.steps=40");
    expect(resumed.status, resumed.stderr).toBe(0);
    const [one, two] = [whole, broken].map((folder) => traceOf(onlyRun(folder)));
    expect(two.last).toEqual(one.last);
    expect(two.best).toEqual(one.best);
  });
});

describe("tagging", () => {
  it("trains, measures entities and tags new sentences", { timeout: 60_000 }, async () => {
    const folder = project("a.conll", cities(200), "tagging");
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const { f1, accuracy } = events.at(-1)!.test as Record<string, number>;
    expect(f1).toBeGreaterThan(0.9);
    expect(accuracy).toBeGreaterThan(0.9);
    expect((await unroll(folder, "evaluate", "last")).stdout).toMatch(/entity +precision %[\s\S]*\ncity /);
    writeFileSync(join(folder, "new.txt"), "the New York cast\n");
    const { stdout } = await unroll(folder, "predict", "last", "new.txt");
    expect(stdout.trim()).toBe("the/O New/B-city York/I-city cast/O");
    const spans = await unroll(folder, "predict", "last", "new.txt", "--entities");
    expect(spans.stdout).toBe("the New York cast\n  city  1:3  New York  (characters 4:12)\n");
  });
});

describe("generation", () => {
  it("writes examples that begin with a label, and scores them", { timeout: 60_000 }, async () => {
    // What begins with "up" rises, what begins with "down" falls.
    const draw = draws(13);
    const rows = Array.from({ length: 300 }, () => {
      const [from, length] = [draw.below(3), 2 + draw.below(3)];
      const rising = Array.from({ length }, (_, i) => "abcdefg"[from + i]);
      return draw.below(2) ? `up,${rising.join("")}` : `down,${rising.reverse().join("")}`;
    });
    const folder = project("a.csv", `way,text\n${rows.join("\n")}\n`, "generation", {
      data: { unit: "character", input: "way", target: "text" },
      model: { bidirectional: false, units: 24 },
    });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    expect((events.at(-1)!.test as Record<string, number>).perplexity).toBeLessThan(3);
    const during = events.filter(({ event }) => event === "sample").map(({ start }) => start);
    expect([...new Set(during)].sort()).toEqual(["down", "up"]);
    // <eos>, <bos> and the labels are no symbols of the texts.
    expect(named(events, "start")[0].data).toMatchObject({ vocabularySize: 10, symbols: 6 });
    const short = await unroll(folder, "train", "a.rnnconfig", "--set", "training.epochs=1");
    expect(short.stdout).toContain("; 6 different symbols\n");
    expect(short.stdout).toMatch(/— sample at step \d+, (up|down) —/);
    const run = events.at(-1)!.run as string;
    const sampled = await unroll(folder, "sample", run, "--start", "up", "--count", "20", "--json");
    const texts = sampled.events.map(({ text }) => (text as string).trim());
    const rises = (text: string) => text === [...text].sort().join("");
    expect(texts.filter(rises).length).toBeGreaterThan(14);
    writeFileSync(join(folder, "new.txt"), "abc\ncba\n");
    for (const [way, likeliest] of [
      ["up", 1],
      ['{"way":"down"}', 2],
    ] as const) {
      const scored = await unroll(folder, "score", run, "new.txt", "--start", way, "--json");
      expect(scored.events.at(-1)).toMatchObject({ likeliest, targets: 8 });
    }
    for (const [way, next] of [
      ["up", "c"],
      ["down", "a"],
    ]) {
      const { stdout } = await unroll(folder, "sample", run, "--start", way, "--prompt", "b", "--next", "1");
      expect(stdout).toMatch(new RegExp(`%  ${next}\n`));
    }
    const unnamed = await unroll(folder, "score", run, "new.txt");
    const manifest = join(run, "run.json");
    const before = readFileSync(manifest, "utf8");
    const assumed = { start: "up", from: "config" };
    writeFileSync(manifest, before.replace('"start": null', '"start": "up"'));
    const byConfig = await unroll(folder, "score", run, "new.txt", "--json");
    expect(byConfig.events.map((event) => event.assumed)).toEqual([assumed, assumed, assumed]);
    expect((await unroll(folder, "score", run, "new.txt")).stdout).toContain(
      'an example that starts with "up", sampling.start of the run\'s config. To score it with another, use --start.',
    );
    writeFileSync(manifest, before);
    expect([unnamed.status, unnamed.stderr]).toEqual([2, expect.stringContaining('the label that it starts with: "')]);
    const drawn = await unroll(folder, "sample", run);
    expect(drawn.stdout).toMatch(/^— 1, (up|down), log-probability/);
    const wrong = await unroll(folder, "sample", run, "--start", "upp");
    expect([wrong.status, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/"upp" is not a label[\s\S]*Did you mean "up"/),
    ]);
  });
});

describe("forecasting several series of a table", () => {
  const level = (shop: string, i: number) => (shop === "near" ? 10 + ((i * i) % 7) : 1e9 + Math.sin(i / 3));
  const table = (rows: number) =>
    `${["shop,y", ...Array.from({ length: rows }, (_, i) => `near,${level("near", i)}\nfar,${level("far", i)}`)].join("\n")}\n`;

  it("measures and forecasts each, or the one that is asked for, and says what a file has too few rows for", async () => {
    const folder = project("a.csv", table(60), "forecasting", {
      data: { unit: undefined, sequence: "shop", input: ["y"], window: 4, horizon: 2 } as object,
      model: { cell: undefined, units: undefined, embedding: undefined, bidirectional: undefined, kind: "naive" },
      training: { epochs: undefined, batchSize: undefined, learningRate: undefined, threads: undefined },
    });
    expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
    writeFileSync(join(folder, "b.csv"), table(9));
    const { events, stderr } = await unroll(folder, "evaluate", "last", "--data", "b.csv", "--json");
    // After rows 3 … 6 come two rows each: the naive forecast says of both what the row before them was.
    const errorsOf = (shop: string) =>
      [3, 4, 5, 6].flatMap((row) => [1, 2].map((h) => Math.abs(level(shop, row + h) - level(shop, row))));
    const mean = (values: number[]) => values.reduce((a, b) => a + b) / values.length;
    const [near, far] = ["near", "far"].map(errorsOf);
    expect(events[0]).toMatchObject({ targets: 16, mae: expect.closeTo(mean([...near, ...far]), 9) });
    expect((events[0].report as { errors: object[] }).errors).toMatchObject([
      { series: "near", windows: 4, mae: mean(near) },
      { series: "far", windows: 4, mae: expect.closeTo(mean(far), 9) },
    ]);
    expect(stderr).toMatch(/b\.csv: the first 4 rows of each series are read and not forecast/);
    const { stdout } = await unroll(folder, "forecast", "last", "--rows", "1");
    // sin(59/3) is 0.7289: five digits, and as many as a column varies in.
    expect(stdout).toBe("series\tahead\ty\nnear\t1\t12\nfar\t1\t1,000,000,000.73\n");
    const one = await unroll(folder, "forecast", "last", "--rows", "1", "--series", "far", "--json");
    const last = { event: "forecast", series: "far", ahead: 1, values: { y: level("far", 59) } };
    expect(one.events).toMatchObject([last]);
    const none = await unroll(folder, "forecast", "last", "--series", "fa");
    expect([none.status, none.stderr]).toEqual([2, expect.stringMatching(/no series "fa"\n {2}Did you mean "far"\?/)]);
  });

  it("of several columns has no mean of errors in units of their own", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * i) % 7},${1000 * Math.sin(i)}`);
    const folder = project("a.csv", `wind,pressure\n${rows.join("\n")}\n`, "forecasting", {
      data: { unit: undefined, window: 4 } as object,
      model: { cell: undefined, units: undefined, embedding: undefined, bidirectional: undefined, kind: "naive" },
      training: { epochs: undefined, batchSize: undefined, learningRate: undefined, threads: undefined },
    });
    const { events } = await unroll(folder, "train", "a.rnnconfig", "--json");
    const test = events.at(-1)!.test as object;
    expect(Object.keys(test)).toEqual(["step", "loss", "mase"]);
    const { stdout } = await unroll(folder, "evaluate", "last");
    expect(stdout).toMatch(/^test: loss [\d.]+, MASE [\d.]+ \(/);
    expect(stdout).toMatch(/\nhorizon +MASE\n1 +[\d.]+\n\ncolumn +MAE +RMSE +MASE\nwind .*\npressure /);
  });
});

describe("forecasting", () => {
  it("forecasts several rows beside the naive forecast", { timeout: 60_000 }, async () => {
    const rows = Array.from(
      { length: 260 },
      (_, t) => `${t},${(0.2 * t + 10 * Math.sin((2 * Math.PI * t) / 12)).toFixed(3)}`,
    );
    const folder = project("a.csv", `t,y\n${rows.join("\n")}\n`, "forecasting", {
      data: { unit: undefined, input: "y", target: "y", window: 24, horizon: 6, difference: 1 } as object,
      model: { bidirectional: false, units: 16, embedding: undefined } as object,
      training: { epochs: 25 },
    });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const test = events.at(-1)!.test as Record<string, number>;
    expect(test).toMatchObject({ mae: number, rmse: number, mase: number, naiveMae: number });
    expect(test.mase).toBeLessThan(test.naiveMase / 3);
    const { stdout } = await unroll(folder, "evaluate", "last");
    const known = Array.from(
      { length: 40 },
      (_, t) => `${t},${(0.2 * t + 10 * Math.sin((2 * Math.PI * t) / 12)).toFixed(3)}`,
    );
    writeFileSync(join(folder, "b.csv"), `t,y\n${known.join("\n")}\n`);
    const ahead = await unroll(folder, "forecast", "last", "--data", "b.csv", "--rows", "3", "--json");
    const said = ahead.events.map(({ values }) => (values as { y: number }).y);
    for (const [i, value] of said.entries()) {
      expect(Math.abs(value - (0.2 * (40 + i) + 10 * Math.sin((2 * Math.PI * (40 + i)) / 12)))).toBeLessThan(4);
    }
    // MASE is in the same unit on any file: the naive error of the run's own training part.
    const other = (await unroll(folder, "evaluate", "last", "--data", "b.csv", "--json")).events[0] as typeof test;
    expect(other.mae / other.mase).toBeCloseTo(test.mae / test.mase, 6);
    expect((await unroll(folder, "forecast", "last")).stdout.split("\n")).toHaveLength(8);
    writeFileSync(join(folder, "few.csv"), `t,y\n${known.slice(0, 24).join("\n")}\n`);
    const few = await unroll(folder, "forecast", "last", "--data", "few.csv");
    expect([few.status, few.stderr]).toEqual([
      2,
      expect.stringContaining(
        "few.csv has 24 rows, and a forecast reads a window of 24, of changes (data.difference 1)",
      ),
    ]);
    const short = await unroll(folder, "evaluate", "last", "--data", "few.csv");
    expect([short.status, short.stderr]).toEqual([
      2,
      expect.stringContaining("has 24 rows; a window of 24 and the 6 rows after it need 31."),
    ]);
    expect(stdout).toMatch(/horizon +MAE +RMSE +MASE +naive MAE +naive MASE\n1 /);
  });
});
