import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { Encoding, Normalization } from "../../data/encode/encoding.ts";
import { type Roles, rolesOf, WHICH } from "../examples/columnRoles.ts";
import type { OpenFile } from "../examples/openFiles.ts";
import { columnCalled } from "../formats/index.ts";
import { identifiers } from "../ids/idColumns.ts";
import { says } from "./messages.ts";
import { countingColumns, type TimeColumns, timeColumnsOf } from "./time/timeColumns.ts";

/** What the columns of a series are for. */
export interface SeriesColumns {
  inputs: string[];
  targets: string[];
  /** What names the series of a row, where there are several. */
  sequence?: string;
  /** What says when a row was; undefined where nothing does. */
  times?: TimeColumns;
  /** Columns that have a role, or say when; no others tell series apart. */
  passed: string[];
  /** What is read or predicted, and the config does not name. */
  chosen: string[];
}

/** Finds the columns of numbers that the config means, those of `known` of a run, and what says when a row was. */
export function seriesColumns(
  config: Config,
  configFile: string,
  { reading, found }: OpenFile,
  known: Encoding | undefined,
  note: (message: Message) => void,
): SeriesColumns {
  const { input, target } = config.data;
  const called = (name: string) => columnCalled(name, reading) ?? name;
  const sequence = config.data.sequence === null ? undefined : called(config.data.sequence);
  const [own, predicted] = [input, target].map((names) => [names ?? []].flat().map(called));
  const given = known ? namesOf([...known.source.features, ...known.target.numbers]) : [...own, ...predicted];
  const taken = sequence === undefined ? [] : [sequence];
  // A column that is read may say when as well, and one that is predicted does not.
  const times =
    timeColumnsOf(reading, [...taken, ...given]) ??
    timeColumnsOf(reading, [...taken, ...(known ? namesOf(known.target.numbers) : predicted)]);
  const when = times?.columns ?? [];
  const aside = [
    { columns: when, what: "when a row was" },
    { columns: identifiers(reading).filter((column) => !when.includes(column)), what: WHICH },
    { columns: countingColumns(reading, [...taken, ...given, ...when], times !== undefined), what: "which row it is" },
  ];
  const { inputs, targets } = known
    ? { inputs: namesOf(known.source.features), targets: namesOf(known.target.numbers) }
    : rolesOf(config, reading, { file: configFile, name: found.name, note, aside });
  refuseBlindRollout({ inputs, targets }, config, configFile);
  const clock = when.some((column) => targets.includes(column)) ? undefined : times;
  const passed = [...given, ...taken, ...(clock?.columns ?? [])];
  return { inputs, targets, sequence, times: clock, passed, chosen: [...inputs, ...targets] };
}

function namesOf(normalizations: readonly Normalization[]): string[] {
  return normalizations.map(({ column }) => column);
}

/** Beyond the next row, a forecast goes on from itself: all that is read must be predicted. */
function refuseBlindRollout(
  { inputs, targets }: Pick<Roles, "inputs" | "targets">,
  { data }: Config,
  configFile: string,
): void {
  const missing = inputs.filter((column) => !targets.includes(column));
  if (data.horizon === 1 || (missing.length === 0 && inputs.length === targets.length)) return;
  throw new UserError(says.blindRollout({ horizon: data.horizon, missing }), {
    file: configFile,
    key: "data.horizon",
  });
}
