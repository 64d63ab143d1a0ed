import { count } from "../../../base/words.ts";
import type { ColumnFacts, TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import { type Plan, settings } from "../plan.ts";
import { columnsNamed, namesOf, quoted, unread } from "./columnWords.ts";
import { amount, clamped, epochsFor, STEPS } from "./sizes.ts";
import { fractions, usual } from "./usual.ts";

/** Rows of numbers that follow each other, in one series or in several. */
export function forecasting(name: string, roles: TableRoles, facts: TableFacts): Plan {
  const { inputs, target, time, sequence } = roles;
  const { rows } = facts;
  const length = rows / (sequence?.distinct ?? 1);
  const window = clamped(Math.floor(length / 12), 2, 30);
  const isDrifting = drifts(facts, target, sequence);
  const batchSize = clamped(Math.floor(rows / 20), 1, 16);
  const share = length < 40 ? { validation: 0, test: 0 } : { validation: 0.15, test: 0.15 };
  const when = time ? ` in time (column ${quoted(time)})` : "";
  const series = sequence ? `${count(sequence.distinct, "series", "series")} (column ${quoted(sequence)})` : "a series";
  return {
    task: "forecasting",
    found: `${name} looks like ${series} of ${amount(rows, "row", facts)}${sequence ? " in all," : ""}${when}, with numbers in ${columnsNamed(inputs)}.`,
    learns: `The network learns the next value of ${quoted(target)} from the rows before it.${inputs.length > 1 ? ` It forecasts one row; to forecast several, let it predict all the columns that it reads: set "target" to the list of "input".` : ""}`,
    data: settings(
      { key: "input", value: namesOf(inputs), why: unread(facts, roles) },
      {
        key: "target",
        value: target.name,
        why: inputs.length > 1 ? 'or another of them; all of them, as in "input", to forecast several rows' : undefined,
      },
      sequence && { key: "sequence", value: sequence.name, why: "names the series of a row" },
      {
        key: "difference",
        value: isDrifting ? 1 : 0,
        why: isDrifting
          ? "the series leaves the range it began in: changes from row to row are learned instead of values"
          : "1 learns changes from row to row instead of values, as for a series that keeps rising",
      },
      { key: "window", value: window, why: "so many rows are read before a forecast" },
      ...fractions(share, "the parts of a series follow each other in time: training never sees later values"),
    ),
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 32 },
    ],
    training: [
      { key: "epochs", value: epochsFor(STEPS, Math.max(1, (0.7 * rows) / batchSize), 60) },
      { key: "batchSize", value: batchSize },
      ...usual(0.005, 1),
    ],
    baselines: ["naive"],
    sampling: [],
  };
}

/** Whether the later half of what was seen lies mostly outside the range of the earlier half. */
function drifts({ columns, sample }: TableFacts, target: ColumnFacts, sequence: ColumnFacts | undefined): boolean {
  const at = columns.indexOf(target);
  const own = sequence ? columns.indexOf(sequence) : -1;
  const rows = own < 0 ? sample : sample.filter((row) => row[own] === sample[0][own]);
  const values = rows.map((row) => Number(row[at])).filter(Number.isFinite);
  const half = Math.floor(values.length / 2);
  const early = values.slice(0, half);
  const [low, high] = [Math.min(...early), Math.max(...early)];
  const outside = values.slice(half).filter((value) => value < low || value > high).length;
  return half > 2 && 3 * outside > values.length - half;
}
