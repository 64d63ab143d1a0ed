// Which symbols of the source each output looked at, as a terminal shows it.
import { expect, test } from "vitest";
import { alignmentText } from "../../../src/cli/text/alignment.ts";
import { displayWidth } from "../../../src/cli/text/columns.ts";
import { rendered } from "../../../src/cli/text/terminalText.ts";

/** Mostly at one symbol, and a little at the one after it. */
const looks = (source: readonly string[], ...at: number[]) =>
  at.map((here) => source.map((_, i) => (i === here ? 0.9 : i === here + 1 ? 0.1 : 0)));

test("words are named with their weights, beside a strip of shades", () => {
  const source = ["three", "hundred", "and", "twelve"];
  expect(alignmentText(source, [..."三百十二"], looks(source, 0, 1, 3, 3, 3), 80).split("\n")).toEqual([
    "output  looked at",
    "三      three 0.90  hundred 0.10  █░··",
    "百      hundred 0.90  and 0.10    ·█░·",
    "十      twelve 0.90               ···█",
    "二      twelve 0.90               ···█",
    "(stop)  twelve 0.90               ···█",
  ]);
});

test("signs stand above their shades, those of East Asia with two columns each", () => {
  expect(alignmentText([..."ab c"], ["x"], looks([..."ab c"], 2), 80).split("\n")).toEqual([
    "output  looked at       ab␣c",
    "x       ␣ 0.90  c 0.10  ··█░",
  ]);
  expect(alignmentText(["三", "a"], ["x"], [[0.6, 0.4]], 80).split("\n")).toEqual([
    "output  looked at        三a",
    "x       三 0.60  a 0.40  ▓▓▒▒",
  ]);
});

test("no line is wider than the terminal: the strip goes first, then names, and long words are cut", () => {
  const source = Array.from({ length: 60 }, (_, i) => `Donaudampfschifffahrt${i}`);
  for (const columns of [80, 40, 120]) {
    const lines = alignmentText(source, ["良い", "b"], looks(source, 3, 59), columns).split("\n");
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(columns);
    expect(lines[1]).toMatch(/^良い +Donaudampfschif… 0\.90/);
    expect(lines[1].includes("█")).toBe(columns === 120);
  }
});

test("what is written from the right has its first shade at the right, and numbers stay behind their words", () => {
  const [head, first, second] = alignmentText([..."שלום"], ["p", "ל"], looks([..."שלום"], 0, 2), 80).split("\n");
  expect(head).toContain("(from the right)");
  const shown = [first, second].map((line) => rendered([line], { colours: false, isTerminal: true }));
  expect(shown[0]).toMatch(/\u2068ש\u2069 0\.90 {2}\u2068ל\u2069 0\.10 +··░█$/);
  expect(shown[1]).toMatch(/^\u2068ל\u2069 {7}\u2068ו\u2069 0\.90 {2}\u2068ם\u2069 0\.10 +░█··$/);
});

test("of attention that is spread over a long source, the likeliest symbol is named without a weight of 0.00", () => {
  const source = Array.from({ length: 300 }, (_, i) => `w${i}`);
  const spread = source.map((_, i) => (i === 7 ? 0.004 : 0.996 / 299));
  expect(alignmentText(source, ["x"], [spread], 80).split("\n")[1]).toBe("x       w7 <0.01");
});

test("what an output holds commands no terminal", () => {
  expect(alignmentText(["a\u001b[2J\n"], ["\u0007"], [[1]], 80)).toMatch(/^.*\n␇ {7}a␛\[2J␊ 1\.00/);
});
