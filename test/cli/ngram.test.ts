// A model that counts, from its config to the command line: trained, listed, sampled, scored, evaluated.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { NgramModel, NgramReader } from "../../src/baselines/index.ts";
import { parseConfig } from "../../src/config/index.ts";
import { loadCorpus } from "../../src/reading/index.ts";
import { type RunEvent, train } from "../../src/runner/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { logRows, onlyRun, tensorsOf, words, workspace } from "../support/workspace.ts";

const project = (model: object, data: object = {}, text = words(6000)) => {
  const config = {
    task: "language-model",
    data: { train: "book.txt", ...data },
    model: { kind: "ngram", ...model },
    sampling: { length: 30 },
    baselines: [{ name: "ngram", ...model }],
  };
  return workspace({ "a.rnnconfig": JSON.stringify(config), "book.txt": text });
};

describe("n-grams as a model", () => {
  it("count instead of training: the same events, the baseline's figures, and a run that is used like others", {
    timeout: 60_000,
  }, async () => {
    const folder = project({ order: 3 });
    const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
    expect(status).toBe(0);
    expect(stderr).toMatch(/3-gram, Kneser–Ney, [\d,]+ n-grams counted/);
    expect(events.map(({ event }) => event)).toEqual(["start", "baseline", "baseline", "validation", "sample", "done"]);
    const [validation, test] = named(events, "baseline");
    const figures = ({ loss, perplexity, bitsPerCharacter }: typeof test) => ({ loss, perplexity, bitsPerCharacter });
    expect(named(events, "validation")[0]).toEqual({
      ...{ event: "validation", step: 1, targets: validation.targets },
      ...figures(validation),
    });
    const done = events.at(-1)!;
    expect(done).toMatchObject({ reason: "finished", steps: 1, best: { step: 1, ...figures(validation) } });
    expect(done.test).toEqual({ step: 1, ...figures(test) });
    expect(stderr).toContain("No baseline is better than 3-gram, Kneser–Ney");

    const run = onlyRun(folder);
    expect(logRows(run)).toMatchObject([{ event: "validation", step: 1 }]);
    const counts = tensorsOf(run, "best").tensors.get("ngram.3.counts")!.data as Int32Array;
    const read = readFileSync(join(folder, "book.txt"), "utf8");
    const trained = [...read].length - Math.floor(0.1 * read.length) - Math.floor(0.05 * read.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(trained - 2);
    const [listed] = (await unroll(folder, "list", "--json")).events;
    expect(listed).toMatchObject({ state: "finished", step: 1, validation: figures(validation) });

    const evaluated = await unroll(folder, "evaluate", "last", "--json");
    expect(evaluated.events[0]).toMatchObject(figures(test));
    const resumed = await unroll(folder, "train", "--resume", "last", "--json");
    expect(resumed).toMatchObject({
      status: 2,
      events: [{ event: "error", code: "already-finished" }, { event: "done" }],
    });
    const exported = await unroll(folder, "export", "last", "--format", "safetensors", "--json");
    expect(exported).toMatchObject({ status: 2, events: [{ code: "wrong-kind" }] });
    const gradients = await unroll(folder, "gradients", "a.rnnconfig", "--out", "g.safetensors", "--json");
    expect(gradients).toMatchObject({ status: 2, events: [{ code: "wrong-kind" }] });
  });

  it.each([{ unit: "character" }, { unit: "word" }, { unit: "character", direction: "backward" }])(
    "sample, search and score: %j",
    { timeout: 60_000 },
    async (data) => {
      const folder = project({ order: 3, smoothing: "witten-bell" }, data);
      expect((await unroll(folder, "train", "a.rnnconfig")).status).toBe(0);
      const drawn = (...options: string[]) => unroll(folder, "sample", "last", "--length", "12", "--json", ...options);
      const [first] = (await drawn("--seed", "3")).events;
      expect((await drawn("--seed", "3")).events[0]).toEqual(first);
      expect(first.text).not.toBe("");
      const [likeliest] = (await drawn("--beam", "8", "--length", "4")).events;
      const [greedy] = (await drawn("--temperature", "0", "--length", "4")).events;
      expect(likeliest.logProbability).toBeGreaterThanOrEqual(greedy.logProbability as number);

      const line = readFileSync(join(folder, "book.txt"), "utf8").split("\n")[2];
      writeFileSync(join(folder, "lines.txt"), `${line}\n`);
      const [scored] = named((await unroll(folder, "score", "last", "lines.txt", "--json")).events, "line");
      const file = join(folder, "a.rnnconfig");
      const { config } = parseConfig(readFileSync(file, "utf8"));
      const { train, vocabulary } = await loadCorpus(config!, file);
      const settings = { order: 3, smoothing: "witten-bell", minCount: 1 } as const;
      const model = await NgramModel.count(train, vocabulary.size, settings);
      const end = vocabulary.lineEnd!;
      const ids = [...vocabulary.encode(line).ids];
      const symbols = [...(data.direction === "backward" ? ids.reverse() : ids), end];
      const nats = (past: readonly number[]) => {
        const reader = new NgramReader(model);
        for (const id of [...past, end]) reader.read(id);
        return symbols.reduce((sum, id) => {
          const found = sum + Math.log(reader.probability(id));
          reader.read(id);
          return found;
        }, 0);
      };
      // Any of the stretches may stand before it.
      const { pasts } = vocabulary;
      const mean = pasts!.reduce((sum, past) => sum + Math.exp(nats(past)), 0) / pasts!.length;
      expect(pasts).toHaveLength(16);
      expect(scored).toMatchObject({ state: "warm", logProbability: expect.closeTo(Math.log(mean), 4) });
      const cold = await unroll(folder, "score", "last", "lines.txt", "--state", "cold", "--json");
      expect(cold.events[0]).toMatchObject({ state: "cold", logProbability: expect.closeTo(nats([]), 4) });
    },
  );

  it("a stop while it counts leaves no run behind", async () => {
    const folder = project({ order: 8 });
    const events: RunEvent[] = [];
    const host = { emit: (event: RunEvent) => events.push(event), signal: AbortSignal.abort() };
    const result = await train({ configFile: join(folder, "a.rnnconfig"), cwd: folder }, host);
    expect(result).toMatchObject({ failure: null, done: { reason: "stopped", run: null, steps: 0 } });
    expect(events).toEqual([result.done]);
    expect(existsSync(join(folder, ".unroll"))).toBe(false);
  });
});
