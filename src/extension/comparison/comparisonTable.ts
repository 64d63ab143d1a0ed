import { colourOfRun } from "../../base/runColours.ts";
import {
  type ComparedRun,
  comparedLabels,
  decisiveColumns,
  type RunTable,
  runTable,
  SEED,
  sortedRows,
  spreadText,
  verdictsOf,
} from "../../comparison/index.ts";
import type { ComparedRow, ComparisonTable } from "../../contracts/comparisonPanel.ts";
import type { RunNotes } from "../../contracts/runNotes.ts";
import type { RunGroup, RunState, RunSweep } from "../../contracts/runs.ts";
import { groupOfRun } from "../../runs/groupOfRun.ts";
import { importanceOf } from "../../sweeps/index.ts";

type ShownRun = ComparedRun & { state: RunState; notes?: RunNotes; group?: RunGroup; sweep?: RunSweep };

/** What a page shows of runs side by side. */
export function comparisonTable(
  found: readonly { folder: string; facts: ShownRun }[],
  problems: ComparisonTable["problems"],
  language: string,
): ComparisonTable {
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
  const compared = runTable(found.map(({ facts }) => facts));
  const { runs, settings, columns, best, by, groups, warnings } = compared;
  const labels = comparedLabels(compared);
  const decisive = decisiveColumns(compared);
  const judgedBy = columns.findIndex(({ part, figure }) => part === by.part && figure === by.figure);
  return {
    rows: found.map(({ folder, facts }, row) => rowOf(folder, facts, labels[row], compared.figures[row], date)),
    settings,
    columns: columns.map((column, i) => ({ ...column, decides: decisive.includes(i) })),
    best: best.map((value) => value ?? null),
    by: judgedBy < 0 ? null : judgedBy,
    order: sortedRows(compared),
    groups: groups.map(({ group, figures }) => ({
      label: group.label,
      rows: group.runs.map((run) => runs.indexOf(run)),
      counted: group.counted.length,
      figures: figures.map((figure, i) => spreadText(columns[i].figure, figure)),
      means: figures.map((figure) => figure?.mean ?? null),
    })),
    importance: judgedBy < 0 ? [] : importanceIn(compared, judgedBy),
    verdicts: verdictsOf(compared),
    warnings,
    problems,
  };
}

/** Each group counts once, with its mean over finished runs. */
function importanceIn({ runs, settings, groups }: RunTable, column: number): ComparisonTable["importance"] {
  const varied = settings.filter(({ key }) => key !== SEED);
  const scored = groups.flatMap(({ group, figures }) => {
    const value = figures[column]?.mean;
    const row = runs.indexOf(group.runs[0]);
    const own = varied.map(({ key, values }) => ({ key, value: JSON.parse(values[row]) as unknown }));
    return value === undefined ? [] : [{ settings: own, value }];
  });
  return importanceOf(scored);
}

function rowOf(
  folder: string,
  { id, state, created, parameters, config, summary, notes = {}, ...of }: ShownRun,
  label: string,
  figures: RunTable["figures"][number],
  date: Intl.DateTimeFormat,
): ComparedRow {
  const { step, steps, seconds } = summary;
  return {
    ...{ folder, id, label, state, created, began: date.format(new Date(created)), step, steps, seconds, parameters },
    seed: config.training.seed,
    colour: notes.colour ?? colourOfRun(id, groupOfRun(of)),
    ...(notes.star && { star: true }),
    figures: figures.map((value) => value ?? null),
  };
}
