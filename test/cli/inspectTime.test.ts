// `inspect` of gradients, of changes and of patched states: what is printed for people and for programs, and written to a file.
import { readFileSync } from "node:fs";
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
  });
  const folder = workspace({ "a.rnnconfig": config, "a.txt": words(2000) });
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
  expect(people.stdout).toContain("What it owes to each step:");
  expect(people.stdout).toContain("What if:");

  const wrong = await unroll(folder, "inspect", "last", "--text", "the", "--clamp", "l0.h");
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("--clamp needs NAME=VALUE@FROM:TO");
});
