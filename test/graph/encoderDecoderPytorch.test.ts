// Encoders and decoders against PyTorch's layers and cells in f64 (test/vectors/make_seq2seq.py): loss, every gradient by name, where the
// decoder looks, and ten losses of Adam; the f64 interpreter and both builds.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CellName, DecoderForm } from "../../src/model/index.ts";
import { decodeSafetensors } from "../../src/tensors/index.ts";
import { type Case, type CaseValues, coreCase, interpret, interpretCase, modelOf } from "../support/encoderDecoders.ts";
import { builds, SUMS, worst } from "../support/networks.ts";
import { withPrefix } from "../support/vectors.ts";

interface Row {
  encoder: CellName;
  decoder: CellName;
  layers: number;
  both: boolean;
  units: number;
  written: number;
  bridge: DecoderForm["bridge"];
  attention: NonNullable<DecoderForm["attention"]>["name"] | null;
  query: "before" | "after" | null;
  size: number;
  embedding: number;
  shared: boolean;
  vocabulary: number;
  targetVocabulary: number;
}

const file = new URL("../vectors/seq2seq.safetensors", import.meta.url);
const { tensors, metadata } = decodeSafetensors(readFileSync(file), "seq2seq.safetensors");
const rows = JSON.parse(metadata.cases) as Row[];
const learningRate = Number(metadata.learningRate);

function load(n: number) {
  const row = rows[n];
  const of = (prefix: string) => withPrefix(tensors, `${n}.${prefix}`);
  const all = of("");
  const { layers, embedding, attention, query, size, vocabulary, targetVocabulary } = row;
  const both = { layers, embedding, dropout: 0, bias: true };
  const integers = (name: string) => Int32Array.from(all.get(name)!);
  const names = ["inputs", "lengths", "targetInputs", "targets", "targetLengths"];
  const minibatch = Object.fromEntries(names.map((name) => [name, integers(name)]));
  const batch = minibatch.lengths.length;
  const c: Case = {
    options: { ...both, cell: row.encoder, units: row.units, bidirectional: row.both },
    decoder: {
      options: { ...both, cell: row.decoder, units: row.written },
      vocabulary: targetVocabulary,
      bridge: row.bridge,
      attention: attention && { name: attention, size, query: query! },
      sharedEmbedding: row.shared,
    },
    dimensions: {
      vocabulary: row.shared ? targetVocabulary : vocabulary,
      steps: minibatch.inputs.length / batch,
      targetSteps: minibatch.targets.length / batch,
      batch,
      lengths: true,
    },
  };
  const values: CaseValues = {
    parameters: new Map(
      [...all].filter(([name]) => /^(embedding|encoder|decoder|bridge|attention|output)\./.test(name)),
    ),
    minibatch,
    count: minibatch.targetLengths.reduce((a, b) => a + b, 0),
  };
  return {
    c,
    values,
    loss: all.get("loss")![0],
    gradients: of("gradient."),
    attention: all.get("attention"),
    losses: all.get("adam.losses")!,
  };
}

const table = rows.map(({ encoder, decoder, layers, bridge, attention, query }, n) => {
  return [`${encoder} to ${decoder}, ${layers}, ${bridge}, ${attention ?? "none"} ${query ?? ""}`, n] as const;
});

describe("the f64 interpreter against PyTorch", () => {
  it.each(table)("%s", (_, n) => {
    const { c, values, loss, gradients, attention } = load(n);
    const model = modelOf(c, { training: true });
    const result = interpretCase(model, values);
    expect(Math.abs(result.loss / loss - 1)).toBeLessThan(1e-12);
    expect([...result.gradients.keys()].sort()).toEqual([...gradients.keys()].sort());
    const { name, value } = worst(result.gradients, gradients);
    expect(value, name).toBeLessThan(1e-10);
    const weights = model.outputs.find((output) => output.name === "attention");
    expect(weights !== undefined).toBe(attention !== undefined);
    if (!weights || !attention) return;
    const seen = interpret(model, values).value(weights.tensor);
    const { lengths, targetLengths } = values.minibatch;
    const { steps: T, batch: B } = c.dimensions;
    attention.forEach((truth, i) => {
      const [u, b, t] = [Math.floor(i / (B * T)), Math.floor(i / T) % B, i % T];
      if (u < targetLengths[b]) expect(Math.abs(seen[i] - truth)).toBeLessThan(1e-12);
      if (t >= lengths[b]) expect(seen[i]).toBe(0);
    });
  });
});

describe.each(builds)("the %s core against PyTorch", (build) => {
  it.each(table)("%s", async (_, n) => {
    const { c, values, gradients, losses } = load(n);
    const core = await coreCase(c, values, build, 1 + (n % 3));
    const settings = { learningRate, clipNorm: 0, clipValue: 0 };
    for (let step = 1; step <= losses.length; step++) {
      core.run(step);
      const result = core.result();
      expect(Math.abs(result.loss / losses[step - 1] - 1), `step ${step}`).toBeLessThan(1e-5);
      if (step === 1) {
        const { name, value } = worst(result.gradients, gradients, SUMS);
        expect(value, name).toBeLessThan(1e-5);
      }
      core.network.update(step, settings);
    }
  });
});
