import { type FigureName, figureNames, isBetter } from "../base/metrics.ts";
import { bestBy } from "../config/index.ts";
import { incomparable } from "./comparable.ts";
import { type ComparedRun, figuresOfPart, type Part } from "./comparedRun.ts";
import {
  type GroupDifference,
  type GroupFigure,
  groupDifference,
  groupFigure,
  groupsOf,
  type RunGroup,
} from "./groups.ts";
import { type DifferingSetting, differingSettings } from "./settings.ts";

/** A figure of a part: one column of a table of runs. */
export interface FigureColumn {
  part: Part;
  figure: FigureName;
}

/** Runs side by side. */
export interface RunTable {
  runs: readonly ComparedRun[];
  /** The settings in which they differ, and no others. */
  settings: DifferingSetting[];
  /** Every figure that one of them has, validation first. */
  columns: FigureColumn[];
  /** A row a run, undefined where it has no such figure. */
  figures: (number | undefined)[][];
  /** The row that is best, of each column; undefined where there is nothing to choose. */
  best: (number | undefined)[];
  /** By this they are judged: the figure that chooses the best of each run, on the test part where all were tested. */
  by: FigureColumn;
  /** Runs that differ in their seeds alone. */
  groups: { group: RunGroup; figures: (GroupFigure | undefined)[] }[];
  /** The best group against each other one, where some seed was tried twice. */
  differences: GroupDifference[];
  /** Why figures cannot be compared, in sentences. */
  warnings: string[];
}

export function runTable(runs: readonly ComparedRun[]): RunTable {
  const settings = differingSettings(runs);
  const columns = columnsOf(runs);
  const figures = runs.map((run) => columns.map(({ part, figure }) => figuresOfPart(run, part)[figure]));
  const by = judgedBy(runs);
  const groups = groupsOf(runs, settings).map((group) => {
    return { group, figures: columns.map(({ part, figure }) => groupFigure(group, part, figure)) };
  });
  return {
    ...{ runs, settings, columns, figures, by, groups },
    best: columns.map(({ figure }, column) => bestRow(figure, figures, column)),
    differences: differencesOf(
      groups.map(({ group }) => group),
      by,
    ),
    warnings: incomparable(runs, settings),
  };
}

/** The rows of a table in the order of a figure, the best first; those without it last, in the order given. */
export function sortedRows({ runs, by: usual }: RunTable, { part, figure }: FigureColumn = usual): number[] {
  const values = runs.map((run) => figuresOfPart(run, part)[figure]);
  return [...values.keys()].sort((a, b) => {
    const [left, right] = [values[a], values[b]];
    if (left === right) return a - b;
    if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
    return isBetter(figure, left, right) ? -1 : 1;
  });
}

function columnsOf(runs: readonly ComparedRun[]): FigureColumn[] {
  return (["validation", "test"] as const).flatMap((part) =>
    figureNames
      .filter((figure) => runs.some((run) => figuresOfPart(run, part)[figure] !== undefined))
      .map((figure) => {
        return { part, figure };
      }),
  );
}

function judgedBy(runs: readonly ComparedRun[]): FigureColumn {
  const named = new Set(runs.map(({ config }) => bestBy(config)));
  const [first] = named;
  const figure = named.size === 1 ? first : "loss";
  const isTested = runs.every((run) => figuresOfPart(run, "test")[figure] !== undefined);
  return { figure, part: isTested && runs.length > 0 ? "test" : "validation" };
}

function bestRow(figure: FigureName, figures: readonly (number | undefined)[][], column: number): number | undefined {
  let best: number | undefined;
  for (const [row, { [column]: value }] of figures.entries()) {
    if (value === undefined) continue;
    if (best === undefined || isBetter(figure, value, figures[best][column]!)) best = row;
  }
  const known = figures.filter(({ [column]: value }) => value !== undefined);
  return known.length > 1 && known.some(({ [column]: value }) => value !== known[0][column]) ? best : undefined;
}

function differencesOf(groups: readonly RunGroup[], { part, figure }: FigureColumn): GroupDifference[] {
  const measured = groups
    .map((group) => ({ group, of: groupFigure(group, part, figure) }))
    .filter((each) => each.of !== undefined);
  if (measured.length < 2 || !measured.some(({ of }) => of!.n > 1)) return [];
  const best = measured.reduce((a, b) => (isBetter(figure, b.of!.mean, a.of!.mean) ? b : a));
  return measured
    .filter((each) => each !== best)
    .map(({ group }) => groupDifference(best.group, group, part, figure))
    .filter((difference) => difference !== undefined);
}
