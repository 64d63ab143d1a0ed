import { count, grouped, listed } from "../../../base/words.ts";
import { tasks } from "../../../config/index.ts";
import { numberAdvice } from "../../../data/encode/numberCells.ts";
import type { Cells, ColumnFacts, TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import { quoted } from "./columnWords.ts";

/** Sentences on cells that the trainer could not read as numbers: what to change in the file first, and which columns are left out for it. */
export function unreadable(facts: TableFacts, { task, inputs, target, labels }: TableRoles): string[] {
  if (inputs[0]?.kind !== "numbers") return [];
  const used = new Set(tasks[task].predicts === "numbers" || labels === "ordered" ? [...inputs, target] : inputs);
  const where = facts.isWhole ? "" : ` in the first ${grouped(facts.seen)} rows`;
  const changes = [...used].flatMap((column) => changesIn(column, where));
  const left = facts.columns.filter((column) => column.kind === "numbers" && column.holes.count > 0);
  return [
    ...(changes.length > 0 ? [`Before training, change the file: ${changes.join(" ")}`] : []),
    ...left
      .filter((column) => !used.has(column) && column !== target)
      .map((column) => `Column ${quoted(column)} is not read: it has ${noNumbers(column.holes, where)}.`),
  ];
}

function changesIn(column: ColumnFacts, where: string): string[] {
  const { holes, misspelt } = column;
  const like = `${count(misspelt.count, "cell")} like ${JSON.stringify(misspelt.text)} (line ${grouped(misspelt.line)})${where}`;
  const wrong = [
    misspelt.count > 0 ? `${like}. ${numberAdvice(misspelt.text)}` : undefined,
    holes.count > 0 ? `${noNumbers(holes, where)}. Fill them in, or take those lines out.` : undefined,
  ].filter((each) => each !== undefined);
  return wrong.length > 0 ? [`column ${quoted(column)} has ${listed(wrong, "and")}`] : [];
}

function noNumbers({ count: cells, line, text }: Cells, where: string): string {
  const what = text === "" ? "empty" : JSON.stringify(text.slice(0, 40));
  const which = cells === 1 ? "1 cell that is no number" : `${count(cells, "cell")} that are no numbers`;
  return `${which}${where}, ${cells === 1 ? "" : "the first "}in line ${grouped(line)} (${what})`;
}
