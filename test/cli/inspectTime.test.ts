// `inspect` of gradients, of changes and of patched states: what is printed for people and for programs, and written to a file.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { smallConfig, words, workspace } from "../support/workspace.ts";

it("inspect says what predictions owe to earlier steps, and what would be otherwise", async () => {
  const config = smallConfig({
    data: { train: "a.txt" },
    model: { cell: "lstm", units: 6, layers: 2 },
    training: { steps: 3 },
    baselines: [{ name: "ngram", order: 3 }],
  });
  const ngrams = { task: "language-model", data: { train: "a.txt" }, model: { kind: "ngram", order: 3 } };
  const folder = workspace({ "n.rnnconfig": JSON.stringify(ngrams), "a.rnnconfig": config, "a.txt": words(2000) });
  expect((await unroll(folder, "train", "a.rnnconfig", "--json")).status).toBe(0);
  const text = words(30, 2).slice(0, 20);
  const asked = [
    "--gradient",
    "9",
    "--gradients",
    "--compare",
    "last",
    "--clamp",
    "l0.c.3=0.5@5:8",
    ...["--length", "20", "--temperature", "0.7", "--seed", "5"],
    "--out",
    "x.safetensors",
  ];
  const from = `${text.slice(0, 10)}${words(40, 3).slice(-10)}`;
  const inspect = (...options: string[]) =>
    unroll(folder, "inspect", "last", "--text", text, "--from", from, ...asked, ...options);
  const [{ status, events, stderr }, people] = await Promise.all([inspect("--json"), inspect()]);
  expect(status, stderr).toBe(0);

  const [gradient] = named(events, "gradient") as unknown as {
    step: number;
    layers: { norms: number[] }[];
    shares: { share: number[] }[];
  }[];
  const T = gradient.layers[0].norms.length;
  expect(gradient.step).toBe(9);
  expect(gradient.layers.map(({ norms }) => norms.slice(10).every((norm) => norm === 0))).toEqual([true, true]);
  for (const { share } of gradient.shares) expect(share.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 4);
  const triangles = named(events, "gradients") as unknown as {
    layers: { norms: number[][]; verdict: { kind: string; lag: number } }[];
  }[];
  // Gradients are those of the network without the clamp, and the run that they are compared with is the same.
  expect(triangles.length).toBe(2);
  expect(triangles[0].layers).toEqual(triangles[1].layers);
  const [{ verdict }] = triangles[0].layers;
  expect(people.stdout).toContain(`l0: ${verdict.kind} within ${verdict.lag} steps`);

  const [changed] = named(events, "whatIf") as unknown as { loss: { from: number; before: number; after: number } }[];
  expect(changed.loss.from).toBe(5);
  expect(changed.loss.after).not.toBe(changed.loss.before);
  // The text goes on as `sample` writes it, and otherwise with the clamp; 20 symbols are as many as were asked for.
  const { samples } = changed as unknown as { samples: { seed: number; texts: { before: string; after: string }[] } };
  const { events: drawn } = await unroll(
    folder,
    "sample",
    "last",
    "--prompt",
    text,
    "--length",
    "20",
    "--temperature",
    "0.7",
    "--seed",
    "5",
    "--json",
  );
  expect(samples.texts[1].before).toBe(drawn[0].text);
  expect(samples.seed).toBe(5);
  expect(people.stdout).toContain("How it goes on, drawn at temperature 0.7 with seed 5:");
  const c = named(events, "tensor").find(({ name }) => name === "l0.c") as unknown as { values: number[] };
  expect([4, 5, 7, 8].map((t) => c.values[t * 6 + 3] === 0.5)).toEqual([false, true, true, false]);

  const [patch] = named(events, "patch") as unknown as {
    tensors: string[];
    recovery: number[][] | null;
    steps: number[];
  }[];
  expect(patch.tensors).toEqual(["l0.h", "l0.c", "l0", "l1.h", "l1.c", "l1", "all"]);
  expect(patch.recovery === null || patch.recovery[6].at(-1) === 1).toBe(true);

  const { tensors } = decodeSafetensors(readFileSync(join(folder, "x.safetensors")), "x.safetensors");
  expect(tensors.get("gradients.l0.state")!.shape).toEqual([T, T]);
  expect([...(tensors.get("saliency")!.data as Float32Array)].length).toBe(T);
  expect(people.stdout).toContain("How it depends on each step:");
  expect(people.stdout).toContain("What if:");

  // N-grams say of the text what a run of n-grams prints of it.
  const { predictions } = named(events, "inspection")[0] as unknown as {
    predictions: { baseline: { name: string; surprise: (number | null)[]; total: number } };
  };
  expect((await unroll(folder, "train", "n.rnnconfig", "--json")).status).toBe(0);
  writeFileSync(join(folder, "line.txt"), text.replaceAll("\n", " "));
  const { events: lines } = await unroll(folder, "score", "last", "line.txt", "--json");
  const { tokens } = lines[0] as unknown as { tokens: { symbol: string; logProbability: number }[] };
  const { name, surprise, total } = predictions.baseline;
  expect(name).toBe("3-gram, Kneser–Ney");
  expect(surprise.at(-1)).toBeNull();
  surprise.slice(0, -1).forEach((nats, t) => expect(nats).toBeCloseTo(-tokens[t].logProbability, 4));
  expect(total).toBeCloseTo(
    surprise.slice(0, -1).reduce((sum: number, nats) => sum + nats!, 0),
    3,
  );
  expect(people.stdout).toContain(`${name}: `);

  const wrong = await unroll(folder, "inspect", "last", "--text", "the", "--clamp", "l0.h");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("has no value to hold the unit at");
});
