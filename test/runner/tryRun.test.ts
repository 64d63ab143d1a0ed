// What a saved run makes of what a person types.
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TranscriptPreview, TranslationPreview } from "../../src/contracts/preview.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { type TrialAsk, trialResult } from "../../src/contracts/trial.ts";
import {
  type RunEvent,
  type ScoredTarget,
  sampleRun,
  sampleTargets,
  savedConfig,
  scorePairs,
  type TranscribedLine,
  train,
  transcribeLines,
  writeLines,
} from "../../src/runner/index.ts";
import { answerTrial } from "../../src/runner/saved/answerTrial.ts";
import { chosenModel } from "../../src/runner/saved/saved.ts";
import { TrialThread } from "../../src/runner/thread/trialThread.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { pictureOf } from "../../webview/run/transcripts/picture.ts";
import { tones } from "../support/sounds.ts";
import { onlyRun, smallConfig, words, workspace } from "../support/workspace.ts";

async function trained(config: string, name: string, text: string): Promise<string> {
  const folder = workspace({ "a.rnnconfig": config, [name]: text });
  const host = { signal: new AbortController().signal, emit: (_: RunEvent) => {} };
  const { failure } = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  expect(failure).toBeNull();
  return onlyRun(folder);
}

async function ask(run: string, typed: string, how: Omit<TrialAsk, "typed"> = {}) {
  const result = await answerTrial(run, { typed, ...how });
  // What the panel takes.
  expect(matches(trialResult, result)).toBe(true);
  return "problem" in result ? Promise.reject(new Error(result.problem.message)) : result;
}

const small = { model: { cell: "gru", units: 4 }, training: { steps: 4, batchSize: 4, validateEvery: 2, threads: 1 } };

test("a text goes on, another one each time", async () => {
  const run = await trained(smallConfig({ data: { validation: 0.2 } }), "book.txt", words(2000));
  const { answers, parameters, step } = await ask(run, "ba£");
  expect(parameters).toBe("best");
  expect(step).toBeGreaterThan(0);
  expect(answers).toMatchObject([{ preview: { kind: "text", prompt: "ba" }, unknown: ["£"] }]);
  const texts = await Promise.all(
    Array.from({ length: 4 }, async () => JSON.stringify((await ask(run, "ba")).answers)),
  );
  expect(new Set(texts).size).toBeGreaterThan(1);
});

test("options are those of a sample that is drawn with them, and a seed draws the same again", async () => {
  const run = await trained(smallConfig({ data: { validation: 0.2 } }), "book.txt", words(2000));
  const options = { temperature: 1.5, topK: 3, topP: 0.9, length: 25, stop: "length", state: "cold" } as const;
  const asked = await ask(run, "ba", { options: { ...options, seed: 7 }, by: "last" });
  expect(asked).toMatchObject({ parameters: "last", seed: 7, step: 12 });
  const { samples } = await sampleRun(
    await RunFolder.open(run),
    { prompt: "ba", ...options, seed: 7 },
    await chosenModel(await RunFolder.open(run), savedConfig(await RunFolder.open(run)), "last"),
  );
  expect(asked.answers).toMatchObject([
    { preview: { kind: "text", prompt: "ba", text: samples[0].text }, unknown: [] },
  ]);
  const drawn = await ask(run, "ba", { options });
  expect(await ask(run, "ba", { options: { ...options, seed: drawn.seed } })).toEqual(drawn);
  const searched = await ask(run, "ba", { options: { beam: 3, length: 10 } });
  expect(await ask(run, "ba", { options: { beam: 3, length: 10 } })).toMatchObject({ answers: searched.answers });
  await expect(ask(run, "ba", { by: 2 })).rejects.toThrow("step 2");
});

test("each line is an example with a label of its own, and one that cannot be read says so in its place", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `it was ${["bad", "good"][i % 2]} ${i},${["no", "yes"][i % 2]}`);
  const data = { train: "a.csv", validation: 0.2 };
  const csv = ["text,label", ...rows].join("\n");
  const run = await trained(JSON.stringify({ task: "classification", data, ...small }), "a.csv", csv);
  const { answers } = await ask(run, "it was good, really\nit was bad\n§§\n");
  expect(answers).toHaveLength(3);
  for (const [i, input] of ["it was good, really", "it was bad"].entries()) {
    const labels = { kind: "labels", input, actual: null };
    expect(answers[i]).toMatchObject({ preview: labels, probability: expect.closeTo(0.6, 0) });
    expect(["no", "yes"]).toContain((answers[i] as { preview: { predicted: string[] } }).preview.predicted[0]);
  }
  expect(answers[2]).toMatchObject({ message: expect.stringContaining("Line 3") });
});

test("a source has its output, with what each symbol looked at", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ["ab", "ba", "abba"][i % 3]).map(
    (text) => `${text}\t${text}${text}`,
  );
  const data = { train: "a.tsv", validation: 0.2, input: "source", target: "target", unit: "character" };
  const model = { cell: "gru", units: 8, attention: "dot" };
  const config = { task: "sequence-to-sequence", data, model, training: { ...small.training, steps: 40 } };
  const run = await trained(JSON.stringify(config), "a.tsv", ["source\ttarget", ...rows].join("\n"));
  const { answers } = await ask(run, "abz\nba");
  const [first, second] = answers.map((answer) => ("preview" in answer ? answer : undefined));
  expect(first?.unknown).toEqual(["z"]);
  const preview = second?.preview as TranslationPreview;
  expect(preview).toMatchObject({ kind: "translation", source: ["b", "a"], truth: null, texts: { source: "ba" } });
  expect(preview.texts.output).toBe(preview.output.join(""));
  expect(preview.attention).toHaveLength(preview.output.length + (preview.stopped ? 1 : 0));
  for (const weights of preview.attention!) expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  const drawn = await ask(run, "ba", { options: { temperature: 1, seed: 3, length: 6 } });
  const sampled = await sampleTargets(await RunFolder.open(run), {
    ...{ prompt: "ba", temperature: 1, seed: 3, length: 6, count: 1 },
  });
  expect(drawn).toMatchObject({ seed: 3, answers: [{ preview: { output: sampled.samples[0].tokens } }] });
  expect((await ask(run, "ba", { options: { beam: 2 } })).seed).toBeUndefined();
  for await (const line of writeLines(await RunFolder.open(run), chunk("ba\n"), "lines", {})) {
    expect(line).toMatchObject({ outputs: [{ tokens: preview.output, alignment: preview.attention }] });
  }
  // Each symbol has the probability by which the pair is scored, and stands first among the three that there are.
  expect(preview.drawn).toHaveLength(preview.output.length);
  const pair = { source: chunk(`source\ttarget\nba\t${preview.texts.output}\n`), name: "pair.tsv" };
  for await (const line of scorePairs(await RunFolder.open(run), pair)) {
    const { tokens } = line as ScoredTarget;
    for (const [i, { text, probability, likeliest }] of preview.drawn!.entries()) {
      expect(text).toBe(preview.output[i]);
      expect(Math.log(probability!)).toBeCloseTo(tokens[i].logProbability, 5);
      expect(likeliest).toHaveLength(3);
      expect(likeliest[0]).toMatchObject({ symbol: preview.output[i], probability });
    }
  }
});

test("a transcript shows how likely each label is at each step, and its lattice, with the numbers of predictions", async () => {
  const rows = Array.from({ length: 60 }, (_, i) => ["aab", "baaa", "abba"][i % 3]);
  const csv = ["source,target", ...rows.map((text) => `${[...text].join("  ")},${text}`)].join("\n");
  const data = { train: "a.csv", validation: 0.2, input: "source", target: "target", unit: "character" };
  const config = { task: "transcription", data, ...small, training: { ...small.training, steps: 30 } };
  const run = await trained(JSON.stringify(config), "a.csv", csv);
  const { answers } = await ask(run, "a  b  a\nb  b");
  const previews = answers.map((answer) => (answer as { preview: TranscriptPreview }).preview);
  const request = { align: true };
  let at = 0;
  for await (const line of transcribeLines(await RunFolder.open(run), chunk("a  b  a\nb  b\n"), "lines", request)) {
    const { outputs, path, posteriors, labels, lattice } = line as TranscribedLine;
    const preview = previews[at++];
    expect(preview).toMatchObject({ kind: "transcript", source: (line as TranscribedLine).text, truth: null });
    expect(preview).toMatchObject({ output: outputs[0].tokens, texts: { output: outputs[0].text, truth: null } });
    const picture = pictureOf(preview);
    expect(Array.from(picture.path, (label) => picture.labels[label])).toEqual(path);
    const own = picture.labels.map((label) => labels!.indexOf(label));
    const shares = posteriors!.flatMap((row) => own.map((v) => row[v]));
    expect(picture.posteriors!.values).toHaveLength(shares.length);
    shares.forEach((share, i) => expect(picture.posteriors!.values[i]).toBeCloseTo(share, 5));
    expect(Array.from(picture.lattice!.labels, (label) => picture.labels[label])).toEqual(lattice!.labels);
    lattice!.weights.flat().forEach((weight, i) => {
      expect(picture.lattice!.weights.values[i]).toBeCloseTo(weight, 5);
    });
  }
  expect(at).toBe(2);
});

test("a recording is transcribed, and one that cannot be read says so in its place", async () => {
  const sounds = Array.from({ length: 20 }, (_, i) => "abc"[i % 3] + "abc"[(i + 1) % 3]);
  const files = sounds.flatMap((letters, i) => [
    [`sounds/${i}.wav`, tones(letters)],
    [`sounds/${i}.txt`, letters],
  ]);
  const data = { train: "sounds", features: { name: "log-mel" }, validation: 0.2 };
  const config = JSON.stringify({ task: "transcription", data, ...small });
  const other = [
    ["own.wav", tones("cab", 22_050)],
    ["no.wav", "RIFF"],
  ];
  const folder = workspace({ ...Object.fromEntries([...files, ...other]), "a.rnnconfig": config });
  const host = { signal: new AbortController().signal, emit: (_: RunEvent) => {} };
  await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
  const asked = { typed: "", sounds: ["own.wav", "no.wav"].map((name) => join(folder, name)) };
  const result = await answerTrial(onlyRun(folder), asked);
  if ("problem" in result) throw new Error(result.problem.message);
  const [heard, wrong] = result.answers as [{ preview: TranscriptPreview }, { message: string }];
  // 25 ms each 10 ms of 360 ms.
  expect(heard.preview).toMatchObject({ kind: "transcript", steps: 33, truth: null });
  expect(heard.preview.source).toContain("own.wav");
  expect(pictureOf(heard.preview).path).toHaveLength(33);
  expect(wrong.message).toContain("no.wav");
});

async function* chunk(text: string) {
  yield new TextEncoder().encode(text);
}

test("a run without a checkpoint, and one that is no run, say what is wrong", async () => {
  const folder = workspace();
  const result = await answerTrial(folder, { typed: "a" });
  expect(result).toMatchObject({ problem: { message: expect.any(String), hint: expect.any(String) } });
});

test("who cancels gets no answer, and whoever else waits gets theirs", { timeout: 30_000 }, async () => {
  const longest = { sampling: { length: 2000 }, data: { validation: 0 } };
  const run = await trained(smallConfig(longest), "book.txt", words(2000));
  const thread = new TrialThread(new URL("../../dist/worker.js", import.meta.url));
  try {
    const cancelling = new AbortController();
    const cancelled = thread.tryRun(run, { typed: "ba" }, cancelling.signal);
    const other = thread.tryRun(run, { typed: "ab" });
    cancelling.abort();
    expect(await cancelled).toBeUndefined();
    expect(await other).toMatchObject({ answers: [{ preview: { prompt: "ab" } }] });
    expect(await thread.tryRun(run, { typed: "b" }, cancelling.signal)).toBeUndefined();
    expect(await thread.tryRun(join(run, "none"), { typed: "b" })).toMatchObject({ problem: {} });
  } finally {
    thread.dispose();
  }
});
