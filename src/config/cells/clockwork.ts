import * as Type from "typebox";
import { commonMultiple } from "../../base/commonMultiple.ts";
import { says } from "../messages/index.ts";
import { type CellFacts, optional, type ReportProblem, type SettingsOf } from "./cellFacts.ts";

export const clockworkKeys = {
  periods: optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 65_536 }), { noun: "a list of periods", minItems: 1, maxItems: 64 }),
    "Periods",
    "Periods of the groups of a `clockwork` cell, which share its units evenly. The clock starts with t = 0 at the start of a sequence, when all groups update. `null`: `[1, 2, 4, 8]`.",
  ),
};

export const clockwork: CellFacts<SettingsOf<typeof clockworkKeys>> = {
  called: "a clockwork",
  about:
    "Clockwork RNN: a simple recurrent network whose units form groups with periods. A group updates when its period divides t and keeps its output otherwise. It reads groups of equal or longer period.",
  knows: ["activation"],
  why: { periods: "only the units of a Clockwork RNN form groups with periods" },
  usual: { periods: [1, 2, 4, 8] },
  cycle: ({ periods }) => commonMultiple(periods ?? clockwork.usual.periods!),
  check({ periods, units }, report) {
    const list = periods ?? clockwork.usual.periods!;
    // What is no period has been said.
    if (list.length === 0 || list.some((period) => !Number.isInteger(period) || period < 1)) return;
    if (units && units % list.length !== 0) checkShares(list, units, periods ? "periods" : "units", report);
    if (commonMultiple(list) > MOST_COMMON_PERIOD) {
      report("periods", (key) => says.periodsTooLong({ key, periods: list, most: MOST_COMMON_PERIOD }));
    }
  },
};

/** Clocks count modulo a common multiple of all periods, exactly in f32. */
const MOST_COMMON_PERIOD = 2 ** 24;

function checkShares(periods: readonly number[], units: number, key: "periods" | "units", report: ReportProblem): void {
  const groups = periods.length;
  const below = Math.floor(units / groups) * groups;
  const near = [below, below + groups].filter((n) => n > 0);
  report(key, (place) => says.notEvenPeriods({ key: place, periods, units, near }));
}
