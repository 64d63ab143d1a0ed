// What the inspector draws, before it reaches a canvas.

import { describe, expect, test } from "vitest";
import { trianglePixels } from "../../../webview/inspector/gradients/trianglePixels.ts";
import { byCluster } from "../../../webview/inspector/maps/cluster.ts";
import { byDifference, bySimilarity, correlationsWith } from "../../../webview/inspector/maps/order.ts";
import { blankName } from "../../../webview/inspector/whatIf/samplesView.ts";
import { columnsFor, evenColumns, unevenColumns } from "../../../webview/run/timeline/columns.ts";
import { placeOn, scaleOf } from "../../../webview/run/timeline/maps/scale.ts";
import { tilePixels } from "../../../webview/run/timeline/maps/tile.ts";
import { colourTable } from "../../../webview/shared/colourTable.ts";
import { type States, stateFigures } from "../../../webview/shared/heatMap.ts";

/** (time, units) */
const matrix = (...rows: number[][]): States => ({
  time: rows.length,
  units: rows[0].length,
  values: Float32Array.from(rows.flat()),
});

const table = colourTable("dark");
const diverging = { kind: "diverging", min: -1, max: 1 } as const;
const colourOf = (value: number) => [
  ...table.subarray(4 * placeOn(diverging, value)!, 4 * placeOn(diverging, value)! + 4),
];

describe("the pixels of a tile", () => {
  const states = matrix([0.5, -1, 0], [0.25, 1, -0.25], [Number.NaN, 0.75, 2], [0, 0, -0.9]);
  const pixel = (pixels: Uint8ClampedArray, columns: number, column: number, row: number) => [
    ...pixels.subarray(4 * (row * columns + column), 4 * (row * columns + column) + 4),
  ];

  test("are the colours of the values, in the order of the units; what is not a number has none", () => {
    const part = { from: 1, columns: 3, steps: 1, order: Uint16Array.of(2, 0, 1), units: 1 };
    const pixels = tilePixels(states, part, diverging, table);
    expect(pixel(pixels, 3, 0, 0)).toEqual(colourOf(-0.25));
    expect(pixel(pixels, 3, 0, 1)).toEqual(colourOf(0.25));
    expect(pixel(pixels, 3, 0, 2)).toEqual(colourOf(1));
    expect(pixel(pixels, 3, 1, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(pixels, 3, 1, 0)).toEqual(colourOf(1));
    expect(pixel(pixels, 3, 2, 0)).toEqual(colourOf(-0.9));
  });

  test("show the furthest from zero where values share one, in time and over units", () => {
    const part = { from: 0, columns: 2, steps: 2, order: Uint16Array.of(0, 1, 2), units: 2 };
    const pixels = tilePixels(states, part, diverging, table);
    expect(pixel(pixels, 2, 0, 0)).toEqual(colourOf(-1));
    expect(pixel(pixels, 2, 1, 0)).toEqual(colourOf(0.75));
    expect(pixel(pixels, 2, 0, 1)).toEqual(colourOf(-0.25));
    expect(pixel(pixels, 2, 1, 1)).toEqual(colourOf(1));
  });
});

test("a scale without bounds leaves out a few values that are far away, and says so", () => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => (i === 7 ? 120 : Math.sin(i)));
  const scale = scaleOf("free", stateFigures({ time: 1000, units: 1, values }), values);
  expect(scale.clipped).toBe(true);
  expect(scale.max).toBeCloseTo(1, 2);
  expect(scale.min).toBe(-scale.max);
  const even = Float32Array.of(-3, 1, 2);
  expect(scaleOf("free", stateFigures({ time: 3, units: 1, values: even }), even)).toEqual({
    kind: "diverging",
    min: -3,
    max: 3,
  });
  expect(scaleOf("state", stateFigures({ time: 3, units: 1, values: even }), even).max).toBe(3);
});

describe("orders of the units", () => {
  const courses = matrix([0, 1, 0, 5], [1, 0, 2, 5], [2, -1, 3, 5], [3, -2, 7, 5]);

  test("by similarity: correlation with the chosen one, which leads; a unit that never changes has none", () => {
    const correlations = correlationsWith(courses, 0);
    // numpy.corrcoef
    expect([...correlations].map((value) => Number(value.toFixed(6)))).toEqual([1, -1, 0.964764, 0]);
    expect([...bySimilarity(courses, 0).order]).toEqual([0, 2, 3, 1]);
    expect([...bySimilarity(courses, 3).order]).toEqual([3, 0, 1, 2]);
  });

  test("by difference between two texts, over the steps that both have", () => {
    const other = matrix([0, 1, 4, 5], [1, 2, 2, 5]);
    const { order, differences } = byDifference(courses, other);
    expect([...differences]).toEqual([0, 1, 2, 0]);
    expect([...order]).toEqual([2, 1, 0, 3]);
  });

  test("by cluster: units that rise and fall together stand together", async () => {
    const groups = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
    const course = (group: number, t: number) => Math.sin((group + 1) * t + group);
    const states = matrix(
      ...Array.from({ length: 60 }, (_, t) =>
        groups.map((group, unit) => course(group, t) + 0.05 * Math.cos(unit * t)),
      ),
    );
    const order = (await byCluster(states, () => false))!;
    expect([...order].sort((a, b) => a - b)).toEqual(groups.map((_, unit) => unit));
    const changes = [...order].filter((unit, i) => i > 0 && groups[unit] !== groups[order[i - 1]]);
    expect(changes).toHaveLength(2);
    expect(await byCluster(states, () => true)).toBeUndefined();
  });
});

describe("a triangle of gradients", () => {
  const shape = { rows: 3, columns: 3, stride: 1, columnStride: 1 };
  /** Which cells have a colour, row by row. */
  const seen = (norms: number[]) => {
    const pixels = trianglePixels({ ...shape, norms: Float32Array.from(norms) }, "dark");
    return Array.from(norms, (_, i) => (pixels[4 * i + 3] > 0 ? "#" : ".")).join("");
  };

  test("has the half that its layer reads, and both where two directions do", () => {
    expect(seen([1, 0, 0, 0.5, 1, 0, 0, 0.5, 1])).toBe("#..##.###");
    expect(seen([1, 0.5, 0.1, 0, 1, 0.5, 0, 0, 1])).toBe("###.##..#");
    expect(seen([1, 0.5, 0.1, 0.2, 1, 0.5, 0, 0.3, 1])).toBe("#########");
    expect(seen([1, 0, 0, 0, 1, 0, 0, 0, 1])).toBe("#..##.###");
  });
});

test("a continued text in which there is nothing to see is no empty box", () => {
  expect(["", "  \n ", " a"].map(blankName)).toEqual(["nothing", "only white space", undefined]);
});

describe("the time axis", () => {
  test("finds the step at a place, whatever the columns' widths", () => {
    const uneven = unevenColumns([10, 30, 20]);
    expect([-5, 0, 9, 10, 39, 40, 59, 60, 900].map((place) => uneven.at(place))).toEqual([0, 0, 0, 1, 1, 2, 2, 2, 2]);
    expect([uneven.total, uneven.start(2), uneven.widthOf(1)]).toEqual([60, 40, 30]);
    const even = evenColumns(1000, 0.25);
    expect([0, 0.26, 249.9, 999].map((place) => even.at(place))).toEqual([0, 1, 999, 999]);
  });

  test("is even for characters, also wide ones, and as wide as each word for words, until nobody could read them", () => {
    const widths = (symbols: readonly string[]) => symbols.map((symbol) => 8 * symbol.length);
    expect(columnsFor(widths([..."abc"]), 1).width).toBe(16);
    const words = widths(["a", "considerable", "whale"]);
    expect(columnsFor(words, 1).width).toBeUndefined();
    expect(columnsFor(words, 1).widthOf(1)).toBe(104);
    expect(columnsFor(words, 0.05).width).toBeGreaterThan(0);
  });
});
