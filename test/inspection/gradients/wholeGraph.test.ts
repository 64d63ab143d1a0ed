// Gradients of networks that read in both directions, of both sides of a gap and of pairs with attention, against central differences in f64.
import { afterAll, expect, test } from "vitest";
import type { Gradients } from "../../../src/contracts/inspection/changes.ts";
import type { Encoding, Series } from "../../../src/data/index.ts";
import { Interpreter, ops, type Tensor } from "../../../src/graph/index.ts";
import {
  gradientAnswer,
  inputReading,
  NetworkLook,
  pairReading,
  type Reading,
  triangleAnswer,
} from "../../../src/inspection/index.ts";
import type { See } from "../../../src/model/index.ts";
import { formModel } from "../../../src/networks/index.ts";
import { Networks, pairs, tags, target, tokens } from "../examples.ts";

const T = 6;
const read = tokens(T);

const nets = new Networks();
afterAll(() => nets.dispose());

/** L in f64, as a function of something that is added to what a layer shows, or hands on, at a step, and of what embeddings are multiplied by. */
function lossIn(look: NetworkLook, row: number, id: number, ahead = 0) {
  const { net, reading } = look;
  const { input, targets } = reading;
  // What is forecast further ahead goes on from what was put out.
  const steps = ahead > 0 ? row + 1 + ahead : input.length;
  const shape = { steps, batch: 1, ...(targets && { targetSteps: targets.length }) };
  const added = new Map<string, Tensor>();
  const shown = new Map<string, Tensor>();
  const plus =
    (kind: string): See =>
    ({ graph, layer, label, t }, tensor) => {
      const isSum = label.startsWith("pre.");
      if (!isSum && !["h", "c", "s"].includes(label)) return tensor;
      const key = `${isSum ? "sum" : kind} ${layer} ${label} ${t}`;
      const x = graph.input(key, tensor.shape, "f32");
      // Shown twice, the last is the one that counts.
      added.set(key, x);
      const { out } = graph.apply(ops.add, { x: tensor, y: x }, {}, "moved");
      shown.set(key, out);
      return out;
    };
  const see: See = Object.assign(plus("read"), { handOn: plus("handed") });
  const model = formModel(net.form, shape, { see });
  const interpreter = new Interpreter(model.graph);
  const scale = (factor: number) => {
    for (const { name } of model.graph.parameters()) {
      const values = net.tensors.get(name)!.data as Float32Array;
      interpreter.set(name, name.includes("embedding") ? Float64Array.from(values, (x) => x * factor) : values);
    }
  };
  scale(1);
  const vectors = model.feeds.find(({ name }) => name === "vectors");
  const stretch = (factor: number) =>
    interpreter.set(
      vectors!.tensor,
      Float64Array.from({ length: steps * net.names.length }, (_, i) => (input.vectors![i] ?? 0) * factor),
    );
  const fed: Record<string, ArrayLike<number> | undefined> = {
    ...{
      inputs: input.tokens,
      lengths: [steps],
      targetInputs: targets,
      targetLengths: [targets?.length ?? 0],
    },
  };
  for (const { name, tensor } of model.feeds) if (name !== "vectors") interpreter.set(tensor, fed[name]!);
  if (vectors) stretch(1);
  const run = () => interpreter.run({ seed: 0, step: 0, inverseTokens: 1, firstRow: 0, rows: 1, fresh: true });
  const loss = () => {
    for (let at = row; at < row + ahead; at++) {
      run();
      const K = net.names.length;
      const put = interpreter.value(model.logits!).slice(at * K, (at + 1) * K);
      interpreter.value(vectors!.tensor).set(put, (at + 1) * K);
    }
    run();
    const C = model.logits!.shape.at(-1)!;
    const logits = Array.from(interpreter.value(model.logits!).subarray((row + ahead) * C, (row + ahead + 1) * C));
    if (net.answer === "numbers") return logits[id];
    return Math.log(logits.reduce((sum, x) => sum + Math.exp(x), 0)) - logits[id];
  };
  const slope = (set: (epsilon: number) => void) => {
    set(1e-5);
    const above = loss();
    set(-1e-5);
    const below = loss();
    set(0);
    return (above - below) / 2e-5;
  };
  const norm = (kind: string, layer: string, t: number) => {
    const own = [...added].filter(([key]) => key.startsWith(`${kind} ${layer} `) && key.endsWith(` ${t}`));
    const slopes = own.flatMap(([, x]) => {
      const values = interpreter.value(x);
      return Array.from(values.keys()).map((i) => slope((epsilon) => (values[i] = epsilon)));
    });
    return Math.hypot(...slopes);
  };
  /** ∂L/∂ of what is added to something, or of a parameter, number by number. */
  const slopes = (what: string | Tensor) => {
    const values = interpreter.value(typeof what === "string" ? (added.get(what) ?? what) : what);
    return Array.from(values, (x, i) => slope((epsilon) => (values[i] = x + epsilon)));
  };
  const shownValue = (key: string) => {
    run();
    const found = shown.get(key);
    return found && Array.from(interpreter.value(found));
  };
  return {
    norm,
    loss,
    slopes,
    shownValue,
    scaled: () => slope((epsilon) => (vectors ? stretch(1 + epsilon) : scale(1 + epsilon))),
  };
}

/**
 * Each step's share of ∂L/∂W_hh, by central differences: of the whole in W_hh itself, of a step in the sums of its gates, times the state that
 * it was handed.
 */
function checkShares(
  { shares, step: last }: Pick<Gradients, "shares" | "step">,
  gates: readonly string[],
  { slopes, shownValue }: ReturnType<typeof lossIn>,
) {
  for (const { parameter, norm, norms, share, ahead = 0 } of shares) {
    const [, side = "", l, reverse = ""] = /^(\w+)\.weight_hh_l(\d)(_reverse)?$/.exec(parameter)!;
    const back = reverse !== "" || side === "backward";
    const layer = `${side === "encoder" || side === "decoder" ? `${side}.` : ""}l${l}${back ? "_reverse" : ""}`;
    const whole = slopes(parameter);
    const square = whole.reduce((sum, x) => sum + x * x, 0);
    expect(Math.abs(norm - Math.sqrt(square)), parameter).toBeLessThan(1e-6 + 1e-4 * norm);
    expect(share.reduce((sum, part) => sum + part, ahead)).toBeCloseTo(square > 0 ? 1 : 0, 3);
    // Of a forecast from its own predictions, the steps that read these are told together.
    for (let t = 0; t < (ahead === 0 ? share.length : last + 1); t++) {
      const handed = shownValue(`handed ${layer} h ${back ? t + 1 : t - 1}`);
      // The first step of all is handed what a bridge or nothing gives.
      if (!handed || square === 0) continue;
      const own = gates.flatMap((gate) => slopes(`sum ${layer} pre.${gate} ${t}`));
      const contribution = own.flatMap((slope) => handed.map((h) => slope * h));
      const along = contribution.reduce((sum, x, i) => sum + x * whole[i], 0);
      expect(Math.abs(norms[t] - Math.hypot(...contribution)), `${parameter} ${t}`).toBeLessThan(1e-6 + 1e-4 * norm);
      expect(Math.abs(share[t] - along / square), `${parameter} ${t}`).toBeLessThan(1e-3);
    }
  }
  expect(shares.length).toBeGreaterThan(0);
}

const GATES: Record<string, readonly string[]> = { rnn: ["h"], lstm: ["i", "f", "g", "o"] };

async function check(look: NetworkLook, step: number, kindOf: (layer: string, t: number) => string) {
  const answer = await gradientAnswer(look, { step });
  const { names, perStep } = look.net;
  const row = perStep ? step : 0;
  const reference = lossIn(look, row, names.indexOf(answer.symbol));
  expect(answer.loss).toBeCloseTo(reference.loss(), 4);
  const layers = look.seen().layers;
  expect(answer.layers.map(({ layer }) => layer).toSorted()).toEqual(layers.map(({ name }) => name).toSorted());
  for (const { layer, norms, strip } of answer.layers) {
    expect(norms.length).toBe(look.reading.strips[strip].symbols.length);
    for (const t of [0, 2, 3, norms.length - 1]) {
      const slope = reference.norm(kindOf(layer, t), layer, t);
      expect(Math.abs(norms[t] - slope), `${layer} ${t}: ${norms[t]}, ${slope}`).toBeLessThan(2e-6 + 1e-4 * slope);
    }
  }
  const cell = look.net.config.model.cell ?? "";
  if (cell in GATES && perStep) checkShares(answer, GATES[cell], reference);
  // Σ x · ∂L/∂x is how L grows when all that is read grows.
  const together = answer.saliency.reduce((sum, strip) => sum + strip.reduce((a, b) => a + b, 0), 0);
  expect(-together).toBeCloseTo(reference.scaled(), 5);
  return answer;
}

test.each(["rnn", "lstm", "gru"])("tags of both directions: %s", async (cell) => {
  const model = { cell, units: 3, layers: 2, embedding: 3, bidirectional: true };
  const data = { train: "a.conll", input: "text", target: "tag" };
  const labels = Array.from({ length: T }, (_, t) => [["A", "B", "C"][t % 3]]);
  const look = await nets.look({ task: "tagging", data, model }, tags, inputReading(tags, read, labels));
  const { layers } = await check(look, 2, (_, t) => (t === 2 ? "read" : "handed"));
  const triangle = await triangleAnswer(look, {});
  for (const { layer, norms } of triangle.layers) {
    const own = layers.find((one) => one.layer === layer)!;
    expect([...norms.subarray(2 * T, 3 * T)]).toEqual([...own.norms]);
  }
});

test("one class of a sequence, by the mean of both directions", async () => {
  const model = { cell: "gru", units: 3, embedding: 3, bidirectional: true, readout: "mean" };
  const data = { train: "a.csv", input: "text", target: "tag" };
  const look = await nets.look({ task: "classification", data, model }, tags, inputReading(tags, read, [["B"]]));
  const answer = await check(look, 0, () => "read");
  expect(answer.step).toBe(T - 1);
  await expect(triangleAnswer(look, {})).rejects.toMatchObject({ code: "one-answer" });
});

test("one class of a sequence that is read forward owes to its steps what the last one does", async () => {
  const model = { cell: "lstm", units: 3, layers: 2, embedding: 3 };
  const data = { train: "a.csv", input: "text", target: "tag" };
  const look = await nets.look({ task: "classification", data, model }, tags, inputReading(tags, read, [["B"]]));
  const { shares, step } = await check(look, 0, (_, t) => (t === T - 1 ? "read" : "handed"));
  expect(step).toBe(T - 1);
  for (const { share } of shares) expect(share.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 4);
  // All that it says of other steps is that there nothing is predicted.
  const { layers } = await triangleAnswer(look, {});
  expect(layers.map(({ losses }) => losses[0])).toEqual([1, 1]);
});

test("a symbol from both its sides", async () => {
  const data = { train: "a.txt", direction: "cloze" };
  const look = await nets.look(
    { task: "language-model", data, model: { cell: "lstm", units: 3, embedding: 3 } },
    undefined,
  );
  const { saliency } = await check(look, 3, (_, t) => (Math.abs(t - 3) === 1 ? "read" : "handed"));
  // It has not read what it predicts.
  expect(saliency[0][3]).toBe(0);
  const { layers } = await triangleAnswer(look, {});
  expect(layers.map(({ byLag }) => byLag[0])).toEqual([1, 1]);
});

test.each([{ name: "additive", size: 3, query: "before" }, { name: "general", query: "after" }, null])(
  "an encoder and a decoder with attention %o",
  async (attention) => {
    const model = {
      cell: "lstm",
      units: 3,
      layers: 2,
      embedding: 3,
      bidirectional: true,
      attention,
      decoder: { embedding: 3 },
    };
    const data = { train: "a.tsv", input: "text", target: "target" };
    const reading = pairReading(pairs, read, { ids: [4, 3, 4, 3].map((id) => id % target.size) });
    const look = await nets.look({ task: "sequence-to-sequence", data, model }, pairs, reading);
    await check(look, 3, (layer, t) => (layer.startsWith("encoder.") || t === 3 ? "read" : "handed"));
  },
);

test.each(["gru", "lstm"])("forecasts, in the units of the file: %s", async (cell) => {
  const K = 2;
  const values = Float64Array.from({ length: (T + 2) * K }, (_, i) => 20 + 5 * Math.sin(i));
  const numbers = ["x", "y"].map((column, i) => ({ column, mean: 20 + i, scale: 3 + i }));
  const encoding: Encoding = {
    source: { inputs: numbers.map(({ column }) => ({ column, kind: "numbers" })), cutting: "cut", features: numbers },
    target: { column: "y", labels: [], numbers },
  };
  const parts = { train: [0, T], validation: [T, T], test: [T, T] } as const;
  const told = { features: numbers, targets: numbers, naive: new Float64Array(K), start: 0, horizon: 1, season: 1 };
  const series: Series = { values, columns: K, difference: 0, rows: parts, ...told };
  const vectors = Float32Array.from(
    { length: T * K },
    (_, i) => (values[i] - numbers[i % K].mean) / numbers[i % K].scale,
  );
  const reading: Reading = {
    strips: [{ name: "input", symbols: ["1", "2", "3", "4", "5", "6"], unknown: [] }],
    ...{ input: { length: T, vectors }, wanted: { kind: "numbers", series, first: 0 }, notes: [] },
  };
  const data = { train: "a.csv", input: ["x", "y"], target: ["x", "y"] };
  const model = { cell, units: 3, layers: 2 };
  const net = await nets.load({ task: "forecasting", data, model }, encoding);
  const look = new NetworkLook(net, reading);
  const [step, target] = [3, 1];
  const answer = await gradientAnswer(look, { step, symbol: "y" });
  expect([answer.of, answer.symbol]).toEqual(["forecast", "y"]);
  // The forecast itself, as it stands among the predictions.
  expect(answer.loss).toBe(look.seen().predictions.numbers!.forecast[step * K + target]);
  const exact = lossIn(look, step, target);
  const { scale, mean } = numbers[target];
  expect(answer.loss).toBeCloseTo(scale * exact.loss() + mean, 4);
  for (const { layer, norms } of answer.layers) {
    for (const t of [0, 2, 3, T - 1]) {
      const slope = scale * exact.norm(t === step ? "read" : "handed", layer, t);
      expect(Math.abs(norms[t] - slope), `${layer} ${t}`).toBeLessThan(1e-5 + 1e-4 * slope);
    }
  }
  const together = answer.saliency[0].reduce((a, b) => a + b, 0);
  expect(together).toBeCloseTo(scale * exact.scaled(), 4);
  // Two rows further, from its own predictions.
  const further = await gradientAnswer(look, { step, symbol: "y", ahead: 2 });
  const rolled = lossIn(look, step, target, 2);
  expect([further.ahead, further.layers[0].norms.length]).toEqual([2, T]);
  expect(further.loss).toBeCloseTo(scale * rolled.loss() + mean, 3);
  for (const { layer, norms } of further.layers) {
    for (const t of [0, 2, 3]) {
      const slope = scale * rolled.norm(t === step ? "read" : "handed", layer, t);
      expect(Math.abs(norms[t] - slope), `${layer} ${t} further`).toBeLessThan(1e-5 + 1e-4 * slope);
    }
    expect([...norms.subarray(step + 1)]).toEqual([0, 0]);
  }
  if (cell in GATES) {
    const inUnits = ({ shares, step }: Gradients) => ({
      step,
      shares: shares.map(({ norm, norms, ...one }) => ({
        ...one,
        norm: norm / scale,
        norms: norms.map((x) => x / scale),
      })),
    });
    checkShares(inUnits(answer), GATES[cell], exact);
    const [{ ahead }] = further.shares;
    expect(Math.abs(ahead!)).toBeGreaterThan(1e-3);
    checkShares(inUnits(further), GATES[cell], rolled);
  }
  const triangle = await triangleAnswer(look, { symbol: "y" });
  expect([triangle.of, triangle.symbol]).toEqual(["forecast", "y"]);
  for (const { layer, norms, byLag } of triangle.layers) {
    expect([...norms.subarray(step * T, (step + 1) * T)]).toEqual([
      ...answer.layers.find((one) => one.layer === layer)!.norms,
    ]);
    expect(byLag[0]).toBe(1);
  }
  await expect(gradientAnswer(look, { step, symbol: "z" })).rejects.toMatchObject({ code: "unknown-column" });
});
