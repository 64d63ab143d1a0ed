// Encoder and decoder: the f64 interpreter against central differences, both builds in shards against the interpreter, one part
// after the other against the whole, and padding that is never read. Every pair of options stands in one of the cases.
import { describe, expect, it } from "vitest";
import type { DecoderForm, ModelOptions } from "../../src/model/index.ts";
import { type Case, coreCase, corePart, interpretCase, modelOf, slopes, valuesOf } from "../support/encoderDecoders.ts";
import { builds, SLOPES, SUMS, worst } from "../support/networks.ts";

const BOUND = 1e-5;
const scalars = { inverseTokens: 1, seed: 1, step: 1 };

const cells: Record<string, Partial<ModelOptions> & Pick<ModelOptions, "cell">> = {
  rnn: { cell: "rnn" },
  lstm: { cell: "lstm" },
  gru: { cell: "gru" },
  "gru original": { cell: "gru", resetAfter: false },
  "lstm peepholes": { cell: "lstm", peepholes: true },
  "lstm projection": { cell: "lstm", projection: 2 },
  clockwork: { cell: "clockwork", periods: [1, 2] },
  scrn: { cell: "scrn", contextUnits: 3 },
};
const names = Object.keys(cells);
const attentions: DecoderForm["attention"][] = [
  null,
  ...(["dot", "general", "additive"] as const).flatMap((name) =>
    (["before", "after"] as const).map((query) => ({ name, size: 3, query })),
  ),
];
const bridges = ["linear", "copy", "zero"] as const;

/** Numbers that a layer puts out, and those of h, which asks. */
const widthOf = ({ cell, projection, contextUnits, units }: ModelOptions) =>
  cell === "scrn" ? units + contextUnits! : (projection ?? units);
const queryOf = ({ projection, units }: ModelOptions) => projection ?? units;

/** A side of a network; SCRN has no biases. */
const side = (name: string, options: Partial<ModelOptions>): ModelOptions => {
  const bias = cells[name].cell !== "scrn";
  return { layers: 1, embedding: 3, dropout: 0, units: 4, bias, ...cells[name], ...options };
};

/** Two sides whose sizes fit what the bridge and the scores ask for; a copy needs the same cell on both. */
function caseOf(index: number, encoder?: string, decoder?: string): Case {
  const decoderName = decoder ?? names[Math.floor(index / 7) % 8];
  const given = attentions[index % 7];
  const bridge = bridges[(index + Math.floor(index / 7)) % 3];
  const copies = bridge === "copy";
  const encoderName = encoder ?? (copies ? decoderName : names[(index + Math.floor(index / 21)) % 8]);
  const bidirectional = (Math.floor(index / 7) + Math.floor(index / 2)) % 2 === 0;
  const directions = bidirectional ? 2 : 1;
  const layers = 1 + (Math.floor(index / 3) % 2);
  const options = side(encoderName, { layers, bidirectional });
  const write = side(decoderName, {
    layers: copies ? layers : 1 + (Math.floor(index / 5) % 2),
    units: 6,
    embedding: 2,
  });
  if (copies) write.units = directions * options.units;
  if (copies && write.projection) write.projection *= directions;
  if (copies && write.contextUnits) write.contextUnits *= directions;
  let attention = given;
  if (given?.name === "dot") {
    if (!copies && write.projection) write.projection = directions * widthOf(options);
    if (!copies) write.units = Math.max(directions * widthOf(options), write.projection ?? 0);
    if (queryOf(write) !== directions * widthOf(options)) attention = { ...given, name: "general" };
  }
  return {
    options,
    decoder: { options: write, vocabulary: 5, bridge, attention, sharedEmbedding: false },
    dimensions: { steps: 4, targetSteps: 3, batch: 3, vocabulary: 4, lengths: true },
  };
}

const labelOf = ({ options, decoder: { options: write, bridge, attention } }: Case) =>
  `${options.cell} ${options.layers}${options.bidirectional ? " both ways" : ""} to ${write.cell} ${write.layers}, ${bridge}, ${attention ? `${attention.name} ${attention.query}` : "no attention"}`;

const cases = [
  ...Array.from({ length: 84 }, (_, i) => caseOf(i)),
  caseOf(0, "rnn", "clockwork"),
  caseOf(6, "rnn", "scrn"),
];

it("covers every pair of options", () => {
  const pairs = new Set<string>();
  for (const { options, decoder } of cases) {
    const a = decoder.attention ? `${decoder.attention.name} ${decoder.attention.query}` : "none";
    const parts = [`e:${options.cell}`, `d:${decoder.options.cell}`, `a:${a}`, `b:${decoder.bridge}`];
    parts.push(`l:${options.layers}`, `u:${decoder.options.layers}`, `w:${options.bidirectional}`);
    for (const x of parts) for (const y of parts) pairs.add(`${x} ${y}`);
  }
  const missing: string[] = [];
  const has = (x: string, y: string) => pairs.has(`${x} ${y}`) || missing.push(`${x} ${y}`);
  const looks = attentions.map((a) => (a ? `a:${a.name} ${a.query}` : "a:none"));
  for (const cell of ["rnn", "lstm", "gru", "clockwork", "scrn"]) {
    for (const look of looks) if (!(look.startsWith("a:dot") && cell === "scrn")) has(`d:${cell}`, look);
    for (const bridge of bridges) has(`d:${cell}`, `b:${bridge}`);
    for (const other of ["rnn", "lstm", "gru", "clockwork", "scrn"]) has(`e:${cell}`, `d:${other}`);
  }
  for (const look of looks) for (const bridge of bridges) if (!look.includes("dot")) has(look, `b:${bridge}`);
  for (const look of looks) for (const way of ["true", "false"]) if (!look.includes("dot")) has(look, `w:${way}`);
  for (const look of looks) for (const count of [1, 2]) has(look, `u:${count}`);
  expect(missing).toEqual([]);
});

describe("the f64 interpreter against central differences", () => {
  it("in every case", () => {
    for (const [i, c] of cases.entries()) {
      const values = valuesOf(c, 40 + i);
      const model = modelOf(c, { training: true });
      const { gradients } = interpretCase(model, values);
      expect([...gradients.keys()].sort(), labelOf(c)).toEqual([...values.parameters.keys()].sort());
      const { measured, said } = slopes(c, values, gradients, i);
      const { name, value } = worst(said, measured, SLOPES);
      expect(value, `${labelOf(c)}: ${name}`).toBeLessThan(BOUND);
    }
  });
});

it("the fused forms equal the definition, in f64", () => {
  for (const [i, c] of cases.entries()) {
    const values = valuesOf(c, 200 + i);
    const [a, b] = [false, true].map((unrolled) => interpretCase(modelOf(c, { training: true, unrolled }), values));
    expect(Math.abs(a.loss - b.loss), labelOf(c)).toBeLessThan(1e-12);
    const { name, value } = worst(a.gradients, b.gradients, SLOPES);
    expect(value, `${labelOf(c)}: ${name}`).toBeLessThan(1e-10);
  }
});

describe.each(builds)("the %s core against the interpreter", (build) => {
  it("in every case, in shards", async () => {
    for (const [i, c] of cases.entries()) {
      const values = valuesOf(c, 400 + i);
      const truth = interpretCase(modelOf(c, { training: true }), values);
      const core = await coreCase(c, values, build, 1 + (i % 3));
      core.run();
      const { loss, gradients } = core.result();
      expect(Math.abs(loss / truth.loss - 1), labelOf(c)).toBeLessThan(1e-6);
      const { name, value } = worst(gradients, truth.gradients, SUMS);
      expect(value, `${labelOf(c)}, ${1 + (i % 3)} shards: ${name}`).toBeLessThan(BOUND);
    }
  });
});

const both = (options: Partial<ModelOptions>) => (c: Case) => {
  Object.assign(c.options, options);
  Object.assign(c.decoder.options, options);
};
/** Changes of a network, each with the query before and after a step. */
const changes: Record<string, (c: Case) => void> = {
  "dropout between layers": both({ dropout: 0.4, layers: 2 }),
  "variational dropout": both({ variationalDropout: { input: 0.3, recurrent: 0.2, output: 0.4 }, layers: 2 }),
  "recurrent dropout and zoneout": both({ recurrentDropout: 0.3, zoneout: { h: 0.2, c: 0.3 } }),
  "layer normalisation": both({ layerNorm: true, layers: 2 }),
  "learned initial states": (c) => {
    both({ initialState: "learned" })(c);
    c.decoder.bridge = "zero";
  },
  "tied, one embedding": (c) => {
    both({ embedding: 6, tied: true })(c);
    c.decoder.sharedEmbedding = true;
    c.decoder.vocabulary = c.dimensions.vocabulary;
  },
  "one-hot input": both({ embedding: 0 }),
  "no biases, layers of their own": both({ bias: false, layers: [{}, { cell: "gru", units: 6 }] }),
  frozen: both({ freeze: ["encoder.*", "attention.key.weight", "decoder.bias_*"] }),
};

describe.each(Object.entries(changes))("%s", (label, change) => {
  const changed = (["before", "after"] as const).map((query, i): Case => {
    const c = caseOf(0, ["lstm", "gru"][i], ["gru", "lstm"][i]);
    c.options.units = 3;
    c.decoder.attention = { name: i === 0 ? "additive" : "general", size: 3, query };
    change(c);
    return c;
  });
  const training = { training: true };

  it("in f64: gradients are central differences", () => {
    for (const [i, c] of changed.entries()) {
      const values = valuesOf(c, 60 + i);
      const { gradients } = interpretCase(modelOf(c, training), values);
      const whole = gradients.size === values.parameters.size;
      expect(whole).toBe(label !== "frozen");
      const { measured, said } = slopes(c, values, gradients, 5, training);
      const { name, value } = worst(said, measured, SLOPES);
      expect(value, `${labelOf(c)}: ${name}`).toBeLessThan(BOUND);
    }
  });

  it.each(builds)("on the %s core as in f64, in shards", async (build) => {
    for (const [i, c] of changed.entries()) {
      const values = valuesOf(c, 80 + i);
      const truth = interpretCase(modelOf(c, training), values);
      for (const shards of [1, 3]) {
        const core = await coreCase(c, values, build, shards);
        core.run();
        const { loss, gradients } = core.result();
        expect(Math.abs(loss / truth.loss - 1), labelOf(c)).toBeLessThan(1e-6);
        const { name, value } = worst(gradients, truth.gradients, SUMS);
        expect(value, `${labelOf(c)}, ${shards} shards: ${name}`).toBeLessThan(BOUND);
      }
    }
  });
});

describe("padding", () => {
  it("is never read: garbage there changes no bit of loss and gradients", async () => {
    for (const [i, c] of cases.entries()) {
      if (i % 5 !== 0) continue;
      const [clean, garbage] = [0, -77_777].map((padding) => valuesOf(c, 900 + i, padding));
      expect(garbage.minibatch).not.toEqual(clean.minibatch);
      const results: unknown[] = [];
      for (const values of [clean, garbage]) {
        const core = await coreCase(c, values, builds[builds.length - 1], 2);
        core.run();
        results.push(core.result());
      }
      expect(results[0], labelOf(c)).toEqual(results[1]);
    }
  });
});

describe.each(builds)("encoder and decoder apart, on the %s core", (build) => {
  it("write step by step what the whole network answers, and look where it looks", async () => {
    for (const [i, c] of cases.entries()) {
      const { steps: T, targetSteps: U, batch: B } = c.dimensions;
      const values = valuesOf(c, 700 + i);
      values.minibatch.targetLengths.fill(U);
      values.minibatch.targetInputs.forEach((_, k, ids) => {
        ids[k] = (7 * k) % c.decoder.vocabulary;
      });
      const shards = 1 + (i % 2);
      const whole = await corePart(c, c.dimensions, values, build, undefined, shards);
      whole.write(values.minibatch);
      whole.executable.run(scalars);
      const logits = whole.read("logits", U);

      const encoder = await corePart(c, { steps: T }, values, build, "encoder", shards);
      encoder.write(values.minibatch);
      encoder.executable.run(scalars);
      const made = encoder.model.outputs.filter(({ name }) => !name.startsWith("start."));
      const arrays = Object.fromEntries(made.map(({ name }) => [name, encoder.read(name, T)]));
      const step = await corePart(c, { steps: T, targetSteps: 1 }, values, build, "step", shards);
      const first = values.minibatch.targetInputs.slice(0, B);
      // What stands behind the end of a source is not read.
      const lengths = values.minibatch.lengths;
      for (const numbers of Object.values(arrays)) {
        const width = numbers.length / (T * B);
        for (let k = 0; k < numbers.length; k++) {
          const row = Math.floor(k / width);
          if (Math.floor(row / B) >= lengths[row % B]) numbers[k] = Number.NaN;
        }
      }
      step.write({ ...arrays, lengths, targetInputs: first });
      step.model.states.forEach(({ name }, k) => {
        step.executable.writeState(k, encoder.read(name.replace("state.", "start."), 1));
      });
      for (let u = 0; u < U; u++) {
        step.executable.rewrite({ targetInputs: values.minibatch.targetInputs.slice(u * B, (u + 1) * B) });
        step.executable.run(scalars);
        const part = (all: Float32Array) => all.subarray((u * all.length) / U, ((u + 1) * all.length) / U);
        const { value } = worst(new Map([["", step.read("logits", 1)]]), new Map([["", part(logits)]]));
        expect(value, `${labelOf(c)}, step ${u}`).toBeLessThan(1e-5);
        if (c.decoder.attention) {
          const [seen, all] = [step.read("attention", 1), part(whole.read("attention", U))];
          expect(worst(new Map([["", seen]]), new Map([["", all]])).value).toBeLessThan(1e-5);
          for (let k = 0; k < seen.length; k++) {
            const [b, t] = [Math.floor(k / T), k % T];
            if (t >= lengths[b]) expect(seen[k]).toBe(0);
          }
        }
        step.executable.commit();
      }
    }
  });
});
