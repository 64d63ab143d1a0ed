// What a training shows of its network: data beside what is true, and the same as text in the run's folder.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Preview } from "../../src/contracts/preview.ts";
import { previewRow, previewText } from "../../src/contracts/previewText.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

/** The previews of a short training, and the rows of `samples.jsonl`. */
async function previewsOf(name: string, text: string, task: string, data: object): Promise<[Preview[], object[]]> {
  const model = { cell: "gru", units: 4 };
  const training = { steps: 2, batchSize: 4, sampleEvery: 1, threads: 1 };
  const config = { task, data: { train: name, validation: 0.2, ...data }, model, training };
  const folder = workspace({ "a.rnnconfig": JSON.stringify(config), [name]: text });
  const events: RunEvent[] = [];
  const host = { signal: new AbortController().signal, emit: (event: RunEvent) => void events.push(event) };
  await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  const previews = events.flatMap((event) => (event.event === "sample" ? [event.preview] : []));
  const rows = readFileSync(join(onlyRun(folder), "samples.jsonl"), "utf8")
    .trim()
    .split("\n");
  return [previews, rows.map((row) => JSON.parse(row))];
}

const sentences = Array.from({ length: 30 }, (_, i) => `it was ${["bad", "good"][i % 2]} ${i}`);

test.each([
  ["one", (i: number) => ["no", "yes"][i % 2], ["no", "yes"]],
  ["several", (i: number) => ["", "yes|loud"][i % 2], ["yes", "loud"]],
])("a classification whose labels are %s shows what it answers and what is true", async (labels, labelOf, known) => {
  const table = `text,label\n${sentences.map((said, i) => `${said},${labelOf(i)}`).join("\n")}\n`;
  const [previews, rows] = await previewsOf("a.csv", table, "classification", { unit: "word", labels });
  expect(previews).toHaveLength(2);
  for (const preview of previews) {
    if (preview.kind !== "labels") throw new Error(`a preview of kind ${preview.kind}`);
    const truth = labelOf(preview.input.startsWith("it was good") ? 1 : 0)
      .split("|")
      .filter(Boolean);
    expect(preview.actual?.toSorted()).toEqual(truth.toSorted());
    for (const label of preview.predicted) expect(known).toContain(label);
  }
  expect(rows).toEqual(previews.map((preview, i) => ({ step: i + 1, ...previewRow(preview) })));
});

test("a tagging shows a tag and the truth for each step", async () => {
  const text = Array.from({ length: 30 }, (_, i) => `in O\nOslo${i % 3} B-city\n`).join("\n");
  const [previews, rows] = await previewsOf("a.conll", text, "tagging", { unit: "word" });
  for (const preview of previews) {
    if (preview.kind !== "tags") throw new Error(`a preview of kind ${preview.kind}`);
    expect(preview.steps.map(({ symbol }) => symbol)).toEqual(["in", expect.stringMatching(/^Oslo\d$/)]);
    expect(preview.steps.map(({ actual }) => actual)).toEqual([["O"], ["B-city"]]);
  }
  expect(rows).toEqual(previews.map((preview, i) => ({ step: i + 1, ...previewRow(preview) })));
});

test("a forecast shows what came and the seasonal naive forecast, in the units of the file", async () => {
  // A row knows its place: y = 100 t, z = −t.
  const table = `t,y,z\n${Array.from({ length: 80 }, (_, t) => `${t},${100 * t},${-t}`).join("\n")}\n`;
  const data = { target: ["y", "z"], window: 6, horizon: 3, season: 2 };
  const [previews, rows] = await previewsOf("a.csv", table, "forecasting", data);
  for (const preview of previews) {
    if (preview.kind !== "forecast") throw new Error(`a preview of kind ${preview.kind}`);
    expect(preview.columns).toEqual(["y", "z"]);
    const now = preview.known.at(-1)![0] / 100;
    const at = (steps: number[]) => steps.map((h) => [100 * (now + h), -(now + h)]);
    expect(preview.known.slice(-2)).toEqual(at([-1, 0]));
    expect(preview.actual).toEqual(at([1, 2, 3]));
    // Of a season of two the rows before last and last repeat.
    expect(preview.naive).toEqual(at([-1, 0, -1]));
    expect(preview.forecast).toHaveLength(3);
  }
  expect(rows).toEqual(previews.map((preview, i) => ({ step: i + 1, ...previewRow(preview) })));
});

test("a preview as text is what logs of runs have", () => {
  const labels = (predicted: string[], actual: string[] | null) =>
    previewText({ kind: "labels", input: "so so", predicted, actual });
  expect(labels(["good"], ["good"])).toEqual({ prompt: "so so → ", text: "good" });
  expect(labels(["good"], ["bad"])).toEqual({ prompt: "so so → ", text: "good (not bad)" });
  expect(labels([], ["loud", "long"]).text).toBe("none (not loud, long)");
  expect(labels(["good"], null).text).toBe("good");
  const steps = [
    { symbol: "in", predicted: ["O"], actual: ["O"] },
    { symbol: "Oslo", predicted: ["O"], actual: ["B-city"] },
  ];
  expect(previewText({ kind: "tags", steps })).toEqual({ prompt: "", text: "in/O Oslo/O (not B-city)" });
  const forecast = { kind: "forecast" as const, series: "north", columns: ["y"], spreads: [0.7], naive: [[3]] };
  expect(previewText({ ...forecast, known: [[1], [3]], forecast: [[4.125]], actual: [[5]] })).toEqual({
    prompt: "north: 1 3 → ",
    text: "4.125 (came: 5)",
  });
  const both = { ...forecast, series: undefined, columns: ["y", "z"], spreads: [1, 1], known: [[1, 2]] };
  expect(previewText({ ...both, forecast: [[3, 4]], actual: [[5, 6]] })).toEqual({
    prompt: "(1 2) → ",
    text: "(3 4) (came: (5 6))",
  });
  const translation = (output: string, stopped: boolean, truth: string | null) => {
    const symbols = { source: ["six"], output: [...output], truth: truth && [...truth] };
    return previewText({
      ...{ kind: "translation", ...symbols, stopped, attention: null },
      texts: { source: "six", output, truth },
    } as Preview);
  };
  expect(translation("六", true, "六")).toEqual({ prompt: "six → ", text: "六" });
  expect(translation("七", true, "六").text).toBe("七 (not 六)");
  expect(translation("六六", false, "六").text).toBe("六六 … (not 六)");
  expect(translation("六", true, null).text).toBe("六");
  expect(translation("", true, "六").text).toBe("(nothing) (not 六)");
});

test("a log keeps an example as it was, with weights of four digits", () => {
  const preview: Preview = {
    ...{ kind: "translation", source: ["six"], output: ["六"], stopped: true, truth: null },
    texts: { source: "six", output: "六", truth: null },
    attention: [[0.123456789], [1]],
  };
  const kept = { ...preview, attention: [[0.1235], [1]] };
  expect(previewRow(preview)).toEqual({ prompt: "six → ", text: "六", preview: kept });
  expect(previewRow({ kind: "text", prompt: "a", text: "b" })).toEqual({ prompt: "a", text: "b" });
});

test("a warning carries its code, its key and the data of its sentence", async () => {
  const config = smallConfig({ training: { steps: 2, sampleEvery: 1, threads: 1 }, sampling: { prompt: "QaQ" } });
  const folder = workspace({ "a.rnnconfig": config, "book.txt": words(300).replace(" ", "\r\n") });
  const events: RunEvent[] = [];
  const host = { signal: new AbortController().signal, emit: (event: RunEvent) => void events.push(event) };
  await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  const warnings = events.flatMap((event) => (event.event === "warning" ? [event] : []));
  const breaks = { id: "reading/corpus.windowsLineBreaks", args: { name: "book.txt", breaks: 1 } };
  const strangers = { id: "runner.unknownInPrompt", args: { unit: "character", symbols: ["Q"] } };
  expect(warnings.map(({ code, key, said: { id, args } }) => ({ code, key, id, args }))).toEqual([
    { code: "line-breaks", key: undefined, ...breaks },
    { code: "unknown-symbol", key: "sampling.prompt", ...strangers },
  ]);
  expect(warnings.map(({ message }) => message)).toEqual(warnings.map(({ said }) => said.text));
});
