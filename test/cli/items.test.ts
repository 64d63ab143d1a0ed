// Baskets from their config to what is recommended.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { named, unroll } from "../support/commandLine.ts";
import { generator } from "../support/random.ts";
import { smallConfig, workspace } from "../support/workspace.ts";

/** In each basket one theme: its items follow each other in a circle. */
function baskets(lines: number): string {
  const random = generator(3);
  const themes = [
    ["bread", "butter", "jam"],
    ["tent", "rope", "lamp"],
    ["pen", "ink", "paper"],
    ["Tea, green", "sugar", "milk"],
  ];
  return Array.from({ length: lines }, () => {
    const theme = themes[Math.floor(random() * themes.length)];
    const start = Math.floor(random() * 3);
    return Array.from({ length: 5 }, (_, i) => theme[(start + i) % 3]).join("\t");
  }).join("\n");
}

it("items are trained on, measured by rank, recommended and scored", { timeout: 60_000 }, async () => {
  const folder = workspace({
    "a.rnnconfig": smallConfig({
      data: { unit: "item" },
      // What is popular, and what usually follows the last two.
      baselines: [
        { name: "ngram", order: 1 },
        { name: "ngram", order: 3 },
      ],
      training: { steps: 150, batchSize: 8, sequenceLength: 12, learningRate: 0.03, validateEvery: 75, threads: 2 },
    }),
    "book.txt": baskets(600),
  });
  const { status, events, stderr } = await unroll(folder, "train", "a.rnnconfig", "--json");
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/items for training/);
  expect(stderr).toMatch(/each line is a basket, with items separated by tabs/);
  expect(named(events, "start")[0].data).toMatchObject({ separator: "tab", vocabularySize: 15 });
  const [first, last] = named(events, "validation");
  expect(first).toMatchObject({ perplexity: expect.any(Number), hitAt1: expect.any(Number), mrr: expect.any(Number) });
  // Four of five items are certain; the first of a basket is one of twelve, of which ten are among the ten first.
  const { hitAt1, hitAt5, hitAt10, mrr } = last as unknown as Record<string, number>;
  expect(hitAt1).toBeGreaterThan(0.75);
  expect(hitAt1).toBeLessThan(0.95);
  expect(hitAt5).toBeLessThan(1);
  expect(hitAt10).toBeGreaterThan(0.9);
  expect(mrr).toBeGreaterThan(hitAt1);
  // The same of the baselines, on the same targets: of twelve items the most popular is right about as often as any.
  const [popular, , usual] = named(events, "baseline") as unknown as Record<string, number>[];
  expect(popular.hitAt1).toBeGreaterThan(0.03);
  expect(popular.hitAt1).toBeLessThan(0.2);
  expect(popular.hitAt10).toBeGreaterThan(0.7);
  expect(popular.mrr).toBeLessThan(0.4);
  expect(Math.abs(usual.hitAt1 - hitAt1)).toBeLessThan(0.06);
  expect(usual.hitAt5).toBeLessThan(1);
  expect(stderr).toMatch(/hit@1 +hit@5 +hit@10 +mean reciprocal rank/);
  expect(events.at(-1)).toMatchObject({ test: { hitAt10: expect.any(Number) } });

  const next = await unroll(folder, "sample", "last", "--prompt", "rope\tlamp", "--next", "3", "--json");
  const [{ symbols, prompt }] = named(next.events, "next") as unknown as [
    { prompt: string; symbols: { symbol: string; probability: number }[] },
  ];
  expect(prompt).toBe("rope\tlamp");
  expect(symbols).toHaveLength(3);
  expect(symbols[0].symbol).toBe("tent");
  expect(symbols[0].probability).toBeGreaterThan(0.5);
  const shown = await unroll(folder, "sample", "last", "--prompt", "rope\tlamp\twrench", "--next", "1");
  expect(shown.stdout).toMatch(/^ +[\d.]+ % {2}\S+\n$/);
  expect(shown.stderr).toMatch(/never seen: "wrench"/);

  const distinct = await unroll(
    folder,
    "sample",
    "last",
    "--prompt",
    "pen",
    "--length",
    "1",
    "--count",
    "10",
    "--distinct",
    "--json",
  );
  expect(new Set(named(distinct.events, "sample").map(({ text }) => text)).size).toBe(10);

  writeFileSync(join(folder, "lines.txt"), "bread\tbutter\tjam\tbread\tbutter\nbread\tbutter\tink\tbread\tbutter\n");
  const scored = await unroll(folder, "score", "last", "lines.txt", "--json");
  expect(named(scored.events, "score")[0]).toMatchObject({ lines: 2, targets: 12, likeliest: 1 });
});
