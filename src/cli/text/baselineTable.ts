import { compared, figureText, modelTitle } from "../../base/comparison.ts";
import { figureLabel } from "../../base/metrics.ts";
import { listed } from "../../base/words.ts";
import type { BaselineEvent, DoneEvent } from "../../runner/index.ts";

/**
 * The figures of the baselines and of the network side by side, and whether one of them wins; nothing without baselines. Where the
 * network writes its outputs with a `beam`, the table says so: validations write greedily.
 */
export function baselineTable(
  network: string,
  rows: readonly BaselineEvent[],
  { best, test }: Pick<DoneEvent, "best" | "test">,
  beam: number | null,
): string[] {
  const titles =
    beam === null
      ? { validation: "validation", test: "test" }
      : { validation: "validation (greedy)", test: `test (beam ${beam})` };
  const own = { name: network, validation: best ?? {}, test: test ?? {} };
  const { models, columns, winners, by, decided } = compared(rows, own);
  if (columns.length === 0) return [];
  const cells = [
    ["", ...columns.map(({ part }, i) => (columns[i - 1]?.part === part ? "" : titles[part]))],
    ["", ...columns.map(({ figure }) => figureLabel(figure))],
    ...models.map((model) => [
      modelTitle(model),
      ...columns.map(({ part, figure }) => figureText(figure, model[part])),
    ]),
  ];
  const widths = cells[0].map((_, i) => Math.max(...cells.map((row) => row[i].length)));
  const lines = cells.map((row) => row.map((text, i) => (i ? text.padStart(widths[i]) : text.padEnd(widths[i]))));
  const where = `on the ${by.part} part (${figureLabel(by.figure)})`;
  const verdict =
    winners.length === 0
      ? `No baseline is better than ${network} ${where}.`
      : `${listed(winners, "and")} ${winners.length === 1 ? "is" : "are"} better than ${network} ${where}.`;
  return ["", ...lines.map((line) => line.join("  ").trimEnd()), ...(decided ? [verdict] : [])];
}
