import type { Config } from "../../config/index.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import { isNumber } from "../../data/encode/numberCells.ts";
import { type Roles, rolesBeside, rolesOf } from "../examples/columnRoles.ts";
import { says as ofExamples } from "../examples/messages.ts";
import type { Reading } from "../formats/index.ts";
import { holdsSounds, withSound } from "../sound/soundRole.ts";

/** What columns of transcripts and of what they are of are called. */
const TARGET_NAME =
  /^(targets?|transcripts?|transcriptions?|texts?|sentences?|utterances?|labels?|phonemes?|phones?|letters|words|references?)$/i;
const INPUT_NAME = /^(inputs?|vectors?|features?|frames?|steps|signal|tokens|source|x)$/i;

type Said = Parameters<typeof rolesOf>[2];

/** The columns of inputs and transcripts that a config means; those it leaves open are chosen, and `note` hears which. */
export function transcriptRoles(config: Config, reading: Reading, how: Said): Roles {
  const { data } = config;
  const { columns, preview } = reading;
  if (reading.format === "wav") return rolesBeside();
  const cellsOf = (column: string) => preview.map((row) => row[columns.indexOf(column)]).filter((c) => !isEmptyCell(c));
  const mostly = (column: string, test: (cell: Cell) => boolean) => {
    const cells = cellsOf(column) as Cell[];
    return cells.length > 0 && 2 * cells.filter(test).length > cells.length;
  };
  const holdsNumbers = (column: string) =>
    mostly(
      column,
      (cell) => isNumber(cell) || (Array.isArray(cell) && [cell].flat(2).every((n) => isNumber(n as Cell))),
    );
  const isList = (column: string) => mostly(column, (cell) => Array.isArray(cell));
  const given = [data.input, data.target, data.sequence, data.partition].flat();
  const left = columns.filter((column) => column !== "" && !given.includes(column));
  const [target] = [data.target ?? []].flat();
  const isSound = (column: string) => holdsSounds(reading, column);
  const texts = left.filter((column) => !holdsNumbers(column) && !isSound(column));
  const chosenTarget = target ?? texts.findLast((column) => TARGET_NAME.test(column)) ?? texts.at(-1) ?? left.at(-1);
  const others = left.filter((column) => column !== chosenTarget);
  const numbers = others.filter(holdsNumbers);
  const lists = numbers.filter(isList);
  // Rows of a table have a number of the vector in each column.
  const chosenInput =
    others.find(isSound) ??
    ((data.sequence !== null || reading.format !== "jsonl") && numbers.length > 0 && lists.length === 0
      ? numbers
      : (lists.find((column) => INPUT_NAME.test(column)) ??
        lists[0] ??
        others.find((column) => INPUT_NAME.test(column)) ??
        others[0]));
  const open = {
    input: data.input ?? chosenInput ?? null,
    target: chosenTarget ?? null,
  };
  const say = (key: "data.input" | "data.target", column: string | readonly string[] | null) => {
    if (column !== null && columns.length > 1)
      how.note(ofExamples.roles({ name: how.name, key, columns: [column].flat() }));
  };
  if (data.input === null) say("data.input", open.input);
  if (target === undefined) say("data.target", open.target);
  const found = rolesOf({ ...config, data: { ...data, ...open } }, reading, how);
  const roles = { ...found, texts: found.texts.filter((column) => !(isList(column) && holdsNumbers(column))) };
  return withSound(config, roles, reading, how);
}
