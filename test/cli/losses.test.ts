// Losses that a config chooses, from the command line: weighed classes, and the errors of a forecast.
import { describe, expect, it } from "vitest";
import { unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { onlyRun, traceOf, workspace } from "../support/workspace.ts";

/** One letter in twenty is told by the letter before it, and that with doubt: not to look for it is right nineteen times. */
function rare(count: number): string {
  const random = generator(31);
  const oneIn = (n: number) => Math.floor(random() * n) === 0;
  const rows = Array.from({ length: count }, () => {
    const isRare = oneIn(20);
    const hint = isRare ? !oneIn(3) : oneIn(5);
    return `${oneIn(2) ? "a" : "b"}${hint ? "x" : "y"},${isRare ? "rare" : "usual"}`;
  });
  return `text,label\n${rows.join("\n")}\n`;
}

const config = (training: object, data: object = {}) =>
  JSON.stringify({
    task: "classification",
    data: { train: "a.csv", validation: 0.2, test: 0.2, ...data },
    model: { cell: "gru", units: 8, embedding: 4 },
    training: { steps: 60, batchSize: 50, learningRate: 0.02, threads: 1, ...training },
  });

/** Recall of "rare" on the test part. */
async function recallOf(folder: string): Promise<number> {
  const { status, events, stderr } = await unroll(folder, "evaluate", "last", "--json");
  expect(status, stderr).toBe(0);
  const { labels, counts } = (events[0].report as { confusion: { labels: string[]; counts: number[][] } }).confusion;
  const row = counts[labels.indexOf("rare")];
  return row[labels.indexOf("rare")] / row.reduce((a, b) => a + b);
}

describe("class weights", () => {
  it("find what is rare; a stop and a resume keep them to the bit", { timeout: 60_000 }, async () => {
    const data = rare(1500);
    const plain = workspace({ "a.rnnconfig": config({}), "a.csv": data });
    expect((await unroll(plain, "train", "a.rnnconfig")).status).toBe(0);
    expect(await recallOf(plain)).toBe(0);
    const weighed = workspace({ "a.rnnconfig": config({ classWeights: "balanced" }), "a.csv": data });
    const { status, stderr } = await unroll(weighed, "train", "a.rnnconfig");
    expect(status, stderr).toBe(0);
    const recall = await recallOf(weighed);
    expect(recall).toBeGreaterThan(0.3);
    console.log(`Recall of what is rare: 0 without weights, ${recall.toFixed(2)} balanced`);

    const broken = workspace({ "a.rnnconfig": config({ classWeights: "balanced", steps: 25 }), "a.csv": data });
    expect((await unroll(broken, "train", "a.rnnconfig")).status).toBe(0);
    expect((await unroll(broken, "train", "--resume", "last", "--set", "training.steps=60")).status).toBe(0);
    expect(traceOf(onlyRun(broken)).last).toEqual(traceOf(onlyRun(weighed)).last);
  });

  it("of a label that is not there are an error with its place", async () => {
    const folder = workspace({
      "a.rnnconfig": `{\n  "task": "classification", "data": { "train": "a.csv" },\n  "training": { "classWeights": { "raer": 5 } }\n}`,
      "a.csv": rare(60),
    });
    const expected = {
      ...{ code: "unknown-label", line: 3, column: 33 },
      message: expect.stringMatching(/^training.classWeights names "raer", and the data has no such label\./),
    };
    const validated = await unroll(folder, "validate", "a.rnnconfig", "--json");
    expect(validated.status).toBe(2);
    expect(validated.events.find(({ event }) => event === "problem")).toMatchObject(expected);
    const trained = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(trained.status).toBe(2);
    expect(trained.events[0]).toMatchObject({ ...expected, event: "error", hint: 'Did you mean "rare"?' });
  });
});

describe("the loss of a forecast", () => {
  const rows = Array.from({ length: 200 }, (_, i) => (Math.sin(i / 4) + (i % 17 === 0 ? 3 : 0)).toFixed(3));

  it.each(["absolute", "huber", { name: "huber", delta: 0.2 }])("%j is lowered and measured", async (loss) => {
    const text = JSON.stringify({
      task: "forecasting",
      data: { train: "a.csv", window: 8, validation: 0.2, test: 0.2 },
      model: { cell: "gru", units: 8 },
      training: { steps: 30, batchSize: 16, learningRate: 0.02, threads: 1, loss },
    });
    const folder = workspace({ "a.rnnconfig": text, "a.csv": `y\n${rows.join("\n")}\n` });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status, stderr).toBe(0);
    const { best, test } = events.at(-1) as unknown as Record<string, Record<string, number>>;
    const losses = events.filter(({ event }) => event === "step").map((event) => event.loss as number);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    // Of one column and one row ahead the mean absolute error is the loss in the units of the file.
    if (loss === "absolute") expect(test.loss / test.mae).toBeCloseTo(best.loss / best.mae, 4);
    const evaluated = await unroll(folder, "evaluate", "last", "--json");
    expect(evaluated.events[0].loss).toBeCloseTo(test.loss, 5);
  });
});
