import { clock } from "../../base/clock.ts";
import { decidingFigure } from "../../base/comparison.ts";
import { type FigureName, figureLabel, figureSaid } from "../../base/metrics.ts";
import { grouped } from "../../base/words.ts";
import { differenceText, type FigureColumn, type RunTable, spreadText } from "../../comparison/index.ts";
import { table } from "./columns.ts";

/** How people may have the table. */
export interface ComparisonForm {
  /** The runs by these rows of the table. */
  order: readonly number[];
  /** As Markdown, for notes and reports. */
  markdown: boolean;
  /** Every figure, and not only those that decide. */
  all: boolean;
}

/** A comparison as people read it: the runs, their groups where seeds were repeated, what can be said of them. */
export function comparisonText(compared: RunTable, form: ComparisonForm): string[] {
  const shown = form.all ? compared.columns.map((_, i) => i) : decisive(compared);
  const lines = runLines(compared, form, shown);
  const repeated = compared.groups.some(({ group }) => group.runs.length > 1);
  if (repeated) lines.push("", ...groupLines(compared, form, shown));
  const said = [...compared.differences.map(differenceText), ...compared.warnings];
  return said.length === 0 ? lines : [...lines, "", ...said];
}

function runLines(
  { runs, settings, columns, figures, best }: RunTable,
  form: ComparisonForm,
  shown: number[],
): string[] {
  const head = [
    "run",
    ...settings.map(({ key }) => key),
    ...shown.map((i) => title(columns[i])),
    "steps",
    "time",
    "parameters",
  ];
  const rows = form.order.map((row) => [
    runs[row].id,
    ...settings.map(({ values }) => shortValue(values[row])),
    ...shown.map((i) => marked(columns[i].figure, figures[row][i], best[i] === row)),
    grouped(runs[row].summary.step),
    clock(runs[row].summary.seconds),
    grouped(runs[row].parameters),
  ]);
  return laidOut(head, rows, form.markdown, 1 + settings.length);
}

function groupLines({ groups, columns }: RunTable, { markdown }: ComparisonForm, shown: number[]): string[] {
  const head = ["mean ± deviation", "seeds", ...shown.map((i) => title(columns[i]))];
  const rows = groups.map(({ group, figures }) => [
    group.label,
    String(group.runs.length),
    ...shown.map((i) => spreadText(columns[i].figure, figures[i])),
  ]);
  return laidOut(head, rows, markdown, 1);
}

/** The figures that people judge by: the one that chose the best parameters, the loss, perplexity, and what decides for the task. */
function decisive({ columns, figures, by }: RunTable): number[] {
  const known = Object.fromEntries(
    columns.map(({ figure }, i) => [figure, figures.find((row) => row[i] !== undefined)?.[i]]),
  );
  const named = new Set<FigureName>([by.figure, "loss", "perplexity", decidingFigure(known)]);
  return columns.flatMap(({ figure }, i) => (named.has(figure) ? [i] : []));
}

function title({ part, figure }: FigureColumn): string {
  return `${part === "test" ? "test" : "best"} ${figureLabel(figure)}`;
}

/** The best has a star; the others leave its place, so that digits stand below each other. */
function marked(figure: FigureName, value: number | undefined, isBest: boolean): string {
  return `${value === undefined ? "–" : figureSaid(figure, value)}${isBest ? " *" : "  "}`;
}

const LONGEST_VALUE = 30;

function shortValue(json: string): string {
  const value: unknown = JSON.parse(json);
  const characters = [...(typeof value === "string" ? value : json)];
  return characters.length <= LONGEST_VALUE
    ? characters.join("")
    : `${characters.slice(0, LONGEST_VALUE - 1).join("")}…`;
}

function laidOut(head: string[], rows: string[][], markdown: boolean, left: number): string[] {
  const fromLeft = Array.from({ length: left }, (_, i) => i);
  if (!markdown) return table(head, rows, fromLeft);
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.trim().replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i < left ? "---" : "---:"))), ...rows.map(line)];
}
