// The command line from outside: what every command prints, on which stream, and how it exits.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cliScript, named, RunningCommand, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, tensorsOf, words, workspace } from "../support/workspace.ts";

const COMMANDS = ["new", "train", "sample", "score", "validate", "list", "compare", "gradients", "export", "bench"];
const number = expect.any(Number);
const text = expect.any(String);

const project = (config = smallConfig(), book: string | Uint8Array = words(900)) =>
  workspace({ "a.rnnconfig": config, "book.txt": book });

describe("help", () => {
  it.each([...COMMANDS, "start"])(
    "%s --help says how it is used, and with --json leaves standard output alone",
    async (name) => {
      const folder = workspace();
      const plain = await unroll(folder, name, "--help");
      expect(plain).toMatchObject({ status: 0, stderr: "" });
      expect(plain.stdout).toMatch(new RegExp(`^Usage: node \\S*dist/cli\\.js ${name} `));
      expect(plain.stdout).toContain("--json");
      const json = await unroll(folder, name, "--help", "--json");
      expect(json).toMatchObject({ status: 0, stdout: "", stderr: plain.stdout });
    },
  );

  it("lists every command, and nothing at all is bad usage", async () => {
    const folder = workspace();
    for (const args of [["--help"], ["help"], ["-h"], []]) {
      const { status, stdout } = await unroll(folder, ...args);
      expect(status).toBe(args.length === 0 ? 2 : 0);
      for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
    expect((await unroll(folder, "--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("what cannot be understood", () => {
  it.each([
    [["trian", "a.rnnconfig"], "did you mean train?"],
    [["validte"], "did you mean validate?"],
    [["frobnicate"], "There is no command frobnicate"],
    [["train", "a.rnnconfig", "--resum", "last"], "did you mean --resume?"],
    [["sample", "last", "--temprature", "1"], "did you mean --temperature?"],
    [["train", "a.rnnconfig", "--set"], "--set needs a value"],
    [
      ["sample", "last", "--prompt", "--length", "5"],
      "--prompt needs a value before --length\n  If --length is the value: --prompt=--length",
    ],
    [["train", "a.rnnconfig", "--set", "--resume=last"], "--set needs a value before --resume=last"],
    [["sample", "last", "--likeliest", "3"], "--likeliest needs --json"],
    [["list", "--json=1"], "--json takes no value"],
    [["sample"], "sample: RUN is missing"],
    [["sample", "last", "--top-p", "0"], "--top-p needs a number from 1e-9 to 1"],
    [["sample", "last", "--stop", "never"], '--stop needs eos or length, not "never"'],
    [["score", "last"], "score: FILE|- is missing"],
    [["train"], "Nothing to train"],
    [["train", "a.rnnconfig", "b.rnnconfig"], 'train: "b.rnnconfig" is one argument too many'],
    [["train", "a.rnnconfig", "--build", "sse"], "Known: simd, relaxed"],
    [["sample", "last", "--length", "many"], '--length needs a whole number from 0 to 1000000, not "many"'],
    [["sample", "last", "--temperature", "-1"], "--temperature needs a number from 0 to 1000"],
    [["export", "last", "--format", "onxx"], "Known: safetensors"],
    [["gradients", "a.rnnconfig"], "--out is missing"],
    [["bench", "--seconds", "0"], "--seconds needs a number from 0.1"],
    [["bench", "--rows", "lstm,lstn"], 'There is no row "lstn"'],
  ])("%j exits with 2 and says %s", async (args, words) => {
    const { status, stdout, stderr } = await unroll(workspace(), ...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(words);
  });

  it("is an error event with --json, and for train done comes last all the same", async () => {
    const folder = project();
    const bad = await unroll(folder, "list", "--jsn", "--json");
    expect(bad.status).toBe(2);
    expect(bad.events).toEqual([expect.objectContaining({ event: "error", code: "usage", message: text, hint: text })]);
    const nothing = { run: null, reason: "error", steps: 0, seconds: 0, tokensPerSecond: null };
    for (const args of [
      ["--stepz"],
      [],
      ["a.rnnconfig", "--set", "training"],
      ["a.rnnconfig", "--set", "model.unitz=3"],
    ]) {
      const { status, events } = await unroll(folder, "train", ...args, "--json");
      expect(status, args.join(" ")).toBe(2);
      expect(events.map(({ event }) => event)).toEqual(["error", "done"]);
      expect(events[1]).toEqual({ event: "done", ...nothing, bestBy: null, best: null, validation: null, test: null });
    }
    expect(existsSync(join(folder, ".unroll"))).toBe(false);
  });
});

describe("train, and what can be done with its run", () => {
  it("says what the contract says, line by line", async () => {
    const folder = project(smallConfig({ training: { validateEvery: 4, sampleEvery: 6 } }));
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    expect(stderr).toContain("Finished 12 steps");
    const run = onlyRun(folder);
    const [start, ...rest] = events;
    expect(start).toMatchObject({
      event: "start",
      run,
      id: expect.stringMatching(/^a-\d{8}T\d{6}Z-[0-9a-f]{4}$/),
      config: { task: "language-model", model: { units: 12 } },
      steps: 12,
      step: 0,
      build: expect.stringMatching(/^(simd|relaxed)$/),
      threads: availableParallelism(),
      memory: number,
      data: {
        bytes: 900,
        tokens: { train: 765, validation: 90, test: 45 },
        unusedTargets: number,
        vocabularySize: number,
      },
    });
    const count = [...tensorsOf(run).tensors]
      .filter(([name]) => !name.startsWith("unroll."))
      .reduce((sum, [, { data }]) => sum + data.length, 0);
    expect(start.parameters).toBe(count);
    expect(rest.map(({ event, step }) => (event === "done" ? "done" : `${event} ${step}`))).toEqual([
      ...[1, 2, 3, 4].map((step) => `step ${step}`),
      "validation 4",
      ...["step 5", "step 6", "sample 6", "step 7", "step 8", "validation 8"],
      ...["step 9", "step 10", "step 11", "step 12", "validation 12", "sample 12", "done"],
    ]);
    for (const event of named(events, "step")) {
      const figures = {
        loss: number,
        learningRate: 0.01,
        tokensPerSecond: number,
        updateRatio: number,
        seconds: number,
      };
      const clipping = { gradientNorm: number, clippedNorm: number, clippedShare: number };
      expect(event).toEqual({ event: "step", step: number, epoch: 1, ...figures, ...clipping });
    }
    for (const event of named(events, "validation")) {
      expect(event).toEqual({
        event: "validation",
        ...{
          step: number,
          loss: number,
          perplexity: number,
          bitsPerCharacter: number,
          targets: number,
          seconds: number,
        },
      });
      expect(event.perplexity).toBeCloseTo(Math.exp(event.loss as number), 9);
    }
    for (const event of named(events, "sample")) {
      expect(stderr).not.toContain(event.text);
      expect(event).toEqual({
        drawn: expect.any(Array),
        event: "sample",
        step: number,
        prompt: "",
        text: expect.stringMatching(/^.{10}$/s),
      });
      expect((event.drawn as { text: string }[]).map(({ text }) => text).join("")).toBe(event.text);
    }
    const measure = { step: number, loss: number, perplexity: number, bitsPerCharacter: number };
    expect(events.at(-1)).toEqual({
      event: "done",
      ...{ run, reason: "finished", steps: 12, seconds: number, tokensPerSecond: number },
      ...{ bestBy: "loss", best: measure, validation: { ...measure, step: 12 }, test: measure },
    });
    // Every row of the log was an event.
    const rows = readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n");
    expect(rows.map((row) => JSON.parse(row))).toEqual(
      [...events].filter(({ event }) => /step|validation/.test(event)),
    );
    expect(readFileSync(join(folder, ".unroll", ".gitignore"), "utf8")).toBe("*\n");
  });

  it("lists, samples and exports it", { timeout: 60_000 }, async () => {
    const folder = project(smallConfig({ training: { validateEvery: 4 } }));
    const trained = await unroll(folder, "train", "a.rnnconfig");
    expect(trained.status).toBe(0);
    expect(trained.stdout).toContain("Finished 12 steps");
    expect(trained.stderr).toBe("");
    const run = onlyRun(folder);
    const id = run.split("/").at(-1)!;

    const listed = await unroll(folder, "list", "--json");
    const summary = { state: "finished", name: "a", created: text, step: 12, steps: 12, loss: number };
    expect(listed.events).toEqual([expect.objectContaining({ event: "run", run, id, ...summary })]);
    expect((await unroll(folder, "list")).stdout).toMatch(new RegExp(`^${id} +finished +12/12 steps`));

    // By its folder, its id and as the last; from another folder too.
    const elsewhere = workspace();
    const samples = [
      await unroll(folder, "sample", "last", "--seed", "3", "--length", "40", "--json"),
      await unroll(folder, "sample", id, "--seed", "3", "--length", "40", "--json"),
      await unroll(elsewhere, "sample", run, "--seed", "3", "--length", "40", "--json"),
    ];
    for (const { status, events, stderr } of samples) {
      expect([status, stderr]).toEqual([0, ""]);
      expect(events).toEqual(samples[0].events);
      const settings = { length: 40, temperature: 0.8, topK: null, topP: 1, stop: "length", seed: 3, unknown: [] };
      const several = { state: "warm", count: 1, distinct: false, beam: null, index: 1 };
      const figures = { logProbability: number, tokens: 40, redrawn: 0, ended: false };
      expect(events).toEqual([
        {
          event: "sample",
          run,
          start: null,
          prompt: "",
          text: expect.stringMatching(/^.{40}$/s),
          ...settings,
          ...several,
          ...figures,
        },
      ]);
    }
    const stranger = await unroll(folder, "sample", "last", "--prompt", "baß", "--temperature", "0", "--json");
    expect(stranger.events).toMatchObject([{ prompt: "ba", unknown: ["ß"], temperature: 0, length: 10, seed: 7 }]);
    expect(stranger.stderr).toContain('"ß"');
    const started = await unroll(folder, "sample", "last", "--start", "up");
    expect([started.status, started.stderr]).toEqual([
      2,
      expect.stringContaining("starts with a prompt and with no label"),
    ]);
    const shown = await unroll(folder, "sample", "last", "--prompt", "ba", "--temperature", "0");
    expect(shown.stdout).toBe(`ba${stranger.events[0].text}\n`);

    const exported = await unroll(
      folder,
      "export",
      "last",
      "--format",
      "safetensors",
      "--out",
      "model.safetensors",
      "--json",
    );
    const file = join(folder, "model.safetensors");
    const bytes = readFileSync(file);
    // What an event says is not said again.
    expect(exported).toMatchObject({ status: 0, stderr: "" });
    expect(exported.events).toEqual([
      { event: "export", run, format: "safetensors", file, tensors: 7, bytes: bytes.length },
    ]);
    const to = join(workspace(), "no", "folder", "x");
    const failed = await unroll(folder, "export", "last", "--format", "safetensors", "--out", to, "--json");
    expect(failed).toMatchObject({ status: 2, events: [{ event: "error", code: "not-written", file: to }] });
  });

  it("lists the seed of each run, and what differs from the run before", async () => {
    const folder = project(smallConfig({ training: { steps: 2 } }));
    writeFileSync(join(folder, "b.rnnconfig"), smallConfig({ training: { steps: 3 } }));
    const ids: string[] = [];
    for (const [config, book, ...sets] of [
      ["a.rnnconfig", 1],
      ["b.rnnconfig", 1],
      ["a.rnnconfig", 1, "training.seed=8", "training.clip.norm=.5"],
      ["a.rnnconfig", 2, "training.seed=8", "training.clip.norm=.5"],
      ["a.rnnconfig", 2, "training.seed=8", "training.clip.norm=.5"],
    ] as [string, number, ...string[]][]) {
      writeFileSync(join(folder, "book.txt"), words(900, book));
      const { events } = await unroll(folder, "train", config, ...sets.flatMap((set) => ["--set", set]), "--json");
      ids.unshift(events[0].id as string);
    }
    const { events } = await unroll(folder, "list", "--json");
    const clip = { key: "training.clip", before: { norm: 5 }, after: { norm: 0.5 } };
    const seed = { key: "training.seed", before: 7, after: 8 };
    expect(events.map(({ id, seed, before, changes }) => ({ id, seed, before, changes }))).toEqual([
      { id: ids[0], seed: 8, before: ids[1], changes: [] },
      { id: ids[1], seed: 8, before: ids[2], changes: [{ file: "book.txt" }] },
      { id: ids[2], seed: 8, before: ids[4], changes: [clip, seed] },
      { id: ids[3], seed: 7, before: null, changes: null },
      { id: ids[4], seed: 7, before: null, changes: null },
    ]);
    const { stdout } = await unroll(folder, "list");
    expect(stdout.split("\n").map((line) => line.replace(/^.* loss [\d.]+ */, ""))).toEqual([
      "seed 8, as before  ← last",
      "seed 8, another content of book.txt",
      'seed 8, training.clip {"norm":0.5} ({"norm":5} before)',
      "seed 7",
      "seed 7",
      "",
    ]);
  });

  it.each(["nothing", "last", "."])("names what there is when there is no run %s", async (reference) => {
    const folder = project();
    const { status, events } = await unroll(folder, "sample", reference, "--json");
    expect(status).toBe(2);
    expect(events).toEqual([
      expect.objectContaining({ event: "error", code: expect.stringMatching(/^(run-not-found|not-a-run)$/) }),
    ]);
    expect((await unroll(folder, "list")).stdout).toMatch(
      /^No runs in this folder yet\. Next: node \S*cli\.js train FILE\.rnnconfig\n$/,
    );
  });

  it("--set overrides, reads JSON or a string, and --build picks the core", async () => {
    const folder = project();
    const sets = [
      "training.steps=3",
      "model.cell=gru",
      'training.clip={"value": 0.5}',
      "data.train=other.txt",
      "name=my run",
    ];
    writeFileSync(join(folder, "other.txt"), words(500, 2));
    const args = sets.flatMap((set) => ["--set", set]);
    const { status, events } = await unroll(folder, "train", "a.rnnconfig", ...args, "--build", "simd", "--json");
    expect(status).toBe(0);
    expect(events[0]).toMatchObject({
      config: {
        model: { cell: "gru" },
        training: { steps: 3, clip: { value: 0.5 } },
        data: { train: "other.txt" },
        name: "my run",
      },
      id: expect.stringMatching(/^my-run-/),
      build: "simd",
    });
    expect(events.at(-1)).toMatchObject({ steps: 3, reason: "finished" });
  });

  it("names the --set that a problem is of, and tells the nearest key of a misspelled one", async () => {
    const folder = project();
    const misspelled = await unroll(folder, "train", "a.rnnconfig", "--set", "training.learningrate=1", "--json");
    const [error] = misspelled.events;
    expect(error).toMatchObject({
      message: expect.stringContaining("learningRate"),
      setting: "training.learningrate=1",
    });
    expect(error).not.toHaveProperty("line");
    const bad = await unroll(folder, "train", "a.rnnconfig", "--set", "model.units=0");
    expect(bad.status).toBe(2);
    expect(bad.stderr).toMatch(/^--set model\.units=0: error: model\.units /);
    // What only shows once the data is read, too, and for every command that reads a config.
    const missing = /^--set data\.train=1984: error: .*1984.*does not exist/;
    const asked = ["a.rnnconfig", "--set", "data.train=1984"];
    expect((await unroll(folder, "train", ...asked)).stderr).toMatch(missing);
    expect((await unroll(folder, "gradients", ...asked, "--out", "g")).stderr).toMatch(missing);
    expect((await unroll(folder, "validate", ...asked)).stdout).toMatch(missing);
    const json = await unroll(folder, "validate", ...asked, "--json");
    const problem = { severity: "error", code: "missing-file", message: text, key: "data.train" };
    expect(json.events).toEqual([{ event: "problem", ...problem, setting: "data.train=1984" }]);
    // And where it is wrong beside what the file says.
    const tied = ["a.rnnconfig", "--set", "model.units=9", "--json"];
    writeFileSync(join(folder, "a.rnnconfig"), smallConfig({ model: { tied: true, embedding: 12 } }));
    expect((await unroll(folder, "validate", ...tied)).events).toMatchObject([
      { code: "tied-mismatch", file: join(folder, "a.rnnconfig"), line: number, settings: ["model.units=9"] },
    ]);
    const shape = await unroll(folder, "train", "a.rnnconfig", "--set", "task.x=1", "--json");
    expect(shape.events.map(({ event }) => event)).toEqual(["error", "done"]);
    expect(shape.events[0]).toMatchObject({
      code: "bad-setting",
      message: expect.stringContaining("task is not an object"),
    });
  });

  it("a network too large for the memory is a word, not a crash", async () => {
    const { status, events } = await unroll(project(), "train", "a.rnnconfig", "--set", "model.units=16384", "--json");
    expect(status).toBe(2);
    expect(events[0]).toMatchObject({
      event: "error",
      code: "too-large",
      hint: expect.stringContaining("model.units"),
    });
  });
});

describe("validate", () => {
  it("is silent about nothing: every problem with its place", async () => {
    const config = `{
  "task": "language-model",
  "data": { "train": "book.txt", "validaton": 0.1 },
  "model": { "cell": "lsmt", "units": -3 }, // a comment
  "training": { "learningRate": "fast" }
}
`;
    const folder = project(config);
    const { status, stdout } = await unroll(folder, "validate", "a.rnnconfig");
    expect(status).toBe(2);
    const places = stdout.trimEnd().split("\n");
    expect(places).toHaveLength(4);
    expect(places[0]).toMatch(/^a\.rnnconfig:3:34: error: .*validation.*\(unknown-key\)$/);
    expect(places[1]).toMatch(/^a\.rnnconfig:4:22: error: .*lstm/);
    expect(places[2]).toMatch(/^a\.rnnconfig:4:39: error: /);
    expect(places[3]).toMatch(/^a\.rnnconfig:5:33: error: /);
    const json = await unroll(folder, "validate", "a.rnnconfig", "--json");
    expect(json.events).toHaveLength(4);
    for (const event of json.events) {
      const place = {
        file: join(folder, "a.rnnconfig"),
        line: number,
        column: number,
        endLine: number,
        endColumn: number,
      };
      expect(event).toEqual({ event: "problem", severity: "error", code: text, message: text, key: text, ...place });
    }
    const trained = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(trained.status).toBe(2);
    expect(trained.events[0]).toMatchObject({ line: 3, column: 34, message: expect.stringContaining("(and 3 more)") });
  });

  it("files that are not there are named one by one, beside what is wrong with the config", async () => {
    const config = (units: string) => `{
  "task": "language-model",
  "data": { "train": ["bok.txt", "book.txt"], "validation": "v.txt", "test": 0 },
  "model": { ${units}: 8 }
}
`;
    const folder = project(config('"unit"'));
    const places = async () =>
      (await unroll(folder, "validate", "a.rnnconfig")).stdout
        .trimEnd()
        .split("\n")
        .map((line) => /^a\.rnnconfig:(\d+:\d+): .*\((.*)\)$/.exec(line)?.slice(1).join(" "));
    const missing = ["3:23 missing-file", "3:61 missing-file"];
    expect(await places()).toEqual(["4:14 unknown-key", ...missing]);
    writeFileSync(join(folder, "a.rnnconfig"), config('"units"'));
    expect(await places()).toEqual(missing);
  });

  it("a good one, one that is no JSON, and none at all", async () => {
    const configs = { "good.rnnconfig": smallConfig(), "bad.rnnconfig": '{ "task": ', "sub/x": "" };
    const folder = workspace({ ...configs, "book.txt": words(900) });
    expect(await unroll(folder, "validate", "good.rnnconfig")).toMatchObject({
      status: 0,
      stdout: "good.rnnconfig has no problems.\n",
    });
    expect(await unroll(folder, "validate", "good.rnnconfig", "--json")).toMatchObject({ status: 0, stdout: "" });
    expect((await unroll(folder, "validate", "bad.rnnconfig")).stdout).toMatch(/^bad\.rnnconfig:1:\d+: error: /);
    for (const command of ["validate", "train"]) {
      const missing = await unroll(folder, command, "gone.rnnconfig", "--json");
      expect(missing).toMatchObject({
        status: 2,
        events: [{ event: "error", code: "not-found" }, ...(command === "train" ? [{ event: "done" }] : [])],
      });
      expect((await unroll(folder, command, "sub")).stderr).toContain("sub is a folder");
    }
    if (existsSync("/dev/zero"))
      expect((await unroll(folder, "validate", "/dev/zero")).stderr).toContain("not a regular file");
  });
});

it("validate looks at the data too, and says where in the config it is named", async () => {
  const task = '{\n "task": "classification",\n "data": {\n  "train": "a.csv",\n  "target": "lable" } }';
  const folder = workspace({ "a.rnnconfig": task, "a.csv": "text;label\ngood;yes\nbad;no\n" });
  const wrong = await unroll(folder, "validate", "a.rnnconfig");
  expect(wrong).toMatchObject({
    status: 2,
    stdout:
      'a.rnnconfig:5:13: error: data.target names "lable", and a.csv has no such column. Did you mean "label"? (no-such-column)\n',
  });
  writeFileSync(join(folder, "a.rnnconfig"), task.replace("lable", "label"));
  const { status, events } = await unroll(folder, "validate", "a.rnnconfig", "--json");
  const codes = ["too-little-data", "empty-split", "empty-split", "rare-characters"];
  expect([status, events.map(({ code }) => code)]).toEqual([2, codes]);
  const { stdout } = await unroll(folder, "validate", "a.rnnconfig");
  expect(stdout).toContain("note: a.csv: cells are divided by a semicolon (data.delimiter).\n");
});

describe("texts that cannot be learned from", () => {
  const nul = Buffer.from("some text\0more");
  const latin1 = Buffer.concat([Buffer.from(words(300)), Buffer.from([0xe9, 0x20]), Buffer.from(words(100))]);
  const table: Record<string, [string | Uint8Array | undefined, string, RegExp]> = {
    "no file": [undefined, "missing-file", /book\.txt.*does not exist/],
    "an empty file": ["", "empty-file", /empty/],
    "a file with a NUL": [nul, "binary-file", /byte offset 9/],
    "a file in Latin-1": [latin1, "not-utf8", /byte at offset 300 \(line \d+, column \d+\)/],
    "one character": ["a", "too-little-text", /single character/],
    "too few for a minibatch": [words(30), "too-little-text", /4 × 8 = 32/],
  };
  it.each(Object.entries(table))("%s", async (_, [book, code, message]) => {
    const folder = workspace({ "a.rnnconfig": smallConfig(), ...(book === undefined ? {} : { "book.txt": book }) });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(2);
    expect(events.at(-2)).toMatchObject({ event: "error", code, message: expect.stringMatching(message), hint: text });
    expect(events.at(-1)).toMatchObject({ event: "done", run: null, reason: "error" });
    expect(stderr).toContain("error: ");
    expect(existsSync(join(folder, ".unroll"))).toBe(false);
  });

  it("a folder", async () => {
    const folder = workspace({ "a.rnnconfig": smallConfig() });
    mkdirSync(join(folder, "book.txt"));
    const { status, events } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(2);
    expect(events[0]).toMatchObject({ code: "is-folder", hint: expect.stringContaining("book.txt/*.txt") });
  });
});

describe("texts from all over the world", () => {
  it("Windows line breaks are a warning", async () => {
    const folder = project(smallConfig(), words(900).replaceAll("\n", "\r\n"));
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    expect(named(events, "warning")).toEqual([
      { event: "warning", code: "line-breaks", message: expect.stringContaining("CR LF") },
    ]);
    expect(stderr).toContain("Note: ");
  });

  it("emoji, Chinese and accents in names and texts", async () => {
    const book = "深度学习😀 naïve été, ".repeat(50);
    const name = "循环 网络 😀é.rnnconfig";
    const sampling = { prompt: "深😀", length: 7, temperature: 2 };
    const folder = workspace({ [name]: smallConfig({ data: { train: "文本 é.txt" }, sampling }), "文本 é.txt": book });
    const { status, events } = await unroll(folder, "train", name, "--json");
    expect(status).toBe(0);
    expect(events[0]).toMatchObject({ id: expect.stringMatching(/^循环-网络/) });
    for (const { text, prompt } of named(events, "sample")) {
      expect(prompt).toBe("深😀");
      expect([...(text as string)]).toHaveLength(7);
      expect(text).not.toMatch(/\ufffd/);
    }
    const drawn = await unroll(folder, "sample", "last", "--prompt", "学习", "--json");
    expect(drawn.events[0]).toMatchObject({ prompt: "学习", unknown: [] });
  });
});

describe("pipes and processes", () => {
  it.each(["", "--json"])("a reader that goes away is no crash %s", async (flag) => {
    const folder = project(smallConfig({ training: { steps: 4000 } }));
    const command = `"${process.execPath}" "${cliScript}" train a.rnnconfig ${flag} 2>&1 | head -n 2; echo "$PIPESTATUS"`;
    const child = spawn("bash", ["-c", command], { cwd: folder, env: { ...process.env, NO_COLOR: "1" } });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    await new Promise((resolve) => child.once("close", resolve));
    const lines = output.trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[2]).toBe("0");
    const run = onlyRun(folder);
    const { state, summary } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
    expect(state).toBe("stopped");
    expect(summary.step).toBeLessThan(4000);
    expect(Number(tensorsOf(run).metadata["unroll.step"])).toBe(summary.step);
  });

  it("a full disk is told in a sentence, without a stack, and a training has saved", async () => {
    const folder = project(smallConfig({ training: { steps: 4000 } }));
    for (const args of ["train a.rnnconfig", "list", "list --json", "--help"]) {
      const child = spawn("bash", ["-c", `"${process.execPath}" "${cliScript}" ${args} > /dev/full`], { cwd: folder });
      let stderr = "";
      child.stderr.on("data", (chunk) => (stderr += chunk));
      const status = await new Promise((resolve) => child.once("close", resolve));
      const told = "Standard output could not be written: the disk or your quota is full.";
      expect([status, stderr]).toEqual([1, `error: ${told}\n  Free some space, or write to another disk.\n`]);
    }
    expect(JSON.parse(readFileSync(join(onlyRun(folder), "run.json"), "utf8")).state).toBe("stopped");
  });

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops, saves and says how to go on", async (signal) => {
    const folder = project(smallConfig({ training: { steps: 1_000_000, validateEvery: 1000, sampleEvery: 1000 } }));
    const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
    await command.until(({ event, step }) => event === "step" && step === 20);
    const { status, events, stderr } = await command.kill(signal);
    expect(status).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
    expect(events.at(-1)).toMatchObject({ event: "done", reason: "stopped" });
    expect(named(events, "done")).toHaveLength(1);
    const run = onlyRun(folder);
    expect(stderr).toMatch(/Saved\. Resume with: .*train --resume /);
    const { state, summary } = JSON.parse(readFileSync(join(run, "run.json"), "utf8"));
    expect(state).toBe("stopped");
    expect(summary.step).toBe(events.at(-1)!.steps);
    expect(Number(tensorsOf(run).metadata["unroll.step"])).toBe(summary.step);
    expect(existsSync(join(run, "lock"))).toBe(false);

    const steps = summary.step + 5;
    const resumed = await unroll(folder, "train", "--resume", "last", "--set", `training.steps=${steps}`, "--json");
    expect(resumed.status).toBe(0);
    const fixed = await unroll(folder, "train", "--resume", "last", "--set", "model.units=3");
    expect(fixed.stderr).toMatch(/^--set model\.units=3: error: model\.units cannot change when a run is resumed/);
    expect(resumed.events[0]).toMatchObject({ event: "start", run, step: summary.step, steps });
    expect(named(resumed.events, "step").map(({ step }) => step)).toContain(steps);
    expect(resumed.events.at(-1)).toMatchObject({ reason: "finished", steps, run });
  });

  it("stops a large training with all that is saved", { timeout: 60_000 }, async () => {
    const big = {
      model: { units: 512, embedding: 64 },
      training: { steps: 1000, batchSize: 64, sequenceLength: 64, sampleEvery: 1000, validateEvery: 1000 },
    };
    const folder = project(smallConfig(big), words(60_000));
    const command = new RunningCommand(["train", "a.rnnconfig", "--json"], { cwd: folder });
    await command.until(({ event, step }) => event === "step" && step === 2);
    const { status, events } = await command.kill("SIGINT");
    expect(status).toBe(130);
    expect(events.at(-1)).toMatchObject({ event: "done", reason: "stopped" });
    expect(tensorsOf(onlyRun(folder)).tensors.get("rnn.weight_hh_l0")!.shape).toEqual([2048, 512]);
  });

  const systemNode = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path));
  it.skipIf(!systemNode)("runs under the Node.js of the machine too", async () => {
    const folder = project();
    const command = new RunningCommand(["train", "a.rnnconfig", "--json", "--build", "simd"], {
      cwd: folder,
      node: systemNode,
    });
    const { status, events } = await command.ended;
    expect(status).toBe(0);
    const same = await unroll(project(), "train", "a.rnnconfig", "--json", "--build", "simd");
    const losses = (all: typeof events) => named(all, "step").map(({ loss }) => loss);
    expect(losses(events)).toEqual(losses(same.events));
    // A run of one is continued by the other.
    expect((await unroll(folder, "train", "--resume", "last", "--set", "training.steps=15")).status).toBe(0);
  });
});

describe("bench", () => {
  it("says the figures of the rows it was asked for", { timeout: 60_000 }, async () => {
    const args = ["bench", "--seconds", "0.1", "--build", "simd", "--rows", "rnn,sampling", "--threads", "2", "--json"];
    const { status, events } = await unroll(workspace(), ...args);
    expect(status).toBe(0);
    const common = { event: "bench", build: "simd", threads: 2, perSecond: number, memory: number, resident: number };
    expect(events).toEqual([
      { event: "peak", build: "simd", gflops: number },
      { ...common, row: "rnn-1x128", kind: "training", gflops: number, share: number },
      { ...common, row: "sampling", kind: "sampling", gflops: null, share: null },
    ]);
    // The peak was measured at another moment, and on a busy machine the share says little.
    expect(events[1].share).toBeGreaterThan(0);
    expect(events[1].resident).toBeGreaterThan(events[1].memory as number);
  });

  it("reads ten megabytes", { timeout: 60_000 }, async () => {
    const { stdout } = await unroll(workspace(), "bench", "--seconds", "0.1", "--build", "simd", "--rows", "loading");
    expect(stdout).toMatch(/^loading a text of 10 MB +\d+ MB\/s$/m);
  });
});
