import { decidingFigure } from "../base/comparison.ts";
import { type FigureName, figureNames, isBetter } from "../base/metrics.ts";
import { bestBy } from "../config/index.ts";
import { incomparable, measuresOf } from "./comparable.ts";
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
  /** The best value of each column; undefined where there is nothing to choose, or the figures of the runs cannot be compared. */
  best: (number | undefined)[];
  /** By this they are judged: the figure that chooses the best of each run, on the test part where all were tested. */
  by: FigureColumn;
  /** Runs that differ in their seeds alone. */
  groups: { group: RunGroup; figures: (GroupFigure | undefined)[] }[];
  /** Of the groups whose figures can be compared, the best that has several seeds against each other one, the next best first. */
  differences: GroupDifference[];
  /** Those that share too few seeds with the best to be held against it. */
  unpaired: { best: RunGroup; group: RunGroup }[];
  /** Why figures cannot be compared, in sentences. */
  warnings: string[];
}

export function runTable(runs: readonly ComparedRun[]): RunTable {
  const settings = differingSettings(runs);
  const columns = columnsOf(runs);
  const figures = runs.map((run) => columns.map(({ part, figure }) => figuresOfPart(run, part)[figure]));
  const groups = groupsOf(runs, settings).map((group) => {
    return { group, figures: columns.map(({ part, figure }) => groupFigure(group, part, figure)) };
  });
  const best = columns.map(({ figure }, column) => {
    const values = figures.map((row) => row[column]);
    const measures = new Set(measuresOf(runs, figure).filter((_, row) => values[row] !== undefined));
    return measures.size === 1 ? bestOf(figure, values) : undefined;
  });
  const table = { runs, settings, columns, figures, best, groups, warnings: incomparable(runs, settings) };
  return judged({ ...table, by: judgedBy(runs), differences: [], unpaired: [] });
}

/** The same table, with groups held against each other by another figure. */
export function judged(table: RunTable, by: FigureColumn = table.by): RunTable {
  const { runs, groups } = table;
  const alike = new Map<string, RunGroup[]>();
  const measures = measuresOf(runs, by.figure);
  for (const { group } of groups) {
    const measure = measures[runs.indexOf(group.runs[0])];
    alike.set(measure, [...(alike.get(measure) ?? []), group]);
  }
  const found = [...alike.values()].map((some) => differencesOf(some, by));
  return {
    ...table,
    by,
    differences: found.flatMap(({ differences }) => differences),
    unpaired: found.flatMap(({ unpaired }) => unpaired),
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

/** The figures that people judge by: the one that chose the best parameters, the loss, perplexity, and what decides for the task. */
export function decisiveColumns({ runs, columns, figures, by }: RunTable): number[] {
  const known = Object.fromEntries(
    columns.map(({ figure }, i) => [figure, figures.find((row) => row[i] !== undefined)?.[i]]),
  );
  const units = new Set(runs.map(({ config }) => config.data.unit));
  const named = new Set<FigureName>([by.figure, "loss", "perplexity", decidingFigure(known)]);
  // What can be compared, whatever a symbol is.
  if (units.size > 1) named.add("bitsPerCharacter");
  return columns.flatMap(({ figure }, i) => (named.has(figure) ? [i] : []));
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

/** The best of some values, where there is something to choose. */
function bestOf(figure: FigureName, values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  if (known.every((value) => value === known[0])) return undefined;
  return known.reduce((best, value) => (isBetter(figure, value, best) ? value : best));
}

function differencesOf(
  groups: readonly RunGroup[],
  { part, figure }: FigureColumn,
): Pick<RunTable, "differences" | "unpaired"> {
  const measured = groups.flatMap((group) => {
    const of = groupFigure(group, part, figure);
    return of ? [{ group, of }] : [];
  });
  measured.sort((a, b) => {
    return isBetter(figure, a.of.mean, b.of.mean) ? -1 : Number(isBetter(figure, b.of.mean, a.of.mean));
  });
  // One run alone can be held against nothing, however good it is.
  const best = measured.find(({ of }) => of.n > 1);
  if (measured.length < 2 || best === undefined) return { differences: [], unpaired: [] };
  const others = measured.filter((each) => each !== best).map(({ group }) => group);
  const differences = others.map((group) => groupDifference(best.group, group, part, figure));
  return {
    differences: differences.filter((difference) => difference !== undefined),
    unpaired: others.filter((_, i) => differences[i] === undefined).map((group) => ({ best: best.group, group })),
  };
}
