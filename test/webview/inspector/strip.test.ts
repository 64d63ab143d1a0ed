// What a time axis offers follows from what its network predicts.

import { expect, test } from "vitest";
import type { Look, LookPredictions } from "../../../src/contracts/inspection.ts";
import { colouringsOf, usableColouring } from "../../../webview/inspector/strip/stripColours.ts";

/** A look with one layer that reads the first strip. */
function look(predictions: Partial<LookPredictions>): Look {
  return {
    look: 1,
    run: { id: "a", folder: "/a", name: "a", task: "language-model" },
    typed: null,
    checkpoint: { step: 1, parameters: "best" },
    strips: [
      { name: "source", symbols: ["a", "b"], unknown: [] },
      { name: "target", symbols: ["", "c"], unknown: [] },
    ],
    layers: [
      {
        ...{ name: "l0", index: 0, direction: "forward", strip: 0, cell: "rnn", units: 1, settings: {}, says: true },
        tensors: [{ name: "l0.h", kind: "state", label: "h", width: 1 }],
      },
    ],
    predictions: {
      ...{ kind: "symbol", strip: 0, perStep: true, ahead: 1, actual: ["b", null], total: 1, mean: 1 },
      surprise: Float32Array.of(1, Number.NaN),
      candidates: { names: ["b"], top: 1, ids: Int32Array.of(0, 0), probabilities: Float32Array.of(1, 1) },
      ...predictions,
    },
    tensors: [],
    notes: [],
  } as Look;
}

test("symbols are coloured by what is known of them", () => {
  expect(colouringsOf(look({}), 0)).toEqual(["surprise", "unit", "saliency", "right", "none"]);
  // Pairs predict along their target, and this one has no layer that reads it.
  expect(colouringsOf(look({ strip: 1 }), 0)).toEqual(["unit", "saliency", "none"]);
  expect(colouringsOf(look({ strip: 1 }), 1)).toEqual(["surprise", "saliency", "right", "none"]);
  // One answer for the whole sequence surprises at no step.
  expect(colouringsOf(look({ perStep: false, ahead: 0 }), 0)).toEqual(["unit", "saliency", "none"]);
  const unknown = { actual: [null, null], surprise: new Float32Array(2).fill(Number.NaN) };
  expect(colouringsOf(look(unknown), 0)).toEqual(["unit", "saliency", "none"]);
});

test("where the wanted colours are none, saliency takes their place", () => {
  expect(usableColouring("surprise", ["unit", "saliency", "none"])).toBe("saliency");
  expect(usableColouring("unit", ["unit", "saliency", "none"])).toBe("unit");
  expect(usableColouring("right", ["unit", "none"])).toBe("none");
});
