// Sounds in data as people have them: tables that name them, folders with texts beside them; what they become, and what is wrong.
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bytesInMemory, soundFeatures } from "../../src/audio/index.ts";
import { UserError } from "../../src/base/userError.ts";
import { parseConfig } from "../../src/config/index.ts";
import { type Dataset, encodingFromJSON, encodingToJSON, inputOf, SequenceRows } from "../../src/data/index.ts";
import { checkData } from "../../src/reading/checks/checkData.ts";
import { dataStamp } from "../../src/reading/checks/dataStamp.ts";
import { ownExperiment } from "../../src/reading/guess/ownExperiment.ts";
import { loadDataset } from "../../src/reading/index.ts";
import { soundsAt } from "../../src/reading/sound/soundInputs.ts";
import type { Sound } from "../../src/reading/sound/sounds.ts";
import { StoredFeatures } from "../../src/reading/sound/storedFeatures.ts";
import { featuresIn } from "../../src/runner/sounds/computeFeatures.ts";
import { chunk, format, logMel, riff, tones } from "../support/sounds.ts";
import { folderWith, inWords } from "./folder.ts";

type Files = Record<string, string | Uint8Array>;
const wave = riff(format(), chunk("data", new Uint8Array(8000)));

function configOf(train: string, data: object = {}, task = "transcription") {
  const { config, problems } = parseConfig(
    JSON.stringify({ task, data: { train, validation: 0, test: 0, ...data }, training: { batchSize: 1 } }),
  );
  expect(problems).toEqual([]);
  return config!;
}

async function load(files: Files, train: string, data: object = {}, task?: string) {
  const folder = folderWith(files);
  const options = { computeFeatures: featuresIn(folder) };
  const dataset = await loadDataset(configOf(train, data, task), join(folder, "try.rnnconfig"), options);
  return { folder, ...inWords<Dataset>(dataset) };
}

async function refused(files: Files, train: string, data: object = {}) {
  const error = await load(files, train, data).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw error ?? new Error("It was read");
  const { file, line, key } = error.place;
  return { code: error.code, text: error.message, at: [file?.split("/").pop(), key ?? line] };
}

/** The numbers of an example, as they were before they were normalised. */
function heard({ parts, encoding }: Pick<Dataset, "parts" | "encoding">, i: number): number[] {
  const { features } = encoding.source;
  const length = parts.train.inputs.lengths[i];
  const rows = new SequenceRows(parts.train, { features: features.length, outputs: 1 });
  const arrays = rows.arrays({ steps: length, targetSteps: 9 }, 1);
  rows.fill({ ...arrays, targetInputs: new Int32Array(9) }, i, 0, 1);
  return Array.from(arrays.vectors as Float32Array, (x, j) => {
    const { mean, scale } = features[j % features.length];
    return x * scale + mean;
  });
}

const expectFeatures = (dataset: Pick<Dataset, "parts" | "encoding">, i: number, bytes: Uint8Array, settings = {}) => {
  const expected = soundFeatures(bytesInMemory(bytes), { ...logMel, ...settings }).values;
  const found = heard(dataset, i);
  expect(found).toHaveLength(expected.length);
  const worst = found.reduce((worst, x, j) => Math.max(worst, Math.abs(x - expected[j])), 0);
  expect(worst).toBeLessThan(1e-4);
};

describe("a table of sounds", () => {
  const sounds = { "clips/a.wav": tones("ab"), "clips/b c.wav": tones("bca", 8000) };

  test("with paths relative to it, and from Windows; what they become is said, and kept", async () => {
    const table = "file,words\r\nclips\\a.wav,ab\r\nclips/b c.wav,bca\r\n";
    const data = await load({ "data.csv": table, ...sounds }, "data.csv", { features: "log-mel" });
    expect(data.encoding.source).toMatchObject({ inputs: [{ column: "file", kind: "sound" }], sound: logMel });
    expect(data.encoding.source.features.map(({ column }) => column).slice(0, 2)).toEqual(["band 1", "band 2"]);
    expectFeatures(data, 0, sounds["clips/a.wav"]);
    expectFeatures(data, 1, sounds["clips/b c.wav"]);
    expect(data.parts.train.inputs.sounds).toEqual([
      join(data.folder, "clips/a.wav"),
      join(data.folder, "clips/b c.wav"),
    ]);
    expect(data.notes.slice(-2)).toEqual([
      "2 sounds, 0.6 seconds in all: 55 steps of 40 numbers.",
      "1 sound is resampled from 8,000 to 16,000 Hz (data.features.rate). They contain nothing above 4,000 Hz, so a rate of 8000 is enough.",
    ]);
    const [manifest, sound] = data.files;
    expect([manifest.name, sound.name, sound.sounds]).toEqual(["data.csv", "Sound", 2]);
    expect(encodingToJSON(encodingFromJSON(JSON.parse(JSON.stringify(encodingToJSON(data.encoding)))))).toEqual(
      JSON.parse(JSON.stringify(encodingToJSON(data.encoding))),
    );
  });

  test("in JSON Lines with absolute paths, and without the ending; features are chosen, and told", async () => {
    const folder = folderWith(sounds);
    const line = (path: string, text: string) => `${JSON.stringify({ text, path })}\n`;
    const table =
      line(join(folder, "clips/a.wav"), "ab") +
      line(join(folder, "clips/b c"), "bca") +
      line(join(folder, "clips/a.wav"), "a");
    const data = await load({ "data.jsonl": table }, "data.jsonl");
    expect(data.notes).toContain(
      'Column "path" names sounds, which are read as "log-mel" features at 16,000 Hz (data.features).',
    );
    expectFeatures(data, 1, sounds["clips/b c.wav"]);
  });

  test("that is classified, or tagged step by step", async () => {
    const table = "file,speaker,tags\nclips/a.wav,anna,x\nclips/b c.wav,ben,x\n";
    const data = await load(
      { "data.csv": table, ...sounds },
      "data.csv",
      { features: "mfcc", target: "speaker" },
      "classification",
    );
    expect(data.encoding.target.labels).toEqual(["anna", "ben"]);
    expectFeatures(data, 1, sounds["clips/b c.wav"], { name: "mfcc", coefficients: 13 });
    // Examples go by their files.
    const sound = { file: join(data.folder, "clips/b c.wav") };
    const example = { input: "b c.wav", isNamed: true, sound, steps: 33 };
    expect(inputOf(data.parts.train.inputs, data.encoding, 1)).toMatchObject(example);
    const lines = [
      ["clips/a.wav", 22],
      ["clips/b c.wav", 33],
    ] as const;
    const tagged = lines.map(
      ([file, steps]) =>
        `${JSON.stringify({ file, tags: Array.from({ length: steps }, (_, t) => (t < 9 ? "p" : "q")) })}\n`,
    );
    const read = await load({ "t.jsonl": tagged.join(""), ...sounds }, "t.jsonl", { features: "log-mel" }, "tagging");
    expect(Array.from(read.parts.train.inputs.lengths)).toEqual([22, 33]);
    expect(read.encoding.target.labels).toEqual(["q", "p"]);
    expectFeatures(read, 1, sounds["clips/b c.wav"]);
  });

  const wrong: [string, Files, string, RegExp][] = [
    ["a missing sound", {}, "no-such-file", /^There is no sound "x\.wav" in /],
    ["a sound that is none", { "x.wav": "ID3 mp3" }, "not-wave", /^"x\.wav": This is an MP3 file/],
    [
      "an empty sound",
      { "x.wav": riff(format(), chunk("data", new Uint8Array(0))) },
      "empty-sound",
      /^"x\.wav": The sound is empty/,
    ],
    [
      "a sound that is cut off",
      { "x.wav": wave.subarray(0, 2000) },
      "truncated-sound",
      /^"x\.wav": The file is cut off: the chunk "data" at byte 36 needs 8,008 bytes, but 1,964 are left/,
    ],
  ];
  test.each(wrong)("%s is told with the line that names it", async (_, files, code, text) => {
    const given = { "data.csv": "file,text\nok.wav,a\nx.wav,b\n", "ok.wav": wave, ...files };
    expect(await refused(given, "data.csv")).toEqual({ code, text: expect.stringMatching(text), at: ["data.csv", 3] });
  });

  test("a path of another computer is told with its end, where that is here", async () => {
    const files = { "data.csv": "file;text\nC:\\Users\\Jürgen\\say\\ok.wav;a\n", "say/ok.wav": wave };
    const error = await load(files, "data.csv").catch((thrown: unknown) => thrown as UserError);
    expect(error).toMatchObject({
      code: "no-such-file",
      hint: 'Did you mean "say/ok.wav"?',
      suggestions: ["say/ok.wav"],
    });
  });

  test("names alone are found in a folder beside it, and sounds that were converted by their old names", async () => {
    const sounds = {
      "clips/one.wav": tones("ab"),
      "clips/two.mp3": "ID3",
      "clips/two.wav": tones("ba"),
      "x/three.wav": wave,
    };
    const data = { header: true, input: "id", target: "text", features: "log-mel" };
    const read = await load({ "data.csv": "id,text\none,ab\ntwo.mp3,ba\n", ...sounds }, "data.csv", data);
    expect(read.parts.train.inputs.sounds?.map((path) => path.slice(read.folder.length + 1))).toEqual([
      "clips/one.wav",
      "clips/two.wav",
    ]);
    // Where two folders have one of the name, nobody chooses.
    const both = { "data.csv": "id,text\nthree,ab\n", ...sounds, "clips/three.wav": wave };
    expect(await refused(both, "data.csv", data)).toMatchObject({ code: "no-such-file", at: ["data.csv", 2] });
  });

  test("a text without a sound, a sound without a text, and a column beside the sounds", async () => {
    const rows = "file,text\nok.wav,a\n,b\n";
    expect(await refused({ "data.csv": rows, "ok.wav": wave }, "data.csv")).toMatchObject({
      code: "no-sound",
      at: ["data.csv", 3],
    });
    const { warnings } = await load({ "data.csv": "file,text\nok.wav,a\nok.wav,\n", "ok.wav": wave }, "data.csv");
    expect(warnings).toContainEqual(expect.stringMatching(/^The example in line 3 of data\.csv has an empty target/));
    const both = { input: ["file", "n"], target: "text" };
    expect(
      await refused({ "data.csv": "file,n,text\nok.wav,1,a\nok.wav,2,b\n", "ok.wav": wave }, "data.csv", both),
    ).toMatchObject({
      code: "bad-column",
      at: ["try.rnnconfig", "data.input"],
    });
  });

  test("is checked by its headers alone", async () => {
    const folder = folderWith({ "data.csv": "file,text\nok.wav,a\nx.wav,b\n", "ok.wav": wave, "x.wav": "OggS" });
    const [problem] = (await checkData(configOf("data.csv"), join(folder, "try.rnnconfig"))).problems;
    expect(problem).toMatchObject({ severity: "error", message: expect.stringContaining("Ogg") });
    writeFileSync(join(folder, "x.wav"), tones("a"));
    expect((await checkData(configOf("data.csv"), join(folder, "try.rnnconfig"))).problems).toEqual([]);
    expect(existsSync(join(folder, ".unroll"))).toBe(false);
  });
});

describe("a folder of sounds with their texts", () => {
  const files = {
    ...{
      "say/a.wav": tones("ab"),
      "say/a.txt": "\ufeffa\r\nb\r\n",
      "say/more/b.WAV": tones("ba"),
      "say/more/b.txt": "ba",
    },
    ...{ "say/lone.wav": wave, "say/lost.txt": "x", "say/README.txt": "Read me", "say/._a.wav": "junk" },
  };

  test("is read with the folders in it; what stands alone is told", async () => {
    const data = await load(files, "say");
    expect(data.parts.train.inputs.sounds?.map((path) => path.slice(data.folder.length + 1))).toEqual([
      "say/a.wav",
      "say/more/b.WAV",
    ]);
    expect(data.encoding.target.vocabulary!.symbols).toEqual(["<blank>", "a", "b", " "]);
    expect(data.warnings).toEqual([
      'The sound "lone.wav" has no text beside it and is left out.',
      'The text "lost.txt" has no sound beside it and is left out.',
    ]);
    expect(data.files).toMatchObject([{ name: "Sound", sounds: 2 }]);
    const again = await load({ ...files, "say/a.txt": "bb" }, "say");
    expect(again.files[0].sha256).not.toBe(data.files[0].sha256);
  });

  test("has the same texts beside sounds that are new: of Windows, in UTF-16, with capital endings", async () => {
    const utf16 = Buffer.from("\ufeffa\r\nb\r\n", "utf16le");
    const own = { "say/a.wav": tones("ab"), "say/a.txt": utf16, "say/B.WAV": tones("ba"), "say/B.TXT": "ba" };
    const { folder, encoding, parts } = await load(own, "say");
    const { targets } = parts.train;
    const symbols = targets.kind === "sequences" ? Array.from(targets.sequences.tokens) : [];
    expect(encoding.target.vocabulary!.decode(symbols)).toBe("baa b");
    const answers: unknown[] = [];
    for await (const read of soundsAt(join(folder, "say"), "say", encoding, null)) {
      if (read instanceof UserError) throw read;
      answers.push(read.text, read.answer);
    }
    expect(answers).toEqual(["say/B.WAV", "ba", "say/a.wav", "a b"]);
  });

  test("has a stamp that tells when a text or a sound in it changed", async () => {
    const folder = folderWith(files);
    const stamp = () => dataStamp(configOf("say"), join(folder, "try.rnnconfig"));
    const before = await stamp();
    expect(await stamp()).toBe(before);
    writeFileSync(join(folder, "say/more/b.txt"), "bab");
    expect(await stamp()).not.toBe(before);
  });

  test("or by a glob", async () => {
    const data = await load(files, "say/**/*.{wav,WAV}");
    expect(data.parts.train.inputs.sounds).toHaveLength(2);
  });

  test("without any, says how they should stand", async () => {
    expect(await refused({ "say/a.wav": wave }, "say")).toEqual({
      code: "no-examples",
      text: 'data.train names 1 sound in "say", but none has its text beside it.',
      at: ["try.rnnconfig", "data.train"],
    });
    expect((await refused({ "say/a.mp3": "x" }, "say")).text).toBe(
      'data.train is the folder "say", which contains no .wav file.',
    );
  });

  test("names the sound that is wrong", async () => {
    expect(await refused({ ...files, "say/a.wav": "fLaC" }, "say")).toEqual({
      code: "not-wave",
      text: expect.stringMatching(/^"a\.wav": This is a FLAC file/),
      at: ["a.wav", undefined],
    });
    const folder = folderWith({ ...files, "say/a.wav": "fLaC" });
    const { problems } = await checkData(configOf("say"), join(folder, "try.rnnconfig"));
    // Folders of sounds are read: that it is one is no problem besides.
    expect(problems.map(({ code }) => code)).toEqual(["not-wave"]);
  });
});

describe("a config for sounds of one's own", () => {
  const table = Array.from({ length: 8 }, (_, i) => `a.wav,${i % 2 ? "yes" : "no"},say ${i}\n`).join("");

  test("in a folder with their texts, and in a table with texts or labels", async () => {
    const folder = folderWith({
      "say/a.wav": tones("ab", 8000),
      "say/a.txt": "ab",
      "a.wav": tones("a"),
      "a.csv": `file,answer,text\n${table}`,
      "words/yes/a.wav": wave,
      "words/no/a.wav": wave,
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, i) => [
          [`many/${i % 2}/${i}.wav`, wave],
          [`many/${i % 2}/${i}.txt`, "a"],
        ]).flat(),
      ),
      "c.csv": `Datei;Sprecher;Gesagt\n${Array.from({ length: 8 }, (_, i) => `a.wav;Jürgen;${"abcdefgh"[i]}b\n`).join("")}`,
      // As Excel writes it: each sentence by two people.
      "d.csv": `\ufeffDatei;Text;Sprecher\r\n${Array.from({ length: 12 }, (_, i) => `a.wav;${["go left", "go right", "stop"][i % 3]};${i % 2}\r\n`).join("")}`,
      // A corpus of read sentences: numbered sounds in a folder beside the table, which names no columns.
      "lj/metadata.csv": Array.from({ length: 8 }, (_, i) => `LJ-${i}|No. ${i}!|say number ${i} now\n`).join(""),
      ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`lj/wavs/LJ-${i}.wav`, wave])),
      "b.csv": `clip,speaker\n${table.replace(/,[^,]*$/gm, "")}`,
    });
    const guessed = async (name: string) => {
      const { task, said, text } = await ownExperiment([{ path: join(folder, name), name }], folder);
      const { config, problems } = parseConfig(text);
      expect(problems).toEqual([]);
      return { task, said, data: config!.data, training: config!.training };
    };
    const of = await guessed("say");
    expect(of.said).toMatch(/^say looks like 1 sound of 8,000 Hz, each with its text beside it\./);
    // With one sound nothing is kept aside, and nothing chooses the best.
    expect(of.training.best).toBeNull();
    expect(of).toMatchObject({
      task: "transcription",
      data: { train: "say", features: { rate: 8000, bands: 40, stack: 3 } },
    });
    const spoken = await guessed("many");
    expect(spoken).toMatchObject({ task: "transcription", data: { train: "many" }, training: { best: "errorRate" } });
    expect(spoken.said).toMatch(/^many looks like 40 sounds of 16,000 Hz, each with its text beside it\./);
    expect(await guessed("lj/metadata.csv")).toMatchObject({
      task: "transcription",
      data: { delimiter: "|", header: false, input: "1", target: "3", features: { name: "log-mel" } },
      said: expect.stringMatching(/looks like 8 sounds \(column "1"\)/),
    });
    // A folder may hold its own config.
    const inside = await ownExperiment([{ path: join(folder, "many"), name: "many" }], join(folder, "many"));
    expect(inside).toMatchObject({
      file: join(folder, "many/many.rnnconfig"),
      text: expect.stringMatching(/"train": "\."/),
    });
    await expect(guessed("words")).rejects.toMatchObject({
      message: 'data.train names 2 sounds in "words", but none has its text beside it.',
      hint: expect.stringMatching(
        /its label, such as a CSV file with the lines "sound,label" and "yes\/01\.wav,yes"\.$/,
      ),
    });
    expect(await guessed("a.csv")).toMatchObject({ task: "transcription", data: { input: "file", target: "text" } });
    expect(await guessed("b.csv")).toMatchObject({
      task: "classification",
      data: { input: "clip", target: "speaker" },
    });
    // What is the same of all, such as who spoke, is nothing to learn.
    expect(await guessed("d.csv")).toMatchObject({ task: "transcription", data: { input: "Datei", target: "Text" } });
    expect(await guessed("c.csv")).toMatchObject({ task: "transcription", data: { input: "Datei", target: "Gesagt" } });
    await expect(guessed("a.wav")).rejects.toThrow(/^a\.wav is not plain text\.$/);
    await expect(guessed("a.wav")).rejects.toMatchObject({
      hint: expect.stringMatching(/^Choose the folder of the sounds/),
    });
  });
});

describe("features on disk", () => {
  const files = { "data.csv": "file,text\na.wav,ab\nb.wav,ba\na.wav,ab\n", "a.wav": tones("ab"), "b.wav": tones("ba") };

  test("are computed once for each sound and each setting, and again for another sound", async () => {
    const { folder } = await load(files, "data.csv");
    const cache = join(folder, ".unroll/cache");
    const compute = featuresIn(folder);
    const paths = [join(folder, "a.wav"), join(folder, "b.wav")];
    const [a, b] = await compute(paths, logMel);
    expect(readdirSync(cache).sort()).toEqual([a, b].map(({ path }) => path.slice(cache.length + 1)).sort());
    expect(readFileSync(join(folder, ".unroll/.gitignore"), "utf8")).toBe("*\n");
    // What lies there is read, whatever it is.
    writeFileSync(a.path, new Uint8Array(readFileSync(a.path).length));
    const again = await load({ ...files }, "data.csv");
    expect(again.folder).not.toBe(folder);
    expect((await compute(paths, logMel))[0]).toEqual(a);
    expect(readFileSync(a.path).every((byte) => byte === 0)).toBe(true);
    expect((await compute(paths, { ...logMel, deltas: 1 }))[0].path).not.toBe(a.path);
    // What nobody has used for long goes.
    utimesSync(b.path, 1e9, 1e9);
    await compute([paths[0]], logMel);
    expect(existsSync(b.path)).toBe(false);
  });

  test("are read from there where they are too many for memory, and normalised as they are in memory", async () => {
    const folder = folderWith(files);
    const [a, b] = await featuresIn(folder)([join(folder, "a.wav"), join(folder, "b.wav")], logMel);
    const stretches = [a, b].map(({ path }, i) => ({ sound: { path } as Sound, start: 22 * i, steps: 22 }));
    const features = Array.from({ length: 40 }, (_, i) => ({ column: `${i}`, mean: i, scale: 2 }));
    const stored = new StoredFeatures(stretches, new Map([a, b].map(({ path }) => [path, path])), features);
    const all = [a, b].flatMap(({ path }) => Array.from(new Float32Array(new Uint8Array(readFileSync(path)).buffer)));
    const expected = (first: number, steps: number) =>
      Float32Array.from(all.slice(first * 40, (first + steps) * 40), (x, i) => (x - (i % 40)) / 2);
    for (const [first, steps] of [
      [0, 22],
      [22, 22],
      [25, 3],
      [20, 5],
    ]) {
      const into = new Float32Array(steps * 40);
      stored.read(first, steps, into);
      expect(into).toEqual(expected(first, steps));
    }
  });

  test("are the same on threads, where the first sound that is wrong is told", async () => {
    // More than is read without threads.
    const long = riff(format({ rate: 48_000 }), chunk("data", new Uint8Array(9_000_000)));
    const folder = folderWith({ ...files, "long.wav": long });
    const paths = ["a.wav", "long.wav", "b.wav"].map((name) => join(folder, name));
    const settings = { ...logMel, rate: 48_000, bands: 8, windowMs: 5, stepMs: 1000 };
    const [a, , b] = await featuresIn(folder)(paths, settings);
    const expected = soundFeatures(bytesInMemory(files["b.wav"]), settings).values;
    expect(readFileSync(b.path)).toEqual(Buffer.from(expected.buffer));
    expect(a.sha256).not.toBe(b.sha256);
    writeFileSync(paths[2], "junk");
    await expect(featuresIn(folder)(paths, settings)).rejects.toMatchObject({ code: "not-wave" });
  });
});
