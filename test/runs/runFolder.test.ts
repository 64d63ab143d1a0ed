import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { diskError } from "../../src/runs/diskError.ts";
import { findRun, RunFolder } from "../../src/runs/index.ts";
import { surplus } from "../../src/runs/keeping.ts";
import { newId } from "../../src/runs/runId.ts";
import type { Tensor } from "../../src/tensors/index.ts";
import { buildChild, Child, errorOf, newRun, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();

const create = (name = "book", fields = newRun) => RunFolder.create(folder, name, fields, ["a", "b"]);
const tensor = (...values: number[]) =>
  new Map<string, Tensor>([["x", { shape: [values.length], dtype: "F32", data: Float32Array.from(values) }]]);

describe("a new run", () => {
  it("appears whole, locked, with an id that says what and when", async () => {
    const run = await create();
    expect(run.path).toBe(join(folder, ".unroll", "runs", run.id));
    expect(run.id).toMatch(/^book-\d{8}T\d{6}Z-[0-9a-f]{4}$/);
    expect(readFileSync(join(folder, ".unroll", ".gitignore"), "utf8")).toBe("*\n");
    expect(readdirSync(join(folder, ".unroll", "runs"))).toEqual([run.id]);
    expect(await run.isAlive()).toBe(true);
    expect(await run.state()).toBe("running");
    const read = await RunFolder.open(run.path);
    expect(read.manifest).toEqual(run.manifest);
    expect(read.manifest).toMatchObject({
      format: 1,
      name: "book",
      state: "running",
      summary: { step: 0, best: null },
    });
    expect(await read.readVocabulary()).toEqual(["a", "b"]);
    expect(await read.readMetrics()).toEqual([]);
    await run.unlock();
  });

  it.each([".unroll", ".unroll/runs"])("cannot be where %s is a file, which is said", async (name) => {
    const place = join(folder, "refused", name.replace("/", "-"));
    mkdirSync(join(place, name, ".."), { recursive: true });
    writeFileSync(join(place, name), "");
    const found = {
      code: "not-a-folder",
      message: expect.stringMatching(/ is a file, /),
      place: { file: join(place, name) },
    };
    expect(await errorOf(RunFolder.create(place, "book", newRun, []))).toMatchObject(found);
    expect(await errorOf(findRun("last", place))).toMatchObject(found);
  });

  it.each([
    ["My Book.v2", "My-Book.v2"],
    ["../../etc/passwd", "etc-passwd"],
    ["名前 e\u0301", "名前-\u00e9"],
    ["\u0007\n", "run"],
    ["", "run"],
    ["x".repeat(300), "x".repeat(40)],
  ])("called %j has an id that is a file name", async (name, part) => {
    const run = await create(name);
    expect(run.id.replace(/-\d{8}T\d{6}Z-[0-9a-f]{4}$/, "")).toBe(part);
    expect((await RunFolder.open(run.path)).id).toBe(run.id);
    await run.unlock();
  });

  it("in a place that is no folder is an error with the path", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect((await errorOf(RunFolder.create(file, "x", newRun, []))).message).toContain(file);
  });
});

describe("the manifest", () => {
  it("takes changes in order, and those of the summary key by key", async () => {
    const run = await create();
    const updates = [1, 2, 3].map((step) => run.updateManifest({ summary: { step, loss: 1 / step } }));
    await Promise.all(updates);
    await run.updateManifest({ state: "diverged", summary: { loss: Number.NaN, error: { code: "x", message: "y" } } });
    const { manifest } = await RunFolder.open(run.path);
    expect(manifest).toMatchObject({ state: "diverged", summary: { step: 3, loss: null, error: { code: "x" } } });
    expect(run.manifest).toEqual(manifest);
    expect(manifest.updated >= manifest.created).toBe(true);
    await run.updateManifest({ summary: { error: undefined } });
    expect((await RunFolder.open(run.path)).manifest.summary.error).toBeUndefined();
    await run.unlock();
  });

  it("is never written so that it could not be read", async () => {
    const run = await create();
    await errorOf(run.updateManifest({ threads: 0 }));
    expect((await RunFolder.open(run.path)).manifest.threads).toBe(1);
    await run.unlock();
  });

  it("is checked wherever it comes from", async () => {
    const run = await create();
    await run.unlock();
    const file = join(run.path, "run.json");
    const good = JSON.parse(readFileSync(file, "utf8"));
    const refused: [string, unknown][] = [
      ["", "run-damaged"],
      ["[]", "run-damaged"],
      ["null", "run-damaged"],
      [`${"[".repeat(100_000)}`, "run-damaged"],
      [JSON.stringify({ ...good, format: 2 }), "run-format"],
      [JSON.stringify({ ...good, format: undefined }), "run-damaged"],
      [JSON.stringify({ ...good, id: "../x" }), "run-damaged"],
      [JSON.stringify({ ...good, name: "\u001b[2J" }), "run-damaged"],
      [JSON.stringify({ ...good, state: "asleep" }), "run-damaged"],
      [JSON.stringify({ ...good, created: "yesterday" }), "run-damaged"],
      [JSON.stringify({ ...good, config: "x" }), "run-damaged"],
      [JSON.stringify({ ...good, threads: "1" }), "run-damaged"],
      [JSON.stringify({ ...good, data: [{ name: "train" }] }), "run-damaged"],
      [JSON.stringify({ ...good, summary: { ...good.summary, best: { step: 1 } } }), "run-damaged"],
      [JSON.stringify({ ...good, summary: { ...good.summary, step: -1 } }), "run-damaged"],
    ];
    for (const [text, code] of refused) {
      writeFileSync(file, text as string);
      const error = await errorOf(RunFolder.open(run.path));
      expect([error.code, text]).toEqual([code, text]);
      expect(error.message).toContain(file);
      expect(error.message).not.toMatch(/\p{Cc}/u);
    }
    rmSync(file);
    expect((await errorOf(RunFolder.open(run.path))).code).toBe("not-a-run");
    mkdirSync(file);
    expect((await errorOf(RunFolder.open(run.path))).code).toBe("disk-error");
    expect((await errorOf(RunFolder.open(join(folder, "nowhere")))).code).toBe("not-a-run");
  });
});

describe("the logs", () => {
  it("follow a resume together", async () => {
    const run = await create();
    for (const step of [1, 2, 3]) {
      run.appendMetrics({ step, loss: step });
      run.appendSample(step, `text ${step}\n`, { temperature: 0.8 });
    }
    await run.appendResume(2);
    run.appendSample(3, "again");
    await run.unlock();
    const read = await RunFolder.open(run.path);
    expect((await read.readMetrics()).map(({ step }) => step)).toEqual([1, 2]);
    expect((await read.readSamples()).slice(1)).toEqual([
      { step: 2, text: "text 2\n", temperature: 0.8 },
      { step: 3, text: "again" },
    ]);
  });
});

describe("checkpoints", () => {
  it("come back to the bit, one state under several names", async () => {
    const run = await create();
    // As the engine has them, in memory that threads share; they are written from there, and may change as soon as they are saved.
    const data = new Float32Array(new SharedArrayBuffer(16), 4, 3);
    data.set([1, Number.NaN, -0]);
    await run.saveCheckpoint(["last", "best", 7], new Map([["x", { shape: [3], dtype: "F32", data }]]), { step: "7" });
    data.fill(9);
    await run.saveCheckpoint("last", tensor(2), { step: "8" });
    for (const kind of ["best", 7] as const) {
      const { tensors, metadata } = await run.loadCheckpoint(kind);
      expect(metadata).toEqual({ step: "7" });
      expect(tensors.get("x")?.data).toEqual(Float32Array.of(1, Number.NaN, -0));
    }
    expect((await run.loadCheckpoint("last")).metadata.step).toBe("8");
    const names = ["best.safetensors", "last.safetensors", "step-00000007.safetensors"];
    expect(readdirSync(join(run.path, "checkpoints")).sort()).toEqual(names);
    await run.unlock();
  });

  it("under the same names again leave nothing behind", async () => {
    const run = await create();
    for (const step of [1, 2]) await run.saveCheckpoint(["best", "last"], tensor(step), {});
    await run.saveCheckpoint(["last", "best"], tensor(2), {});
    expect(readdirSync(join(run.path, "checkpoints")).sort()).toEqual(["best.safetensors", "last.safetensors"]);
    await run.unlock();
  });

  it("know no steps that the log lacks", async () => {
    const run = await create();
    run.appendMetrics({ step: 1 });
    run.appendMetrics({ step: 2 });
    await run.saveCheckpoint("last", tensor(1), { step: "2" });
    expect((await (await RunFolder.open(run.path)).readMetrics()).map(({ step }) => step)).toEqual([1, 2]);
    await run.unlock();
  });

  it("are pruned from the oldest", async () => {
    const run = await create();
    for (const step of [900, 1000, 100_000_000, 20]) await run.saveCheckpoint(step, tensor(step), {});
    await run.saveCheckpoint(["last", "best"], tensor(0), {});
    await run.pruneCheckpoints(2);
    expect(readdirSync(join(run.path, "checkpoints")).sort()).toEqual([
      "best.safetensors",
      "last.safetensors",
      "step-00001000.safetensors",
      "step-100000000.safetensors",
    ]);
    await run.pruneCheckpoints(0);
    expect(readdirSync(join(run.path, "checkpoints"))).toHaveLength(2);
    await run.unlock();
  });

  it("spread over a run are at most twenty, evenly apart, whoever goes on with it", async () => {
    const run = await create();
    const kept = () =>
      readdirSync(join(run.path, "checkpoints"))
        .filter((name) => name.startsWith("step-"))
        .map((name) => Number(/\d+/.exec(name)));
    let most = 0;
    for (let step = 5; step <= 1000; step += 5) {
      const other = step % 35 === 0 ? await RunFolder.open(run.path) : run;
      if (!(await other.wantsCheckpoint(step, "spread"))) continue;
      await run.saveCheckpoint(step, tensor(step), {});
      await other.pruneCheckpoints("spread");
      most = Math.max(most, kept().length);
      // Half a run after it, nothing lies between.
      expect(await other.wantsCheckpoint(step + 1, "spread")).toBe(false);
    }
    expect(most).toBe(20);
    expect(kept()).toEqual(Array.from({ length: 12 }, (_, i) => 80 * (i + 1)));
    // A resume takes the steps after it again.
    await run.appendResume(400);
    expect(kept()).toEqual([80, 160, 240, 320, 400]);
    await run.unlock();
  });

  it("spread over a run take at most 200 MB together", () => {
    const MB = 2 ** 20;
    const steps = Array.from({ length: 9 }, (_, i) => 10 * (i + 1));
    expect(surplus(steps, "spread", 22 * MB)).toEqual([]);
    expect(surplus(steps, "spread", 23 * MB)).toEqual([10, 30, 50, 70, 90]);
    expect(surplus(steps, "spread", 100 * MB)).toEqual([10, 20, 30, 50, 60, 70, 90]);
    expect(surplus(steps, "spread", 201 * MB)).toEqual(steps);
  });

  it("that are missing or damaged are named", async () => {
    const run = await create();
    const none = await errorOf(run.loadCheckpoint("best"));
    expect([none.code, none.message]).toEqual(["checkpoint-missing", expect.stringContaining("no checkpoint")]);
    await run.saveCheckpoint("last", tensor(1), {});
    expect((await errorOf(run.loadCheckpoint(12))).hint).toBe("Known: last.");
    const file = join(run.path, "checkpoints", "last.safetensors");
    writeFileSync(file, readFileSync(file).subarray(0, -1));
    const damaged = await errorOf(run.loadCheckpoint("last"));
    expect(damaged.code).toMatch(/^safetensors-/);
    expect(damaged.message).toContain(file);
    await run.unlock();
  });

  it("that cannot be written leave the older ones", async () => {
    const run = await create();
    await run.saveCheckpoint("last", tensor(1), {});
    mkdirSync(join(run.path, "checkpoints", "best.safetensors"));
    expect((await errorOf(run.saveCheckpoint("best", tensor(2), {}))).code).toBe("disk-error");
    expect((await run.loadCheckpoint("last")).tensors.get("x")?.data).toEqual(Float32Array.of(1));
    expect(readdirSync(join(run.path, "checkpoints")).sort()).toEqual(["best.safetensors", "last.safetensors"]);
    await run.saveCheckpoint("last", tensor(3), {});
    await run.unlock();
  });

  it("are whole whenever the process is killed", async () => {
    const script = await buildChild(folder);
    const run = await create();
    await run.unlock();
    for (let round = 0; round < 6; round++) {
      const child = new Child(script);
      expect(await child.ask("save", run.path)).toBe("saved");
      // The moment is random on purpose; whatever it is, the folder must be good.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
      await child.kill();

      const read = await RunFolder.open(run.path);
      expect(await read.state()).toBe("interrupted");
      const { tensors, metadata } = await read.loadCheckpoint("last");
      const step = Number(metadata.step);
      expect((tensors.get("x")!.data as Float32Array).every((value) => value === step)).toBe(true);
      expect((await read.readMetrics()).some((row) => row.step === step)).toBe(true);
      await read.lock();
      expect(readdirSync(run.path).filter((name) => name.includes(".tmp"))).toEqual([]);
      expect(readdirSync(join(run.path, "checkpoints")).filter((name) => name.includes(".tmp"))).toEqual([]);
      await read.appendResume(0);
      await read.unlock();
    }
  });
});

describe("what the disk says", () => {
  it("is said to people", () => {
    const said = (code: string) => diskError(Object.assign(new Error(`${code}: x`), { code }), "/d/f", "write");
    expect(said("ENOSPC")).toMatchObject({
      code: "disk-full",
      hint: expect.stringContaining("Free"),
      place: { file: "/d/f" },
    });
    expect(said("EACCES").message).toMatchInlineSnapshot(`"No permission to write /d/f (EACCES)"`);
    expect(said("EIO").message).toMatchInlineSnapshot(`"/d/f could not be written: EIO: x"`);
  });

  it.runIf(process.platform !== "win32" && process.getuid?.() !== 0)("includes no permission", async () => {
    const run = await create();
    await run.unlock();
    const { mode } = statSync(run.path);
    chmodSync(run.path, 0o500);
    try {
      expect((await errorOf(run.updateManifest({ threads: 2 }))).code).toBe("no-permission");
    } finally {
      chmodSync(run.path, mode);
    }
  });
});

it("an id keeps the letters of a name in any script, with the marks on them", () => {
  expect(newId("हिन्दी 2", new Date(0))).toMatch(/^हिन्दी-2-19700101T000000Z-[0-9a-f]{4}$/);
  expect(parseConfig('{"name": "हिन्दी 2", "task": "language-model", "data": {"train": "a.txt"}}').problems).toEqual([]);
});
