// The gradients of every task over whole sequences, from the file that a person has to what PyTorch makes of it
// (test/vectors/gradients.py), and what is printed of the step.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { gradientsOf } from "../../src/runner/index.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/tensors/index.ts";
import { relativeDifference } from "../support/networks.ts";
import { workspace } from "../support/workspace.ts";

interface Case {
  name: string;
  config: { training: object };
  data: string;
  rows: { inputs?: number[]; vectors?: number[][]; targets: unknown }[];
  vocabulary?: string[];
  labels?: string[];
  classWeights?: Record<string, number[]>;
  normalization?: object;
}

const file = new URL("../vectors/gradients.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(readFileSync(file), "gradients.safetensors");
const cases = JSON.parse(metadata.cases) as Case[];

function tensorsUnder(prefix: string): Map<string, Tensor> {
  const own = [...tensors].filter(([name]) => name.startsWith(prefix));
  return new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function parametersOf(n: number): Uint8Array {
  const names = [...tensorsUnder(`${n}.gradient.`).keys()];
  return encodeSafetensors(new Map(names.map((name) => [name, tensors.get(`${n}.${name}`)!])), {});
}

describe("gradients are PyTorch's, and all that is printed repeats them", () => {
  it.each(cases.map((c, n) => [c.name, n, c] as const))("%s", async (_, n, c) => {
    const folder = workspace({ "a.rnnconfig": JSON.stringify(c.config), data: c.data });
    const expected = tensorsUnder(`${n}.gradient.`);
    const weights = join(folder, "w.safetensors");
    writeFileSync(weights, parametersOf(n));
    const { step, count, file: made } = await gradientsOf(join(folder, "a.rnnconfig"), weights);

    const { tensors: gradients } = decodeSafetensors(made, "made");
    expect([...gradients.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [name, { shape, data }] of expected) {
      expect(gradients.get(name)!.shape).toEqual(shape);
      expect(relativeDifference(gradients.get(name)!.data as Float32Array, data as Float64Array), name).toBeLessThan(
        1e-5,
      );
    }
    const [loss] = tensors.get(`${n}.loss`)!.data as Float64Array;
    expect(relativeDifference([step.loss], [loss])).toBeLessThan(1e-6);

    for (const key of ["vocabulary", "labels"] as const) expect(step[key]).toEqual(c[key]);
    close(step.classWeights, c.classWeights);
    close(step.normalization, c.normalization);
    const inOrder = (rows: unknown[]) => rows.map((row) => JSON.stringify(rounded(row))).sort();
    expect(inOrder(rowsOf(step))).toEqual(inOrder(c.rows));
    const perRow = Array.isArray(c.rows[0].targets) && step.task !== "classification";
    expect(count).toBe(perRow ? c.rows.reduce((sum, { targets }) => sum + (targets as []).length, 0) : c.rows.length);
  });
});

// With UNROLL_PYTHON, a python with torch and safetensors.
it.skipIf(!process.env.UNROLL_PYTHON)(
  "of a minibatch that is shuffled and does not hold all, PyTorch repeats the step from what is printed",
  { timeout: 60_000 },
  async () => {
    const files: string[] = [];
    for (const [n, { config, data }] of cases.entries()) {
      const training = { ...config.training, batchSize: 2 };
      const folder = workspace({ "a.rnnconfig": JSON.stringify({ ...config, training }), data });
      const [weights, line, out] = ["w.safetensors", "line.jsonl", "g.safetensors"].map((name) => join(folder, name));
      writeFileSync(weights, parametersOf(n));
      const { step, file: made } = await gradientsOf(join(folder, "a.rnnconfig"), weights);
      writeFileSync(line, `${JSON.stringify({ event: "gradients", ...step })}\n`);
      writeFileSync(out, made);
      files.push(weights, line, out);
    }
    const script = fileURLToPath(new URL("../vectors/check_gradients.py", import.meta.url));
    const checked = spawnSync(process.env.UNROLL_PYTHON!, [script, ...files], { encoding: "utf8" });
    console.log(checked.stdout.match(/^largest .*$/gm)?.join("\n"));
    expect([checked.status, checked.stderr]).toEqual([0, ""]);
  },
);

/** The examples of a printed minibatch, without their padding. */
function rowsOf({ task, lengths, inputs, vectors, targets }: Awaited<ReturnType<typeof gradientsOf>>["step"]) {
  return lengths!.map((length, b) => {
    const own = (steps: unknown) => (steps as unknown[][]).slice(0, length).map((rows) => rows[b]);
    const isPadding = (steps: unknown) =>
      (steps as unknown[][]).slice(length).every((rows) => [rows[b]].flat().every((x) => x === 0 || x === -100));
    for (const steps of [inputs, vectors]) if (steps) expect(isPadding(steps)).toBe(true);
    return {
      ...(inputs && { inputs: own(inputs) }),
      ...(vectors && { vectors: own(vectors) }),
      targets: task === "classification" ? targets[b] : own(targets),
    };
  });
}

function close(found: unknown, expected: unknown): void {
  expect(rounded(found)).toEqual(rounded(expected));
}

/** Numbers to six digits: what is read in f32 may differ behind them. */
function rounded(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(6));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
