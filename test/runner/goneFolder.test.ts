// The folder of a run is deleted or moved while it trains: nothing of what is in memory is lost.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { type GoneFolder, type RunEvent, type SaveTo, train } from "../../src/runner/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { onlyRun, smallConfig, traceOf, words, workspace } from "../support/workspace.ts";

const training = {
  steps: 120,
  batchSize: 4,
  sequenceLength: 16,
  checkpointEvery: 10,
  validateEvery: 40,
  sampleEvery: 30,
};

const project = (change: object = {}) =>
  workspace({ "a/a.rnnconfig": smallConfig({ training: { ...training, ...change } }), "a/book.txt": words(6000) });

/** Trains, and does something to the folder of the run after a step. */
async function trainAnd(
  folder: string,
  step: number,
  act: (run: string) => void,
  folderGone?: (gone: GoneFolder) => Promise<SaveTo>,
  stop = new AbortController(),
) {
  const events: RunEvent[] = [];
  let run = "";
  const emit = (event: RunEvent) => {
    events.push(event);
    if (event.event === "start") run = event.run;
    if (event.event === "step" && event.step === step) act(run);
  };
  const request = { configFile: join(folder, "a/a.rnnconfig"), cwd: folder };
  const { done, failure } = await train(request, { emit, signal: stop.signal, ...(folderGone && { folderGone }) });
  const of = <E extends RunEvent["event"]>(name: E) =>
    events.filter((event): event is Extract<RunEvent, { event: E }> => event.event === name);
  return { done, failure, run, events, of };
}

const remove = (path: string) => rmSync(path, { recursive: true, force: true });

describe("a folder that is deleted", () => {
  it("is written again where it was, with nothing lost but earlier checkpoints, and no bit changed", async () => {
    const undisturbed = await trainAnd(project(), 0, () => {});
    const folder = project();
    // With the config and the data, as when somebody clears away an experiment.
    const { done, failure, run, of } = await trainAnd(folder, 75, () => remove(join(folder, "a")));
    expect([done.reason, failure]).toEqual(["finished", null]);
    expect({ ...done, seconds: 0, tokensPerSecond: 0, run: "" }).toEqual({
      ...{ ...undisturbed.done, seconds: 0, tokensPerSecond: 0, run: "" },
    });
    expect(of("saved-again")).toEqual([
      {
        event: "saved-again",
        run,
        message: expect.stringMatching(
          /^The folder of this run was deleted or moved while it trained: .* It is saved again at /,
        ),
      },
    ]);
    expect(traceOf(run)).toEqual(traceOf(undisturbed.run));
    expect(readdirSync(run).sort()).toEqual(readdirSync(undisturbed.run).sort());
    expect(existsSync(join(folder, "a/.unroll/.gitignore"))).toBe(true);
  });

  it("is noticed without a checkpoint to write, and the training waits for an answer", async () => {
    const folder = project({ checkpointEvery: 99_999, validateEvery: 99_999, sampleEvery: 99_999, steps: 100_000 });
    const stop = new AbortController();
    let asked: GoneFolder | undefined;
    const { done, run, events, of } = await trainAnd(
      folder,
      20,
      remove,
      async (gone) => {
        asked = gone;
        stop.abort();
        return { folder: join(folder, "elsewhere", gone.id) };
      },
      stop,
    );
    expect(asked).toEqual({
      ...{ run, id: basename(run) },
      message: `The folder of this run was deleted or moved while it trained: ${run}`,
      hint: expect.stringMatching(/^Training waits after step [\d,]+, with everything in memory\. Save the run again/),
    });
    // The last step before the question was the last of all.
    const last = Number(/step ([\d,]+), /.exec(asked!.hint)![1].replaceAll(",", ""));
    expect([done.steps, events.filter((event) => event.event === "step" && event.step > last)]).toEqual([last, []]);
    const saved = of("saved-again")[0].run;
    expect(saved).toBe(join(folder, "elsewhere", asked!.id));
    expect(done).toMatchObject({ reason: "stopped", run: saved });
    expect(existsSync(run)).toBe(false);
    // It knows its config from there, has every row, and goes on.
    const manifest = JSON.parse(readFileSync(join(saved, "run.json"), "utf8"));
    expect(manifest.configFile).toBe(relative(saved, join(folder, "a/a.rnnconfig")));
    const rows = readFileSync(join(saved, "metrics.jsonl"), "utf8").trim().split("\n");
    expect(rows).toHaveLength(of("step").length);
    const resumed = await unroll(
      folder,
      "train",
      "--resume",
      saved,
      "--set",
      `training.steps=${done.steps + 5}`,
      "--json",
    );
    expect(named(resumed.events, "error")).toEqual([]);
    expect(resumed.events.at(-1)).toMatchObject({ reason: "finished", steps: done.steps + 5 });
  });

  it("stays away when its person wants that", async () => {
    const { done, failure, run, of } = await trainAnd(project(), 75, remove, async () => "discard");
    expect([done.reason, failure]).toEqual(["error", "run"]);
    expect(of("error")).toMatchObject([{ code: "discarded", hint: "Nothing of it is saved, as you chose." }]);
    expect(readdirSync(dirname(run))).toEqual([]);
  });

  it("is asked about again where something else lies", async () => {
    const folder = project();
    const asked: string[] = [];
    const { done, run, of } = await trainAnd(folder, 75, remove, async ({ message, run: before }) => {
      asked.push(message);
      if (asked.length > 1) return { folder: before };
      mkdirSync(join(folder, "full/of/things"), { recursive: true });
      return { folder: join(folder, "full") };
    });
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain(
      `It could not be saved at ${join(folder, "full")}. ${join(folder, "full")} already exists`,
    );
    expect([done.reason, of("saved-again")[0].run]).toEqual(["finished", run]);
  });
});

it("a folder that was moved is gone on in, as it is", async () => {
  const folder = project();
  let inode = 0;
  const moved = join(folder, "b");
  const { done, of } = await trainAnd(
    folder,
    75,
    (run) => {
      inode = statSync(run).ino;
      renameSync(join(folder, "a"), moved);
    },
    async ({ id }) => ({ folder: join(moved, ".unroll/runs", id) }),
  );
  const run = onlyRun(moved);
  expect([done.reason, done.run, of("saved-again")[0].run]).toEqual(["finished", run, run]);
  expect(statSync(run).ino).toBe(inode);
  expect(traceOf(run).metrics).toHaveLength(of("step").length + of("validation").length);
  expect(readdirSync(run)).not.toContain("lock");
  expect(existsSync(join(folder, "a"))).toBe(false);
});

it("what is deleted in the folder is written again without a question", async () => {
  const undisturbed = await trainAnd(project(), 0, () => {});
  const { done, run, of } = await trainAnd(project(), 75, (path) => {
    for (const name of readdirSync(path)) remove(join(path, name));
  });
  expect([done.reason, of("saved-again")]).toEqual(["finished", []]);
  expect(traceOf(run)).toEqual(traceOf(undisturbed.run));
  expect(readdirSync(run).sort()).toEqual(readdirSync(undisturbed.run).sort());
  expect(JSON.parse(readFileSync(join(run, "run.json"), "utf8")).state).toBe("finished");
});
