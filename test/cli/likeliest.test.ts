import { expect, test } from "vitest";
import { Likeliest } from "../../src/cli/text/likeliest.ts";

const { NEGATIVE_INFINITY } = Number;

test.each<[string, number[], number | null, string | undefined]>([
  ["no line", [], null, undefined],
  ["one line", [-3], 1, undefined],
  ["another", [-3, -2, -4], 2, "Likeliest: line 2, 2.72 times as likely as line 1."],
  ["the second comes last", [-2, -9, -3], 1, "Likeliest: line 1, 2.72 times as likely as line 3."],
  ["a tie, but for rounding", [-9, -2.0001, -2, -5], 2, "Likeliest: lines 2 and 3, which are equally likely."],
  ["many alike", Array(8).fill(-2), 1, "Likeliest: lines 1, 2, 3, 4, 5 and 3 others, which are equally likely."],
  ["others impossible", [NEGATIVE_INFINITY, -2], 2, "Likeliest: line 2; the other lines are impossible for the model."],
  ["all impossible", [NEGATIVE_INFINITY, NEGATIVE_INFINITY], 1, undefined],
])("%s", (_, lines, line, text) => {
  const likeliest = new Likeliest();
  for (const [i, nats] of lines.entries()) likeliest.add(i + 1, nats);
  expect({ line: likeliest.line, text: likeliest.text }).toEqual({ line, text });
});
