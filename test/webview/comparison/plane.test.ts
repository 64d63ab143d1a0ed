// Axes of settings and figures, and the runs that a person lets pass.
import { expect, test } from "vitest";
import { numberAxis, settingAxis } from "../../../webview/comparison/plane/axis.ts";
import { nextPlace, passing, withEdge, withRange } from "../../../webview/comparison/plane/ranges.ts";

test("numbers that span a factor of ten stand on a logarithmic scale, others on a linear one", () => {
  const rates = settingAxis(["0.0001", "0.001", "0.01"]);
  expect(rates.scale).toBe("log");
  expect(rates.at.map((at) => Number(at!.toFixed(6)))).toEqual([0, 0.5, 1]);
  const units = settingAxis(["64", "128", "96"]);
  expect(units).toMatchObject({ scale: "linear", at: [0, 1, 0.5], texts: ["64", "128", "96"] });
  expect(units.ticks).toEqual([
    { at: 0, text: "64" },
    { at: 0.5, text: "96" },
    { at: 1, text: "128" },
  ]);
});

test("what is no number stands by name, numbers first and by size", () => {
  expect(settingAxis(['"lstm"', '"gru"', '"rnn"'])).toMatchObject({ scale: "names", at: [0.5, 0, 1] });
  expect(settingAxis(["null", "10", "5"])).toMatchObject({ at: [1, 0.5, 0], texts: ["null", "10", "5"] });
  expect(settingAxis(['{"name":"step","every":5}', "null"]).texts).toEqual(["step, every 5", "null"]);
});

test("one value stands in the middle, and a figure that a run lacks nowhere", () => {
  expect(settingAxis(["8", "8"]).at).toEqual([0.5, 0.5]);
  expect(numberAxis([1, null, 3])).toMatchObject({ at: [0, null, 1], texts: ["1", "–", "3"] });
  expect(numberAxis([null, Number.NaN])).toMatchObject({ at: [null, null], ticks: [] });
});

test("many numbers are marked by round ones within their range", () => {
  const values = Array.from({ length: 40 }, (_, i) => 1.013 + i / 100);
  for (const { at } of numberAxis(values).ticks) expect(at >= 0 && at <= 1).toBe(true);
  expect(numberAxis(values).ticks.map(({ text }) => text)).toEqual(["1.1", "1.2", "1.3", "1.4"]);
});

test("runs pass that lie in every stretch, edges included; one without a value where there is none", () => {
  const axes = new Map([
    ["units", settingAxis(["64", "96", "128"])],
    ["loss", numberAxis([1, null, 3])],
  ]);
  expect(passing(axes, {}, 3)).toEqual([true, true, true]);
  const upper = withRange({}, "units", 1, 0.5);
  expect(upper).toEqual({ units: { from: 0.5, to: 1 } });
  expect(passing(axes, upper, 3)).toEqual([false, true, true]);
  expect(passing(axes, withRange(upper, "loss", 0, 0.9), 3)).toEqual([false, false, false]);
  expect(withRange(upper, "units", 0.4, 0.4)).toEqual({});
  expect(withRange(upper, "units", -1, 2)).toEqual({});
});

test("an edge goes from value to value, and stops at the other", () => {
  const axis = settingAxis(["64", "96", "128"]);
  expect(nextPlace(axis, 0, true)).toBe(0.5);
  expect(nextPlace(axis, 0.5, true)).toBe(1);
  expect(nextPlace(axis, 1, true)).toBe(1);
  expect(nextPlace(axis, 0.7, false)).toBe(0.5);
  const ranges = withEdge({ units: { from: 0, to: 0.5 } }, "units", "from", 0.9);
  expect(ranges.units.from).toBeLessThan(0.5);
  // Wherever the other is, something is left between them.
  for (let i = 0; i < 99; i++) {
    const { units } = withEdge({ units: { from: i / 100, to: 1 } }, "units", "to", 0);
    expect(units).toEqual({ from: i / 100, to: expect.closeTo((i + 1) / 100, 6) });
  }
});
