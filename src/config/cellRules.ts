import { grouped, listed } from "../base/words.ts";
import { quoted, shown } from "./rule.ts";
import type { Config } from "./schema.ts";

type Model = Config["model"];
type CellName = Model["cell"];

/** Clocks count modulo a common multiple of all periods, exactly in f32. */
const MOST_COMMON_PERIOD = 2 ** 24;

type Report = (key: keyof Model, message: string) => void;

/** Keys that only some cells know, with why others cannot and what to do. */
const KNOWN_BY: Partial<Record<keyof Model, { cells: readonly CellName[]; why: string }>> = {
  activation: {
    cells: ["rnn", "clockwork"],
    why: "the gates and states of other cells have activations of their own (an LSTM's are inputActivation and outputActivation)",
  },
  leak: { cells: ["rnn"], why: "other cells decide by gates, periods or a decay how much of their state stays" },
  peepholes: { cells: ["lstm"], why: "they let gates see a cell state, which only an LSTM has" },
  coupledGates: { cells: ["lstm"], why: "only an LSTM has an input and a forget gate; a GRU's update gate is both" },
  inputActivation: { cells: ["lstm"], why: "it squashes what is written into a cell state, which only an LSTM has" },
  outputActivation: { cells: ["lstm"], why: "it squashes what is read from a cell state, which only an LSTM has" },
  projection: { cells: ["lstm"], why: "it shortens the hidden state beside a cell state, which only an LSTM has" },
  forgetBias: { cells: ["lstm"], why: "only an LSTM has a forget gate" },
  resetAfter: { cells: ["gru"], why: "only a GRU has a reset gate" },
  periods: { cells: ["clockwork"], why: "only its units stand in groups that wait" },
  contextUnits: { cells: ["scrn"], why: "only an SCRN has a context" },
  contextDecay: { cells: ["scrn"], why: "only an SCRN has a context" },
};

/**
 * What the keys of one cell mean together. `report` is told the key, relative to the settings, and what is wrong; settings that
 * are wrong by themselves are undefined and passed over.
 */
export function checkCell(settings: Partial<Model>, report: Report): void {
  const { cell, units, projection, forgetBias, bias } = settings;
  if (!cell) return;
  for (const key of Object.keys(KNOWN_BY) as (keyof Model)[]) {
    const value = settings[key];
    const { cells, why } = KNOWN_BY[key]!;
    if (value === undefined || value === null || (value === false && key !== "resetAfter") || cells.includes(cell))
      continue;
    const owners = listed(cells.map(quoted), "or");
    report(key, `means nothing with cell ${quoted(cell)}: ${why}. Leave ${key} out, or set cell to ${owners}.`);
  }
  if (cell === "lstm" && projection && units && projection >= units) {
    const advice = units > 1 ? `Set it from 1 to ${units - 1}, or leave it out.` : "Leave it out.";
    report("projection", `${projection} does not shorten a hidden state of ${units} units. ${advice}`);
  }
  if (cell === "lstm" && forgetBias != null && bias === false) {
    report("forgetBias", "has no bias to set: bias is false. Leave out one of the two.");
  }
  if (cell === "clockwork") checkClockwork(settings, report);
}

function checkClockwork({ periods, units }: Partial<Model>, report: Report): void {
  const list = periods ?? [1, 2, 4, 8];
  // What is no period has been said.
  if (list.length === 0 || list.some((period) => !Number.isInteger(period) || period < 1)) return;
  const groups = list.length;
  if (units && units % groups !== 0) {
    const below = Math.floor(units / groups) * groups;
    const near = [below, below + groups].filter((n) => n > 0).map(String);
    const key = periods ? "periods" : "units";
    const what = periods
      ? `${shown(periods)} make ${groups} groups`
      : `${units} does not fit the ${groups} groups of ${shown(list)}`;
    const message = `${what}, which share the units evenly: set units to ${listed(near, "or")}, not ${units}, or give another number of periods.`;
    report(key, message);
  }
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const common = list.reduce((multiple, period) => (multiple / divisor(multiple, period)) * period, 1);
  if (common > MOST_COMMON_PERIOD) {
    const message = `${shown(list)} have no common multiple up to ${grouped(MOST_COMMON_PERIOD)}, so the clock cannot be counted exactly. Choose periods that divide each other, like 1, 2, 4, 8.`;
    report("periods", message);
  }
}
