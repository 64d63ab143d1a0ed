import { clock } from "../../base/clock.ts";
import { type FigureName, figureLabel, figureSaid } from "../../base/metrics.ts";
import { oneLine } from "../../base/visibleText.ts";
import { count, grouped } from "../../base/words.ts";
import {
  decisiveColumns,
  type FigureColumn,
  hasRepeatedSeeds,
  type RunTable,
  spreadText,
  verdictsOf,
} from "../../comparison/index.ts";
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

/** So many settings a row shows; of runs of different tasks there may be dozens. */
const MOST_SETTINGS = 8;

/** A comparison as people read it: the runs, their groups where seeds were repeated, what can be said of them. */
export function comparisonText(compared: RunTable, form: ComparisonForm): string[] {
  const shown = form.all ? compared.columns.map((_, i) => i) : decisiveColumns(compared);
  const settings = form.all ? compared.settings : compared.settings.slice(0, MOST_SETTINGS);
  const lines = runLines({ ...compared, settings }, form, shown);
  const left = compared.settings.length - settings.length;
  const said = [
    ...(left > 0 ? [`${count(left, "more setting")} ${left === 1 ? "differs" : "differ"}; --all shows them.`] : []),
    ...verdictsOf(compared),
    ...compared.warnings,
  ];
  if (hasRepeatedSeeds(compared)) lines.push("", ...groupLines(compared, form, shown));
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
    titleOf(runs[row]),
    ...settings.map(({ values }) => shortValue(values[row])),
    ...shown.map((i) => marked(columns[i].figure, figures[row][i], figures[row][i] === best[i])),
    stepsText(runs[row]),
    clock(runs[row].summary.seconds),
    grouped(runs[row].parameters),
  ]);
  return laidOut(head, rows, form.markdown, 1 + settings.length);
}

/** Its id, by which commands find it, and what a person calls it. */
function titleOf({ id, notes = {} }: RunTable["runs"][number]): string {
  return oneLine([id, ...(notes.star ? ["★"] : []), ...(notes.name === undefined ? [] : [notes.name])].join(" "));
}

/** "400"; of one that has not finished, how far it came: "60 of 400, stopped". */
function stepsText({ state, summary: { step, steps } }: RunTable["runs"][number]): string {
  return state === "finished" ? grouped(step) : `${grouped(step)} of ${grouped(steps)}, ${state}`;
}

function groupLines({ groups, columns }: RunTable, { markdown }: ComparisonForm, shown: number[]): string[] {
  const head = ["mean ± deviation", "seeds", ...shown.map((i) => title(columns[i]))];
  const rows = groups.map(({ group, figures }) => [
    group.label,
    String(group.counted.length),
    ...shown.map((i) => spreadText(columns[i].figure, figures[i])),
  ]);
  return laidOut(head, rows, markdown, 1);
}

function title({ part, figure }: FigureColumn): string {
  return `${part === "test" ? "test" : "best"} ${figureLabel(figure)}`;
}

/** The best has a star; the others leave its place, so that digits stand below each other. */
function marked(figure: FigureName, value: number | undefined, isBest: boolean): string {
  return `${value === undefined ? "–" : figureSaid(figure, value)}${isBest && value !== undefined ? " *" : "  "}`;
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
