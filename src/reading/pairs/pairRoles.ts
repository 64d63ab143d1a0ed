import type { Message } from "../../base/message.ts";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { type Cell, isEmptyCell } from "../../data/encode/cells.ts";
import { isNumber } from "../../data/encode/numberCells.ts";
import type { Roles } from "../examples/columnRoles.ts";
import { says } from "../examples/messages.ts";
import { columnCalled, type Reading } from "../formats/index.ts";
import { countsUp } from "../formats/tables/header.ts";
import { isSourceName, isTargetName } from "../formats/tables/sideNames.ts";
import { identifiers } from "../ids/idColumns.ts";
import { says as ofPairs } from "./messages.ts";

/** Where a sentence is from, as collections of sentences say in a column of their own. */
const ATTRIBUTION = /\bCC[- ](BY|0)|tatoeba|https?:\/\/|\u00a9/i;

/** The columns of source and target that a config means; those it leaves open are chosen, and `note` hears which. */
export function pairRoles(
  { data }: Config,
  reading: Reading,
  { file, name, note }: { file: string; name: string; note: (message: Message) => void },
): Roles {
  const { columns } = reading;
  const named = (key: "input" | "target" | "partition") => {
    const [column] = [data[key] ?? []].flat();
    if (column === undefined) return undefined;
    const found = columnCalled(column, reading);
    if (found !== undefined) return found;
    const near = nearest(column, columns);
    const said = says.noSuchColumn({ key: `data.${key}`, value: column, name, near, columns });
    throw new UserError(said, { file, key: `data.${key}` });
  };
  const partition = named("partition");
  const [givenInput, givenTarget] = [named("input"), named("target")];
  const left = textColumns(reading).filter((column) => ![givenInput, givenTarget, partition].includes(column));
  const targetIn = (some: readonly string[]) => (some.length > 1 ? some.find(isTargetName) : undefined);
  // A target that is called so may stand before its source.
  const input =
    givenInput ?? left.find(isSourceName) ?? left.find((column) => givenTarget || column !== targetIn(left));
  const others = left.filter((column) => column !== input);
  const target = givenTarget ?? others.find(isTargetName) ?? others[0];
  for (const [key, column] of [["data.input", input] as const, ["data.target", target] as const]) {
    if (column === undefined) {
      const said =
        columns.length === 1 ? ofPairs.oneColumn({ name }) : says.noColumnLeft({ columns: columns.length, name, key });
      throw new UserError(said, { file, key });
    }
  }
  if (input === target) throw new UserError(says.inputIsTarget({ column: input! }), { file, key: "data.target" });
  if (!givenInput) note(says.roles({ name, key: "data.input", columns: [input!] }));
  if (!givenTarget) note(says.roles({ name, key: "data.target", columns: [target!] }));
  return { inputs: [input!], texts: [input!], targets: [target!], ...(partition !== undefined && { partition }) };
}

/**
 * Columns that may hold sides of pairs, in their order: texts that differ, and are no licence. Others are among them only where there are
 * not two of these: numbers, such as amounts to be spelled out, or what only counts or names the rows.
 */
export function textColumns(reading: Reading): string[] {
  const { columns, preview } = reading;
  const ids = identifiers(reading);
  const ranked = columns.flatMap((column, i) => {
    const cells = preview.map((row) => row[i]).filter((cell) => !isEmptyCell(cell)) as Cell[];
    if (column === "" || cells.length === 0) return [];
    const texts = cells.map(String);
    const mostly = (test: (cell: Cell) => boolean) => 2 * cells.filter(test).length > cells.length;
    const isAside = ids.includes(column) || countsUp(texts) || mostly((cell) => ATTRIBUTION.test(String(cell)));
    const isOne = cells.length > 3 && new Set(texts).size === 1;
    const isText = mostly((cell) => Array.isArray(cell) || !isNumber(cell));
    return [{ column, rank: isAside ? 3 : isOne ? 2 : isText ? 0 : 1 }];
  });
  const rank = ranked.map((each) => each.rank).sort()[Math.min(1, ranked.length - 1)] ?? 0;
  return ranked.filter((each) => each.rank <= rank).map(({ column }) => column);
}
