// A run that transcribes, from its config to all that it can be asked on the command line.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { TranscriptPreview } from "../../src/contracts/preview.ts";
import { phonemes } from "../../src/templates/phonemes.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { pathOf, stagesOf } from "../../webview/run/transcripts/picture.ts";
import { type CliEvent, unroll } from "../support/commandLine.ts";
import { workspace } from "../support/workspace.ts";

const spoken = phonemes(1).split("\n");
const few = spoken.slice(0, 4).map((line) => JSON.parse(line) as { vectors: number[][]; phonemes: string });

const config = (more: object = {}, training: object = {}) =>
  JSON.stringify({
    task: "transcription",
    data: { train: "train.jsonl", target: "phonemes", targetUnit: "word", validation: 0.1, test: 0.1 },
    model: { cell: "lstm", units: 24, bidirectional: true },
    training: {
      steps: 220,
      learningRate: 0.003,
      clip: { norm: 1 },
      batchSize: 16,
      validateEvery: 100,
      seed: 1,
      ...training,
    },
    ...more,
  });

const files = {
  "train.jsonl": `${spoken.slice(0, 400).join("\n")}\n`,
  "few.jsonl": few.map((line) => `${JSON.stringify(line)}\n`).join(""),
  "blind.jsonl": `${JSON.stringify({ vectors: few[0].vectors })}\n{"vectors":[]}\n`,
  "empty.jsonl": [{ ...few[0], phonemes: "" }, few[1]].map((line) => `${JSON.stringify(line)}\n`).join(""),
  "other.jsonl": '{"from":"a","to":"b"}\n'.repeat(3),
  "a.rnnconfig": config({ baselines: ["most-frequent-target", "convolution"] }),
  "short.rnnconfig": config({}, { steps: 6, validateEvery: 3, checkpointEvery: 3 }),
  "usual.rnnconfig": config({ model: { kind: "most-frequent-target" } }),
  "lm.txt": few.map(({ phonemes }) => `${phonemes}\n`.repeat(20)).join(""),
  "lm.rnnconfig": JSON.stringify({
    ...{ task: "language-model", model: { kind: "ngram", order: 3, smoothing: "witten-bell" } },
    data: { train: "lm.txt", unit: "word", split: "whitespace", validation: 0, test: 0 },
  }),
};

interface Line extends CliEvent {
  outputs: { text: string; tokens: string[]; logProbability: number; score: number; steps: number[] }[];
}

const lastOf = (events: CliEvent[], event: string) => events.findLast((one) => one.event === event)!;
const round = (x: unknown) => Math.round((x as number) * 1e4) / 1e4;

describe("transcription", { timeout: 60_000 }, () => {
  it("is trained and used in every way, and says what it cannot be asked", async () => {
    const folder = workspace(files);
    const run = (...args: string[]) => unroll(folder, ...args, "--json");
    const trained = await run("train", "a.rnnconfig", "--set", "training.threads=2");
    expect(trained.status, trained.stderr).toBe(0);
    const done = trained.events.at(-1)!;
    const test = done.test as Record<string, number>;
    expect(Object.keys(test).sort()).toEqual(
      ["step", "loss", "errorRate", "substitutions", "insertions", "deletions", "exactMatch"].sort(),
    );
    expect(test.errorRate).toBeLessThan(0.1);
    expect(test.substitutions + test.insertions + test.deletions).toBeCloseTo(test.errorRate, 10);
    const baselines = trained.events.filter(({ event }) => event === "baseline");
    expect(baselines.map(({ name, part }) => [name, part])).toEqual([
      ["most frequent target", "validation"],
      ["most frequent target", "test"],
      [expect.stringContaining("convolution"), "validation"],
      [expect.stringContaining("convolution"), "test"],
    ]);
    expect(baselines[1]).toMatchObject({ loss: null, targets: expect.any(Number) });
    expect(baselines[1].errorRate).toBeGreaterThan(0.7);
    const sample = lastOf(trained.events, "sample");
    const shown = sample.preview as TranscriptPreview;
    expect(shown).toMatchObject({ kind: "transcript", collapse: "ctc", texts: { truth: shown.truth!.join(" ") } });
    expect(shown.logs).toHaveLength(shown.steps * shown.labels.length);
    expect(stagesOf(pathOf(shown), "ctc")[1].labels.map(({ label }) => shown.labels[label])).toEqual(shown.output);
    const reference = done.run as string;

    const evaluated = (await run("evaluate", reference)).events[0];
    for (const [name, value] of Object.entries(test))
      if (name !== "step") expect(evaluated[name]).toBeCloseTo(value, 5);
    expect(evaluated.report).toMatchObject({ edits: { labels: expect.any(Number) }, worst: expect.any(Array) });
    expect(evaluated.targets).toBe((evaluated.report as { edits: { labels: number } }).edits.labels);
    const { targetVocabulary } = JSON.parse(readFileSync(join(reference, "vocabulary.json"), "utf8"));
    expect([...targetVocabulary.symbols].sort()).toEqual(["<blank>", "a", "i", "m", "s", "t", "u"]);
    // Without blanks between, labels that repeat are lost.
    const trimmed = (await run("evaluate", reference, "--collapse", "trim")).events[0];
    expect(trimmed.deletions as number).toBeGreaterThan(test.deletions + 0.05);
    const searched = (await run("evaluate", reference, "--beam", "8")).events[0];
    expect(searched.errorRate as number).toBeLessThanOrEqual(test.errorRate + 0.01);
    expect(searched.report).toMatchObject({ beam: 8 });

    const predicted = await run("predict", reference, "few.jsonl", "--beam", "20", "--nbest", "3", "--align");
    expect(predicted.status, predicted.stderr).toBe(0);
    const lines = predicted.events.filter(({ event }) => event === "prediction") as Line[];
    expect(predicted.events.at(-1)).toMatchObject({ inputs: 4, unread: 0, right: expect.any(Number), of: 4 });
    lines.forEach((line, i) => {
      const { vectors, phonemes } = few[i];
      const { outputs, posteriors, lattice, path } = line as unknown as {
        outputs: Line["outputs"];
        posteriors: number[][];
        lattice: { labels: string[]; weights: number[][] };
        path: string[];
      };
      expect(line).toMatchObject({ line: i + 1, text: `${vectors.length} steps`, expected: phonemes });
      expect(outputs).toHaveLength(3);
      expect(outputs[0].score).toBeGreaterThanOrEqual(outputs[1].score);
      expect(outputs[0].steps).toHaveLength(outputs[0].tokens.length);
      expect(path).toHaveLength(vectors.length);
      for (const rows of [posteriors, lattice.weights]) {
        expect(rows).toHaveLength(vectors.length);
        for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
      }
      expect(lattice.labels.filter((label) => label !== "<blank>")).toEqual(phonemes.split(" "));
    });

    // The score of a transcript is the one that the search finds for it.
    const scored = (await run("score", reference, "few.jsonl")).events;
    lines.forEach(({ outputs }, i) => {
      const same = outputs.find(({ text }) => text === few[i].phonemes);
      expect(scored[i]).toMatchObject({ text: few[i].phonemes, targets: few[i].phonemes.split(" ").length });
      if (same) expect(round(scored[i].logProbability)).toBe(round(same.logProbability));
    });
    expect(lastOf(scored, "score")).toMatchObject({ lines: 4, unread: 0 });

    // A language model that knows these four transcripts alone.
    expect((await run("train", "lm.rnnconfig")).status).toBe(0);
    const fused = await run("predict", reference, "few.jsonl", "--beam", "20", "--language-model", "last");
    const best = (fused.events.filter(({ event }) => event === "prediction") as Line[]).map(
      ({ outputs }) => outputs[0],
    );
    expect(best.map(({ text }) => text)).toEqual(few.map(({ phonemes }) => phonemes));
    expect(best[0].score).toBeLessThan(best[0].logProbability);
    const without = await run("predict", reference, "few.jsonl", "--language-model", "last");
    expect(without.status).toBe(2);
    expect(without.stderr).toContain("Search with a beam");
    const refused = await Promise.all([
      run("predict", reference, "few.jsonl", "--label-bonus", "1"),
      run("evaluate", reference, "--language-model-weight", "1"),
      run("evaluate", reference, "--length-penalty", "1"),
    ]);
    expect(refused.map(({ status, stderr }) => [status, stderr.split("\n")[0]])).toEqual([
      [2, "error: A label bonus ranks what a search compares, and the best path is one path alone"],
      [2, "error: A weight of the language model is given, and no language model"],
      [2, "error: --length-penalty is for sequence-to-sequence"],
    ]);

    // A transcript that is empty is one, wherever it is counted; only blanks are right there.
    const [some, measured, scores] = await Promise.all(
      ["predict", "evaluate --data", "score"].map((asked) => {
        const [command, option] = asked.split(" ");
        return run(command, reference, ...(option ? [option] : []), "empty.jsonl");
      }),
    );
    expect(some.events.at(-1)).toMatchObject({ of: 2, right: 1 });
    expect(measured.events[0]).toMatchObject({ exactMatch: 0.5, targets: few[1].phonemes.split(" ").length });
    expect(scores.events.at(-1)).toMatchObject({ lines: 2, unread: 0 });
    expect(measured.stderr).toContain("has an empty target, so only blanks are correct there.");
    // What is no file of this run is said once.
    const other = await run("predict", reference, "other.jsonl");
    expect(other.events).toHaveLength(1);
    expect(other.stderr).toContain('other.jsonl has no column "vectors", which is read as data.input.');
    expect((await run("score", reference, "few.jsonl", "--tokens")).stderr).toContain("a sum over all its paths");

    const blind = await run("predict", reference, "blind.jsonl");
    expect(blind.status).toBe(2);
    expect(blind.events[0]).not.toHaveProperty("expected");
    expect(blind.stderr).toContain("Line 2 of blind.jsonl has nothing that the model can read.");
    expect((await run("score", reference, "blind.jsonl")).stderr).toContain("blind.jsonl has no transcripts to score");
    expect((await run("sample", reference)).stderr).toContain("is a model that transcribes: it writes no text");
    // The inspector has the numbers of the prediction.
    const inside = await run("inspect", reference, "--data", "few.jsonl", "--example", "1", "--tensor", "ctc.*");
    const [looked, posterior, weights] = inside.events;
    const { posteriors, lattice, path } = lines[1] as unknown as {
      posteriors: number[][];
      lattice: { labels: string[]; weights: number[][] };
      path: string[];
    };
    expect(looked).toMatchObject({
      event: "inspection",
      transcript: {
        ...{ path, collapse: "ctc", beam: null, texts: { truth: few[1].phonemes } },
        lattice: {
          of: "truth",
          labels: lattice.labels,
          logProbability: expect.closeTo(scored[1].logProbability as number, 3),
        },
      },
    });
    for (const [{ shape, values }, wanted] of [
      [posterior, posteriors],
      [weights, lattice.weights],
    ] as unknown as [{ shape: number[]; values: number[] }, number[][]][]) {
      expect(shape).toEqual([path.length, wanted[0].length]);
      wanted.flat().forEach((x, i) => expect(values[i]).toBeCloseTo(x, 5));
    }
  });

  it("goes on to the bit, and the most frequent target is a model of its own", async () => {
    const folder = workspace(files);
    const train = async (...args: string[]) => {
      const { status, events, stderr } = await unroll(folder, "train", ...args, "--json");
      expect(status, stderr).toBe(0);
      return events.at(-1)!;
    };
    const parametersOf = (run: unknown) => {
      const { tensors } = decodeSafetensors(readFileSync(join(run as string, "checkpoints", "last.safetensors")));
      return [...tensors].filter(([name]) => !name.startsWith("unroll.")).map(([name, { data }]) => [name, data]);
    };
    const whole = await train("short.rnnconfig", "--set", "training.steps=9");
    const begun = await train("short.rnnconfig");
    const resumed = await train("short.rnnconfig", "--resume", begun.run as string, "--set", "training.steps=9");
    expect(resumed.steps).toBe(9);
    expect(parametersOf(resumed.run)).toEqual(parametersOf(whole.run));

    const usual = await train("usual.rnnconfig");
    const { events } = await unroll(folder, "predict", usual.run as string, "few.jsonl", "--json");
    const [{ outputs, path }] = events as (Line & { path: null })[];
    expect(path).toBeNull();
    expect(outputs[0].tokens.length).toBeGreaterThan(0);
    expect((usual.test as Record<string, number>).errorRate).toBeGreaterThan(0.7);
  });

  it("refuses an input that is too short before it trains, with file and line", async () => {
    const folder = workspace({
      "train.jsonl": `${spoken.slice(0, 40).join("\n")}\n{"vectors": ${JSON.stringify(few[0].vectors.slice(0, 3))}, "phonemes": "a a a"}\n`,
      "a.rnnconfig": config(),
    });
    const { status, events } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(2);
    expect(events[0]).toMatchObject({ event: "error", code: "input-too-short", line: 41 });
    expect(events[0].file).toMatch(/train\.jsonl$/);
  });
});
