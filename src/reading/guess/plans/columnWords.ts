import { grouped, listed } from "../../../base/words.ts";
import type { ColumnFacts, TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import type { Setting } from "../plan.ts";
import { parts } from "./sizes.ts";
import { fractions } from "./usual.ts";

export const quoted = ({ name }: Pick<ColumnFacts, "name">) => JSON.stringify(name);
export const columnsNamed = (columns: readonly Pick<ColumnFacts, "name">[]) =>
  `${columns.length === 1 ? "column" : "columns"} ${columns.length > 4 ? `${columns.slice(0, 3).map(quoted).join(", ")} and ${grouped(columns.length - 3)} more` : listed(columns.map(quoted), "and")}`;
export const namesOf = (columns: readonly ColumnFacts[]) => columns.map(({ name }) => name);

/** Columns that are neither read nor predicted, as a comment says it. */
export function unread(
  { columns }: TableFacts,
  { inputs, target, sequence, partition }: TableRoles,
): string | undefined {
  const used = [...inputs, target, sequence, partition];
  const left = columns.filter((column) => !used.includes(column) && column.kind !== "empty");
  return notRead(left);
}

export function notRead(columns: readonly Pick<ColumnFacts, "name">[]): string | undefined {
  return columns.length > 0 ? `not read: ${columnsNamed(columns)}` : undefined;
}

/** The parts, which a column may tell. */
export function kept({ rows }: TableFacts, { partition }: TableRoles, why: string): Setting[] {
  if (partition) return [{ key: "partition", value: partition.name, why: "says which part a row belongs to" }];
  return fractions(parts(rows, 20), why);
}
