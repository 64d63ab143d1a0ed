import { isIdle } from "./machine.ts";
import type { MeasuredRow } from "./report.ts";
import { ratioOf, winner } from "./rounds.ts";
import { figure } from "./table.ts";

const NEWEST = "PyTorch 2.13, best";
/** A ratio that is nearer to 1 is neither ahead nor behind. */
const LEVEL = 0.05;

/** What the figures say, ahead and behind, in sentences; undefined where the newest PyTorch was not measured. */
export function headline(rows: readonly MeasuredRow[]): string | undefined {
  const compared = rows.flatMap(({ row, measured }) => {
    const ours = ["Unroll, 2 threads", "Unroll, 1 thread"].find((column) => winner(measured, column)) ?? "";
    const ratio = ratioOf(measured, ours, NEWEST);
    return ratio === undefined ? [] : [{ title: row.title, ratio }];
  });
  if (compared.length === 0) return undefined;
  const list = (all: typeof compared) => all.map(({ title, ratio }) => `${title} (${times(ratio)})`).join("; ");
  const sorted = compared.toSorted((a, b) => b.ratio - a.ratio);
  const [ahead, behind] = [
    sorted.filter(({ ratio }) => ratio >= 1 + LEVEL),
    sorted.filter(({ ratio }) => ratio <= 1 - LEVEL),
  ];
  const level = sorted.filter((one) => !ahead.includes(one) && !behind.includes(one));
  const parts = [
    ...(ahead.length > 0 ? [`ahead at ${list(ahead)}`] : []),
    ...(level.length > 0 ? [`level at ${list(level)}`] : []),
    ...(behind.length > 0 ? [`behind at ${list(behind)}`] : []),
  ];
  const last = parts.pop();
  const sides = [...(parts.length > 0 ? [parts.join(", ")] : []), last].join(", and ");
  const busy = rows.every(({ others }) => isIdle(others)) ? "" : " Other programs ran while this was measured.";
  return `${speedOf(rows)}Beside PyTorch 2.13 at its best on the same two cores, Unroll is ${sides}.${busy}`;
}

function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio >= 2 ? ratio.toFixed(1) : ratio.toFixed(2)}×`;
}

/** What a person waits for: training and loading. */
function speedOf(rows: readonly MeasuredRow[]): string {
  const perSecond = (name: string, column: string) => {
    const row = rows.find((one) => one.row.name === name);
    const best = row && winner(row.measured, column);
    return best && figure(best.figures.perSecond);
  };
  const [small, large] = ["lstm-1x128", "lstm-2x128"].map((name) => perSecond(name, "Unroll, 2 threads"));
  const loading = perSecond("loading", "Unroll, 1 thread");
  return [
    small && large ? `Two threads train an LSTM 1×128 at ${small} characters per second and a 2×128 at ${large}. ` : "",
    loading ? `A text loads at ${loading} MB per second. ` : "",
  ].join("");
}
