// A cloze model from its config to what stands in a gap.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { named, unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { onlyRun, smallConfig, traceOf, workspace } from "../support/workspace.ts";

/** l m r: m says which two letters stand beside it. From one side a bit of it is chance, from both sides nothing. */
function triples(count: number, separator = ""): string {
  const random = generator(5);
  const pick = () => (random() < 0.5 ? "a" : "b");
  return Array.from({ length: count }, () => {
    const [l, r] = [pick(), pick()];
    return [l, { aa: "0", ab: "1", ba: "2", bb: "3" }[l + r], r].join(separator);
  }).join(separator === "" ? " " : "\n");
}

const training = { steps: 500, batchSize: 16, sequenceLength: 48, learningRate: 0.02, validateEvery: 250, threads: 2 };

describe("cloze", () => {
  it.each(["sequential", "random"])(
    "tells from both sides what no side tells, %s",
    { timeout: 60_000 },
    async (batching) => {
      const folder = workspace({
        "a.rnnconfig": smallConfig({
          data: { direction: "cloze" },
          model: { units: 16 },
          training: { ...training, batching },
          sampling: { prompt: "a1b a___a", temperature: 0 },
        }),
        "book.txt": triples(3000),
      });
      const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
      expect(status, stderr).toBe(0);
      const [, validation] = named(events, "validation");
      expect(validation).not.toHaveProperty("perplexity");
      expect(validation).not.toHaveProperty("bitsPerCharacter");
      // Two bits of each four characters are chance to whoever reads one way: 1.41.
      expect(validation.pseudoPerplexity).toBeLessThan(1.2);
      expect(validation.pseudoPerplexity).toBeCloseTo(Math.exp(validation.loss as number), 9);
      expect(events.at(-1)).toMatchObject({ test: { pseudoPerplexity: expect.any(Number) } });
      expect(named(events, "sample").at(-1)).toMatchObject({ prompt: "a1b a", text: "0a" });
      if (batching === "random") return;

      const two = await unroll(folder, "sample", "last", "--prompt", "a1___ b___b a", "--temperature", "0", "--json");
      expect(named(two.events, "sample")[0]).toMatchObject({
        prompt: "a1",
        text: "b b3b a",
        filled: ["b", "3"],
        tokens: 2,
      });
      const next = await unroll(folder, "sample", "last", "--prompt", "b3___ a0a", "--next", "2");
      expect(next.stdout).toMatch(/^ +[89]\d\.\d+ % {2}b\n/);
      const none = await unroll(folder, "sample", "last", "--prompt", "b3", "--json");
      expect([none.status, none.events[0].code]).toEqual([2, "no-gap"]);
      const beam = await unroll(folder, "sample", "last", "--prompt", "b3___", "--beam", "3");
      expect([beam.status, beam.stderr]).toEqual([
        2,
        expect.stringMatching(/beam is not supported when data\.direction is "cloze"[\s\S]*Use --next 10\./),
      ]);

      writeFileSync(join(folder, "lines.txt"), "a0a b2a\na0a b1a\n");
      const scored = await unroll(folder, "score", "last", "lines.txt", "--json");
      const [right, wrong] = named(scored.events, "line") as unknown as { tokens: { logProbability: number }[] }[];
      expect(right).toMatchObject({ pseudoLogProbability: expect.any(Number), targets: 7 });
      expect(right).not.toHaveProperty("logProbability");
      expect(right.tokens[5].logProbability).toBeGreaterThan(-0.5);
      // The sign and both letters beside it are surprising.
      for (const i of [4, 5, 6]) expect(wrong.tokens[i].logProbability).toBeLessThan(-1);
      expect(named(scored.events, "score")[0]).toMatchObject({ likeliest: 1, pseudoPerplexity: expect.any(Number) });
    },
  );

  it("of words fills a gap within a line; resumes to the same bits, also where the last window has one step", {
    timeout: 60_000,
  }, async () => {
    const config = smallConfig({
      data: { direction: "cloze", unit: "word", split: "whitespace", validation: 0.1 },
      model: { units: 16, layers: 2 },
      training: { ...training, steps: 60, sequenceLength: 5, validateEvery: 15, checkpointEvery: 10, sampleEvery: 30 },
      sampling: { prompt: "a ___ a", temperature: 0 },
    });
    // 16 rows of 136 tokens: the last of 28 windows has one.
    const text = triples(640, " ");
    const folders = [60, 30].map((steps) => {
      const folder = workspace({ "a.rnnconfig": config, "book.txt": text });
      return { folder, steps };
    });
    for (const { folder, steps } of folders) {
      const { status, stderr } = await unroll(folder, "train", "a.rnnconfig", "--set", `training.steps=${steps}`);
      expect(status, stderr).toBe(0);
    }
    const resumed = await unroll(folders[1].folder, "train", "--resume", "last", "--set", "training.steps=60");
    expect(resumed.status, resumed.stderr).toBe(0);
    const [whole, broken] = folders.map(({ folder }) => traceOf(onlyRun(folder)));
    expect(broken).toEqual(whole);
    const filled = await unroll(folders[0].folder, "sample", "last", "--prompt", "b ___ a", "--json");
    expect(named(filled.events, "sample")[0]).toMatchObject({ prompt: "b", filled: [expect.any(String)] });
  });
});
