import { lossText } from "../../../src/base/metrics.ts";
import { valueText } from "../../../src/base/numberText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { ChangedLook, Look, LookPredictions } from "../../../src/contracts/inspection.ts";
import { button, element } from "../../shared/dom.ts";
import { shareText, symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { stepName } from "../naming.ts";

/** Predictions that are listed where they changed most. */
const LISTED = 12;
/** A surprise or a probability that changes by less is written with the same three digits. */
const LEAST_CHANGE = 5e-4;

/** What changes do to the loss or to the error of a forecast, in words. */
export function outcomeSentence(before: Look, answer: ChangedLook): string {
  const { perStep, numbers } = before.predictions;
  const { loss, look } = answer;
  if (numbers && look.predictions.numbers) return forecastSentence(numbers, look.predictions.numbers, answer);
  if (loss.before !== null && loss.after !== null) return lossSentence(answer, perStep);
  return perStep
    ? t("Nothing that is known came after the change, so there is no loss to compare.")
    : t("What is true is not known, so there is no loss to compare.");
}

/** "Over steps 8 to 40 the loss rises from 1.76 to 2.10 nats, by 0.34."; of one answer without the steps. */
function lossSentence({ loss }: ChangedLook, perStep: boolean): string {
  const [before, after] = [loss.before!, loss.after!];
  const [was, is, by] = [lossText(before), lossText(after), lossText(Math.abs(after - before))];
  const isSame = Math.abs(after - before) < LEAST_CHANGE;
  if (!perStep) {
    if (isSame) return t("The loss stays at {0} nats.", was);
    return after > before
      ? t("The loss rises from {0} to {1} nats, by {2}.", was, is, by)
      : t("The loss falls from {0} to {1} nats, by {2}.", was, is, by);
  }
  const steps = stepsText(loss.from, loss.to);
  if (isSame) return t("{0} the loss stays at {1} nats.", steps, was);
  return after > before
    ? t("{0} the loss rises from {1} to {2} nats, by {3}.", steps, was, is, by)
    : t("{0} the loss falls from {1} to {2} nats, by {3}.", steps, was, is, by);
}

type Numbers = NonNullable<LookPredictions["numbers"]>;

/** "Over steps 17 to 35 the mean absolute error rises from 0.28 to 0.41."; the columns of a forecast together. */
function forecastSentence(before: Numbers, after: Numbers, { loss }: ChangedLook): string {
  const { columns, forecast, actual } = before;
  const first = loss.from * columns.length;
  const known = Array.from(forecast.keys()).filter((i) => i >= first && !Number.isNaN(forecast[i] + actual[i]));
  if (known.length === 0) return t("What came is not known, so there is no error to compare; the forecasts are below.");
  const errorOf = (of: Float32Array) =>
    valueText(known.reduce((sum, i) => sum + Math.abs(actual[i] - of[i]), 0) / known.length);
  const [was, is] = [errorOf(forecast), errorOf(after.forecast)];
  const [from, to] = [known[0], known[known.length - 1]].map((i) => Math.floor(i / columns.length));
  const steps = stepsText(from, to + 1);
  if (was === is) return t("{0} the mean absolute error stays at {1}.", steps, was);
  return t("{0} the mean absolute error goes from {1} to {2}.", steps, was, is);
}

function stepsText(from: number, to: number): string {
  return to - from === 1 ? t("At step {0}", grouped(from)) : t("Over steps {0} to {1}", grouped(from), grouped(to - 1));
}

/** The predictions before and now: of each class where there is one answer, else where they changed most. `go` goes to a step. */
export function predictionsView(look: Look, answer: ChangedLook, go: (step: number) => void): HTMLElement[] {
  const [before, after] = [look.predictions, answer.look.predictions];
  if (before.numbers && after.numbers) return changedForecasts(look, before.numbers, after.numbers, go);
  if (!before.candidates || !after.candidates) return [];
  return before.perStep ? changedSymbols(look, after, go) : [classTable(before, after)];
}

/** The probability of each class that is listed, without the change and with it. */
function classTable(before: LookPredictions, after: LookPredictions): HTMLElement {
  const was = listed(before, 0);
  const is = listed(after, 0);
  const names = [...new Set([...was.keys(), ...is.keys()])];
  const rows = names.map((name) => {
    const shares = [was.get(name), is.get(name)].map((share) => (share === undefined ? "–" : shareText(share)));
    return { head: symbolName(name), cells: shares };
  });
  return changesTable(t("Probabilities before and now"), [t("Prediction"), t("Before"), t("Now")], rows);
}

/** Where the predictions of a sequence changed most: by surprise where it is known, else by the probability of what was the likeliest. */
function changedSymbols(look: Look, after: LookPredictions, go: (step: number) => void): HTMLElement[] {
  const before = look.predictions;
  const { candidates, surprise, actual, kind, ahead, strip } = before;
  const count = candidates!.ids.length / Math.max(1, candidates!.top);
  const rows = Array.from({ length: count }, (_, row) => {
    const nats = after.surprise[row] - surprise[row];
    const change = Number.isNaN(nats) ? changeOfLikeliest(before, after, row) : nats;
    return { row, nats, change: Math.abs(change) };
  })
    .filter(({ change }) => change >= LEAST_CHANGE)
    .sort((a, b) => b.change - a.change)
    .slice(0, LISTED);
  if (rows.length === 0) return [];
  const isKnown = actual.some((came) => came !== null);
  const heads = [
    ahead === 1 ? t("After step") : t("Step"),
    ...[t("Likeliest before"), t("Likeliest now")],
    ...(isKnown ? [kind === "symbol" ? t("What came") : t("Truth"), t("Change of the surprise")] : []),
  ];
  const said = (of: LookPredictions, row: number) => {
    const [name, share] = likeliest(of, row);
    return `${symbolName(name)} ${shareText(share)}`;
  };
  const body = rows.map(({ row, nats }) => {
    const came = actual[row] ?? null;
    const known = [came === null ? "–" : symbolName(came), Number.isNaN(nats) ? "–" : signedNats(nats)];
    return {
      head: button(`${grouped(row)} ${stepName(look, strip, row)}`, () => go(row), { class: "quiet" }),
      cells: [said(before, row), said(after, row), ...(isKnown ? known : [])],
    };
  });
  return [
    element("h3", {}, t("Where it changes most")),
    changesTable(t("Where the predictions change most"), heads, body),
  ];
}

function changedForecasts(look: Look, before: Numbers, after: Numbers, go: (step: number) => void): HTMLElement[] {
  const { strip, perStep } = look.predictions;
  const { columns, forecast, actual } = before;
  const values = Array.from(forecast.keys())
    .map((i) => ({ i, change: Math.abs(after.forecast[i] - forecast[i]) }))
    .filter(({ change }) => change > 0)
    .sort((a, b) => b.change - a.change)
    .slice(0, LISTED);
  if (values.length === 0) return [];
  const heads = [
    perStep ? t("After step") : t("steps ahead"),
    ...(columns.length > 1 ? [t("Column")] : []),
    ...[t("Forecast before"), t("Forecast now"), t("Actual")],
  ];
  const body = values.map(({ i }) => {
    const row = Math.floor(i / columns.length);
    const text = (value: number) => (Number.isNaN(value) ? "–" : valueText(value));
    return {
      head: perStep
        ? button(`${grouped(row)} ${stepName(look, strip, row)}`, () => go(row), { class: "quiet" })
        : grouped(row + 1),
      cells: [
        ...(columns.length > 1 ? [columns[i % columns.length]] : []),
        ...[forecast[i], after.forecast[i], actual[i]].map(text),
      ],
    };
  });
  return [
    element("h3", {}, t("Where it changes most")),
    changesTable(t("Where the predictions change most"), heads, body),
  ];
}

interface ChangedRow {
  head: HTMLElement | string;
  cells: string[];
}

function changesTable(name: string, heads: readonly string[], rows: readonly ChangedRow[]): HTMLElement {
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const body = rows.map(({ head, cells }) =>
    element("tr", {}, element("th", { scope: "row" }, head), ...cells.map((text) => element("td", {}, text))),
  );
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  return tableRegion(name, table);
}

/** The candidates of a row with their probabilities, the likeliest first. */
function listed({ candidates }: LookPredictions, row: number): Map<string, number> {
  const { names, ids, probabilities, top } = candidates!;
  const at = Array.from({ length: top }, (_, k) => row * top + k).filter((i) => names[ids[i]] !== undefined);
  return new Map(at.map((i) => [names[ids[i]], probabilities[i]]));
}

function likeliest({ candidates }: LookPredictions, row: number): [string, number] {
  const { names, ids, probabilities, top } = candidates!;
  return [names[ids[row * top]] ?? "", probabilities[row * top] ?? 0];
}

function changeOfLikeliest(before: LookPredictions, after: LookPredictions, row: number): number {
  const [name, share] = likeliest(before, row);
  return (listed(after, row).get(name) ?? 0) - share;
}

function signedNats(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(3)}`;
}
