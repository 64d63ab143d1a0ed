// Tables of a terminal whose texts are in any script.
import { expect, it } from "vitest";
import { displayWidth, table } from "../../../src/cli/text/columns.ts";
import { pathText } from "../../../src/cli/text/pathText.ts";
import { reportText } from "../../../src/cli/text/reportText.ts";
import { heardText } from "../../../src/cli/transcripts/heardText.ts";

it("a text takes as many columns as a terminal gives it", () => {
  const widths = {
    abc: 3,
    三百: 4,
    "e\u0301": 1,
    שלום: 4,
    שָׁלוֹם: 4,
    "🙂": 2,
    "☂️": 2,
    "👩‍👩‍👧": 2,
    ｱ: 1,
    Ａ: 2,
    한국: 4,
    "\u200b": 0,
    "": 0,
  };
  for (const [text, width] of Object.entries(widths)) expect(displayWidth(text), text).toBe(width);
});

it("columns line up in any script", () => {
  expect(
    table(
      ["a", "n"],
      [
        ["三百", "1"],
        ["x", "20"],
      ],
    ),
  ).toEqual(["a      n", "三百   1", "x     20"]);
});

it("a report says what was written by length, and what is the furthest from the truth", () => {
  const said = reportText({
    lengths: [
      { from: 1, to: 5, examples: 3, exactMatch: 1, errorRate: 0, bleu: 100 },
      { from: 6, to: 10, examples: 12, exactMatch: 0.5, errorRate: 0.25, bleu: 61.25 },
    ],
    worst: [{ source: "three", output: "三三三", truth: "三", errorRate: 2, stopped: false }],
  });
  expect(said.split("\n")).toEqual([
    "",
    "source tokens  examples  exact match %   BLEU  error rate %",
    "1–5                   3          100.0  100.0           0.0",
    "6–10                 12           50.0   61.3          25.0",
    "",
    "The furthest from the truth:",
    "error rate %  source  output        truth",
    "       200.0  three   三三三 (cut)  三",
  ]);
});

it("a space among labels is seen: where it is taken for another, in the best path, and with its time", () => {
  const said = reportText({ confused: [{ truth: "e", output: " ", count: 7 }] });
  expect(said.split("\n").slice(1)).toEqual(["Taken for each other:", "truth  output  times", "e      ␣           7"]);
  expect(pathText(["<blank>", "a", " ", "<blank>", "b"])).toBe("·a␣·b");
  const heard = { text: "a b", tokens: ["a", " ", "b"], times: [0.1, 0.25, 0.3] };
  expect(heardText("x.wav", [heard], {}, true)).toBe("x.wav → a b\n    0.10 a  0.25 ␣  0.30 b");
});

it("a table has as many rows as a long text has steps", () => {
  const body = Array.from({ length: 300_000 }, (_, t) => [String(t)]);
  const lines = table(["step"], body);
  expect(lines.length).toBe(300_001);
  expect(lines.slice(0, 2)).toEqual(["step", "0"]);
});
