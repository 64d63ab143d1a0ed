// A run that reads sounds, from a table on disk to all that it can be asked on the command line.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { conclude } from "../../src/cli/commands/train.ts";
import type { Output } from "../../src/cli/output.ts";
import type { TrainingOutcome } from "../../src/cli/runTraining.ts";
import { parseConfig } from "../../src/config/index.ts";
import type { LabelsPreview, TranscriptPreview } from "../../src/contracts/preview.ts";
import { HiddenStates } from "../../src/extension/runs/hiddenStates.ts";
import { readStoredRun } from "../../src/extension/runs/storedRun.ts";
import { answerSound } from "../../src/runner/saved/answerTrial.ts";
import { named, RunningCommand, unroll } from "../support/commandLine.ts";
import { generator } from "../support/generator.ts";
import { tones } from "../support/sounds.ts";
import { workspace } from "../support/workspace.ts";

const random = generator(3);
const words = Array.from({ length: 60 }, () => {
  return Array.from({ length: 2 + Math.floor(3 * random()) }, () => "abc"[Math.floor(3 * random())]).join("");
});

const config = JSON.stringify({
  task: "transcription",
  data: {
    train: "words.csv",
    input: "file",
    target: "word",
    header: true,
    features: { name: "log-mel", bands: 20, stack: 2 },
    test: 0.1,
  },
  model: { cell: "lstm", units: 16, bidirectional: true },
  training: { steps: 110, batchSize: 8, learningRate: 0.02, clip: { norm: 1 }, validateEvery: 110, seed: 1 },
});

const files = {
  "words.csv": `file,word\n${words.map((word, i) => `say\\${i}.wav,${word}\n`).join("")}`,
  ...Object.fromEntries(words.map((word, i) => [`say/${i}.wav`, tones(word)])),
  ...{ "new/one.wav": tones("cab", 8000), "new/one.txt": "cab", "new/two.wav": tones("bb"), "new/bad.wav": "ID3" },
  "a.rnnconfig": config,
};

describe("sounds", { timeout: 60_000 }, () => {
  it("are trained on, and transcribed in every way", async () => {
    const folder = workspace(files);
    const run = (...args: string[]) => unroll(folder, ...args, "--json");
    const trained = await run("train", "a.rnnconfig");
    expect(trained.status, trained.stderr).toBe(0);
    expect(trained.stderr).toMatch(/Next: .* transcribe last FILE\.wav\n$/);
    expect(named(trained.events, "warning").map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^60 sounds, /),
    );
    const { run: reference, test } = named(trained.events, "done")[0] as unknown as {
      run: string;
      test: Record<string, number>;
    };
    expect(test.errorRate).toBeLessThan(0.1);
    expect(readdirSync(join(folder, ".unroll/cache")).length).toBe(new Set(words).size);

    // Its log names the sound of an example from the run's folder, so that both may move together; a panel asks for it.
    const { record } = await readStoredRun(reference, new HiddenStates(undefined));
    const example = record.shown.at(-1) as TranscriptPreview;
    const { file } = example.sound!;
    expect(file).toBe(join(folder, "say", example.source));
    expect(readFileSync(join(reference, "samples.jsonl"), "utf8")).toContain(`"file":"../../../say/${example.source}"`);
    const sound = await answerSound(reference, file, example.steps);
    expect(sound).toMatchObject({ rate: 16_000, bins: 257 });
    expect("decibels" in sound && sound.decibels.length).toBe(257 * example.steps);
    expect(await answerSound(reference, join(folder, "new/bad.wav"), 3)).toMatchObject({
      problem: { message: expect.stringContaining("bad.wav") },
    });

    const heard = await run("transcribe", reference, "new");
    expect(heard.status).toBe(2);
    const [one, two] = named(heard.events, "transcript") as unknown as {
      file: string;
      seconds: number;
      text: string;
      expected?: string;
      outputs: { times: number[] }[];
    }[];
    expect(one).toMatchObject({ file: "new/one.wav", text: "cab", expected: "cab", agrees: true, seconds: 0.36 });
    // Tones of 80 ms with 30 ms between them.
    for (const [i, time] of one.outputs[0].times.entries())
      expect(Math.abs(time - (0.07 + 0.11 * i))).toBeLessThan(0.06);
    expect([two.text, two.expected]).toEqual(["bb", undefined]);
    expect(heard.stderr).toContain(
      "Note: 1 sound is resampled from 8,000 Hz to the 16,000 Hz of this run. It contains nothing above 4,000 Hz",
    );
    expect(named(heard.events, "error")).toMatchObject([{ code: "not-wave", file: join(folder, "new/bad.wav") }]);
    expect(heard.events.at(-1)).toMatchObject({ event: "transcripts", inputs: 3, unread: 1 });
    const several = await unroll(
      folder,
      "transcribe",
      reference,
      "new/one.wav",
      "--beam",
      "4",
      "--nbest",
      "2",
      "--times",
    );
    expect(several.stdout).toMatch(/^new\/one\.wav\n {2}-\d\.\d\d {2}cab\n {4}0\.\d\d c/);
    // Where no shell has done so, patterns are replaced by what matches them.
    const matching = await run("transcribe", reference, "new/{one,two}.w?v");
    expect(named(matching.events, "transcript").map(({ file, text }) => [file, text])).toEqual([
      ["new/one.wav", "cab"],
      ["new/two.wav", "bb"],
    ]);
    const missing = await run("transcribe", reference, "nope.wav");
    expect(named(missing.events, "error")[0]).toMatchObject({
      message: expect.stringMatching(/^There is no sound "nope\.wav"/),
      hint: "Check the path: it is absolute, or relative to the working directory.",
    });
    writeFileSync(join(folder, "new/two.txt"), "ba");
    rmSync(join(folder, "new/bad.wav"));
    const beside = await unroll(folder, "transcribe", reference, "new");
    expect(beside.stdout).toBe(
      "new/one.wav → cab\nnew/two.wav → bb  (in the file: ba)\n\nAs in the text beside them: 1 of 2 (50.0 %).\n",
    );
    rmSync(join(folder, "new/two.txt"));

    // Tables and folders are read as those of the training, with what stands beside.
    const predicted = named((await run("predict", reference, "words.csv")).events, "predictions")[0];
    expect([predicted.inputs, (predicted.right as number) > 54]).toEqual([60, true]);
    expect((await run("evaluate", reference, "--data", "new")).events[0]).toMatchObject({ errorRate: 0 });
    // What stands nowhere names sounds from where the command is.
    const table = { cwd: folder, input: "file,word\nnew/one.wav,cab\nnew\\two.wav,bb\n" };
    const piped = await new RunningCommand(["evaluate", reference, "--data", "-", "--json"], table).ended;
    expect(piped.events[0], piped.stderr).toMatchObject({ errorRate: 0, data: "-" });
    expect((await run("score", reference, "new/one.wav")).events[0]).toMatchObject({
      text: "cab",
      source: "new/one.wav",
    });

    // What it was trained on is known by its bytes.
    expect((await run("evaluate", reference)).events[0].errorRate).toBeCloseTo(test.errorRate, 6);
    writeFileSync(join(folder, "say/3.wav"), tones("abcabc"));
    expect((await run("evaluate", reference)).events[0]).toMatchObject({ event: "error", code: "data-changed" });
  });

  it("are classified, and each example of that is heard by a panel", async () => {
    const folder = workspace({
      ...Object.fromEntries(words.map((word, i) => [`say/${i}.wav`, tones(word)])),
      "data.csv": `file,class\n${words.map((word, i) => `say/${i}.wav,${word.length}\n`).join("")}`,
      "a.rnnconfig": JSON.stringify({
        task: "classification",
        data: { train: "data.csv", input: "file", target: "class", features: "log-mel", validation: 0.2 },
        model: { units: 2 },
        training: { steps: 2, batchSize: 4, threads: 1, seed: 1 },
      }),
    });
    const trained = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(trained.status, trained.stderr).toBe(0);
    const { run } = named(trained.events, "done")[0] as unknown as { run: string };
    const { record } = await readStoredRun(run, new HiddenStates(undefined));
    const examples = { "samples.jsonl": record.shown, "reports.json": record.measured };
    for (const [file, shown] of Object.entries(examples)) {
      const { input, sound, steps } = shown.at(-1) as LabelsPreview;
      expect(sound?.file).toBe(join(folder, "say", input));
      expect(readFileSync(join(run, file), "utf8")).toContain(`"file":"../../../say/${input}"`);
      const heard = await answerSound(run, sound!.file, steps!);
      expect("decibels" in heard && heard.decibels.length).toBe(257 * steps!);
    }
  });

  it("whose features the config leaves open are transcribed next, too", async () => {
    const data = { train: "words.csv", validation: 0, test: 0 };
    const short = { task: "transcription", data, model: { units: 2 }, training: { steps: 1, batchSize: 2 } };
    const folder = workspace({
      ...{ "words.csv": "file,word\none.wav,cab\ntwo.wav,bb\n", "one.wav": tones("cab"), "two.wav": tones("bb") },
      "a.rnnconfig": JSON.stringify(short),
    });
    const { stderr, stdout } = await unroll(folder, "train", "a.rnnconfig");
    expect(`${stdout}${stderr}`).toMatch(/Next: .* transcribe last FILE\.wav\n/);
  });

  it("of which nothing is transcribed yet are trained longer", () => {
    const said = (deletions: number, setting: string) => {
      const { config: parsed } = parseConfig(config.replace('"steps":110', setting));
      const best = { step: 3, targets: 9, loss: 2, errorRate: 1, deletions };
      const done = {
        run: "/r/a-1",
        reason: "finished",
        steps: 110,
        seconds: 1,
        tokensPerSecond: 1,
        bestBy: "errorRate",
        best,
      };
      const lines: string[] = [];
      const output = { log: (line: string) => lines.push(line) };
      conclude({ config: parsed, result: { done } } as unknown as TrainingOutcome, output as unknown as Output);
      return lines.at(-1)!;
    };
    expect(said(1, '"steps":110')).toMatch(
      /^Nothing is transcribed yet: .* train --resume \S*a-1 --set training\.steps=220$/,
    );
    expect(said(1, '"epochs":4')).toMatch(/--set training\.epochs=8$/);
    expect(said(0.9, '"steps":110')).toMatch(/^The run is in /);
  });
});
