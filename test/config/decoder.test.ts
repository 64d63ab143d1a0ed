import { expect, test } from "vitest";
import { decoderOf, labelOfModel, longestOutput, parseConfig } from "../../src/config/index.ts";

function resolved(model: object, more: object = {}) {
  const { config, problems } = parseConfig(
    JSON.stringify({ task: "sequence-to-sequence", data: { train: "pairs.tsv" }, model, ...more }),
  );
  return { config: config!, problems: problems.map(({ code, key }) => `${code} ${key}`) };
}

test("a decoder has the keys of the model but its direction and its list of layers, and over them its own", () => {
  const { config } = resolved({
    ...{ cell: "gru", units: 256, layers: 2, bidirectional: true, embedding: 32, dropout: 0.3, layerNorm: true },
    decoder: { units: 100, dropout: 0 },
  });
  const { model, bridge, attention } = decoderOf(config);
  expect(model).toMatchObject({ cell: "gru", units: 100, layers: 2, embedding: 32, dropout: 0, layerNorm: true });
  expect(model.bidirectional).toBe(false);
  expect([bridge, attention]).toEqual(["linear", null]);

  const listed = resolved({ layers: [{ units: 8 }, { units: 16 }], decoder: {} });
  expect(decoderOf(listed.config).model).toMatchObject({ layers: 1, units: 128 });
  const own = resolved({ layers: [{ units: 8 }, {}], decoder: { units: 5, layers: [{}, { units: 6 }] } });
  expect(decoderOf(own.config).model).toMatchObject({ units: 5, layers: [{}, { units: 6 }] });
});

test("what its cell does not have is left out of what a decoder takes over, and refused among its own", () => {
  const { config, problems } = resolved({
    ...{ cell: "lstm", forgetBias: 1, peepholes: true, projection: 7, recurrentDropout: 0.2, zoneout: 0.1 },
    decoder: { cell: "rnn" },
  });
  expect(problems).toEqual([]);
  expect(decoderOf(config).model).toMatchObject({
    ...{ cell: "rnn", forgetBias: null, peepholes: false, projection: null, recurrentDropout: 0, zoneout: 0.1 },
  });
  expect(resolved({ cell: "lstm", decoder: { cell: "gru", peepholes: true } }).problems).toEqual([
    "not-together model.decoder.peepholes",
  ]);
  expect(resolved({ cell: "gru", decoder: { layers: [{ cell: "lstm", projection: 200 }] } }).problems).toEqual([
    "not-together model.decoder.layers[0].projection",
  ]);
});

test("the query is after the step, but before it with additive attention, which is as wide as the decoder", () => {
  const attention = (attention: unknown) =>
    decoderOf(resolved({ units: 64, decoder: { units: 48 }, attention }).config);
  expect(attention("additive").attention).toEqual({ name: "additive", size: 48, query: "before" });
  expect(attention("general").attention).toMatchObject({ name: "general", query: "after" });
  expect(attention({ name: "general", query: "before" }).attention).toMatchObject({ query: "before" });
  expect(attention({ name: "additive", size: 10, query: "after" }).attention).toEqual({
    ...{ name: "additive", size: 10, query: "after" },
  });
});

test("sizes that do not go together name the key", () => {
  const problems = (model: object) => resolved({ cell: "gru", units: 64, ...model }).problems;
  expect(problems({ attention: "dot" })).toEqual([]);
  expect(problems({ attention: "dot", bidirectional: true })).toEqual(["not-together model.attention"]);
  expect(problems({ attention: "dot", bidirectional: true, decoder: { units: 128 } })).toEqual([]);
  // Of an SCRN, whose output holds its context too, h alone asks.
  expect(problems({ cell: "scrn", attention: "dot" })).toEqual(["not-together model.attention"]);
  expect(problems({ cell: "scrn", attention: "dot", decoder: { units: 104 } })).toEqual([]);
  const slow = { cell: "scrn", bridge: "copy", bidirectional: true };
  expect(problems({ ...slow, decoder: { units: 128 } })).toEqual(["not-together model.bridge"]);
  expect(problems({ ...slow, decoder: { units: 128, contextUnits: 80 } })).toEqual([]);
  expect(problems({ bridge: "copy" })).toEqual([]);
  expect(problems({ bridge: "copy", bidirectional: true })).toEqual(["not-together model.bridge"]);
  expect(problems({ bridge: "copy", bidirectional: true, decoder: { units: 128 } })).toEqual([]);
  expect(problems({ bridge: "copy", layers: 2, decoder: { layers: 1 } })).toEqual(["not-together model.bridge"]);
  expect(problems({ bridge: "copy", decoder: { cell: "lstm" } })).toEqual(["not-together model.bridge"]);
  expect(problems({ bridge: "copy", cell: "lstm", projection: 8, decoder: { projection: null } })).toEqual([
    "not-together model.bridge",
  ]);
  expect(problems({ bridge: "copy", cell: "scrn", bidirectional: true, decoder: { units: 128 } })).toEqual([
    "not-together model.bridge",
  ]);
  expect(
    problems({ bridge: "copy", cell: "scrn", bidirectional: true, decoder: { units: 128, contextUnits: 80 } }),
  ).toEqual([]);
  expect(problems({ bridge: "zero" })).toEqual(["knows-no-source model.bridge"]);
  expect(problems({ bridge: "zero", attention: "general" })).toEqual([]);
  expect(problems({ tied: true, embedding: 64 })).toEqual([]);
  expect(problems({ tied: true, embedding: 64, decoder: { units: 32 } })).toEqual(["tied-mismatch model.tied"]);
  expect(problems({ tied: true, embedding: 64, decoder: { units: 32, embedding: 32 } })).toEqual([]);
});

test("penalties that no search ranks by are said to have no effect", () => {
  const problems = (sampling: object, model = {}) =>
    resolved({ attention: "general", ...model }, { sampling }).problems;
  const penalties = { lengthPenalty: 1, coveragePenalty: 0.2 };
  expect(problems(penalties)).toEqual(["no-effect sampling.lengthPenalty", "no-effect sampling.coveragePenalty"]);
  expect(problems({ ...penalties, beam: 3 })).toEqual([]);
  expect(problems({ ...penalties, beam: 3 }, { attention: null })).toEqual(["no-effect sampling.coveragePenalty"]);
});

test("an output is at most as long as sampling.length, and half as long again as targets are, and five", () => {
  const { config } = resolved({}, { sampling: { length: 40 } });
  expect([longestOutput(config, 3), longestOutput(config, 10), longestOutput(config, 100)]).toEqual([9, 20, 40]);
});

test("the name of a model tells of its decoder where that differs", () => {
  const label = (model: object) => labelOfModel(resolved({ cell: "gru", units: 64, layers: 1, ...model }).config!);
  expect(label({ decoder: { units: 32 } })).toBe("gru 1×64 → gru 1×32");
  expect(label({ decoder: { cell: "lstm" } })).toBe("gru 1×64 → lstm 1×64");
  expect(label({ decoder: { dropout: 0.1 } })).toBe("gru 1×64");
  expect(label({})).toBe("gru 1×64");
  expect(label({ layers: [{ units: 8 }, { units: 16 }] })).toBe("gru 1×8 + gru 1×16 → gru 1×64");
  expect(label({ layers: [{ cell: "lstm", units: 8 }, {}, {}], decoder: { layers: 2 } })).toBe(
    "lstm 1×8 + gru 2×64 → gru 2×64",
  );
});
