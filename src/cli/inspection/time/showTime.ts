import { decimalText, valueText } from "../../../base/numberText.ts";
import { oneLine } from "../../../base/visibleText.ts";
import { count } from "../../../base/words.ts";
import type { Look } from "../../../contracts/inspection/look.ts";
import type { Answer } from "../../../contracts/inspection/questions.ts";
import type { Output } from "../../output.ts";
import { table } from "../../text/columns.ts";
import { numbersText, percentText, symbolText } from "../cells.ts";
import { candidateRows, rowsOf } from "../lookEvents.ts";

/** Says what one prediction owes to each step. */
export function showGradient(look: Look, answer: Answer<"gradient">, output: Output): void {
  const { step, symbol, of, ahead = 0, loss, layers, saliency, shares } = answer;
  output.say("");
  const subject =
    of === "forecast"
      ? `L = the forecast of ${symbol} ${ahead > 0 ? `${count(ahead + 1, "row")} ` : ""}after step ${step} = ${valueText(loss)}`
      : `L = −ln p(${symbolText(symbol)}) after step ${step} = ${decimalText(loss, 4)} nats`;
  output.say(`${subject}. How it depends on each step:`);
  look.strips.forEach((strip, index) => {
    const own = layers.filter((layer) => layer.strip === index);
    const owing = shares.filter((one) => one.strip === index);
    const last =
      index === look.predictions.strip && own.every(({ norms }) => norms.slice(step + 1).every((x) => x === 0));
    const steps = last ? strip.symbols.slice(0, step + 1) : strip.symbols;
    const head = [
      ...["step", "symbol", "saliency"],
      ...own.map(({ layer }) => `‖∂L/∂state‖ ${layer}`),
      ...owing.map(({ parameter }) => `of ∂L/∂${parameter}`),
    ];
    const body = steps.map((text, t) => [
      ...[String(t), symbolText(text), saliency[index] ? decimalText(saliency[index][t], 4) : ""],
      ...own.map(({ norms }) => gradientText(norms[t])),
      ...owing.map(({ share }) => percentText(share[t])),
    ]);
    output.say(table(head, body, [1]).join("\n"));
  });
  output.say(
    of === "forecast"
      ? "Saliency is gradient × input of the forecast: above zero where what was read raises it."
      : "Saliency is gradient × input of ln p: above zero where a symbol speaks for the prediction.",
  );
  for (const { parameter, ahead: share } of shares) {
    if (share === undefined) continue;
    output.say(
      `${percentText(share)} of ∂L/∂${parameter} comes from the steps that read the network's own predictions.`,
    );
  }
}

const gradientText = (norm: number) => (norm > 0 && norm < 1e-4 ? norm.toExponential(1) : decimalText(norm, 4));

/** What a verdict means, in words. */
export function verdictText({ kind, lag }: Answer<"triangle">["layers"][number]["verdict"]): string {
  if (kind === "vanishes") return `vanishes within ${count(lag, "step")}`;
  if (kind === "explodes") return `explodes: over 100 times as large after ${count(lag, "step")}`;
  if (lag === 0) return "no earlier step to look at";
  return `healthy over the ${count(lag, "step")} looked at`;
}

/** Says how gradients change with the steps that they go back, of one run or of several beside each other. */
export function showTriangles(found: readonly { run: string; answer: Answer<"triangle"> }[], output: Output): void {
  output.say("");
  for (const { run, answer } of found) {
    const every = answer.stride > 1 ? `, every ${answer.stride}th step` : "";
    const of = found.length > 1 ? `${run}: ` : "";
    const what =
      answer.of === "forecast"
        ? `${count(answer.count, "forecast")} of ${answer.symbol}`
        : count(answer.count, "prediction");
    output.say(`${of}gradients of ${what}${every}`);
    for (const { layer, verdict } of answer.layers) output.say(`  ${layer}: ${verdictText(verdict)}`);
  }
  const rows = found.flatMap(({ run, answer }) => answer.layers.map((layer) => ({ run, ...layer })));
  const most = Math.max(...rows.map(({ byLag }) => byLag.length));
  const lags = [0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000].filter((lag) => lag < most);
  const head = ["steps back", ...rows.map(({ run, layer }) => (found.length > 1 ? `${run} ${layer}` : layer))];
  const body = lags.map((lag) => [
    String(lag),
    ...rows.map(({ byLag }) => (byLag[lag] === undefined ? "" : gradientText(byLag[lag]))),
  ]);
  output.say("");
  output.say(table(head, body).join("\n"));
  output.say("‖∂L_t/∂state‖ relative to no step back, geometric mean over the predictions.");
}

/** Says what was otherwise: surprise and what comes next, or forecasts, before and after, at each step. */
export function showChanged(before: Look, { look, loss, samples }: Answer<"whatIf">, output: Output): void {
  const { predictions } = look;
  output.say("");
  output.say("What if:");
  for (const note of look.notes) if (!before.notes.includes(note)) output.say(note);
  if (predictions.numbers) {
    showForecasts(before, look, loss.from, output);
    return;
  }
  showLosses(before, { look, loss }, output);
  if (!samples) return;
  for (const { temperature, before: old, after } of samples.texts) {
    output.say("");
    output.say(
      temperature === 0
        ? "How it goes on, the likeliest each time:"
        : `How it goes on, drawn at temperature ${valueText(temperature)} with seed ${samples.seed}:`,
    );
    output.say(`  before  ${oneLine(old)}`);
    output.say(`  now     ${oneLine(after)}`);
  }
}

function showLosses(before: Look, { look, loss }: Omit<Answer<"whatIf">, "samples">, output: Output): void {
  const { predictions, strips } = look;
  const next = (one: Look) => (one.predictions.candidates ? candidateRows(one.predictions.candidates) : []);
  const [old, made] = [next(before), next(look)];
  const rows = old.map((_, t) => t).filter((t) => t >= loss.from);
  const likeliest = (found: ReturnType<typeof candidateRows>, t: number) => {
    const [first] = found[t] ?? [];
    return first ? `${symbolText(first.symbol)} ${percentText(first.probability)}` : "";
  };
  const nats = (surprise: Float32Array, t: number) => (Number.isNaN(surprise[t]) ? "" : decimalText(surprise[t], 3));
  const symbols = strips[predictions.strip].symbols;
  const body = rows.map((t) => [
    ...[predictions.perStep ? String(t) : "", predictions.perStep ? symbolText(symbols[t]) : ""],
    ...[likeliest(old, t), likeliest(made, t)],
    ...[nats(before.predictions.surprise, t), nats(predictions.surprise, t)],
  ]);
  const head = ["step", "symbol", "predicted", "now", "surprise of what came", "now"];
  const isKnown = loss.before !== null && loss.after !== null;
  const columns = isKnown ? head.length : head.length - 2;
  const shown = [head, ...body].map((row) => row.slice(0, columns));
  output.say(table(shown[0], shown.slice(1), [1, 2, 3]).join("\n"));
  if (loss.before === null || loss.after === null) return;
  const difference = loss.after - loss.before;
  const word = difference > 0 ? "worse" : "better";
  const change = difference === 0 ? "the same" : `${decimalText(Math.abs(difference), 4)} nats ${word}`;
  output.say(
    `From step ${loss.from} on: ${decimalText(loss.before, 4)} nats before, ${decimalText(loss.after, 4)} now, ${change} on average.`,
  );
}

/** Says the forecasts before and after a change, and what came. */
function showForecasts(before: Look, { predictions, strips }: Look, from: number, output: Output): void {
  const { columns, forecast, actual } = predictions.numbers!;
  const width = columns.length;
  const cells = [before.predictions.numbers!.forecast, forecast, actual].map((all) =>
    rowsOf(all, width).map(numbersText),
  );
  const symbols = strips[predictions.strip].symbols;
  const rows = cells[0].map((_, row) => row).filter((row) => !predictions.perStep || row >= from);
  const body = rows.map((row) => [
    ...(predictions.perStep ? [String(row), symbolText(symbols[row])] : ["", ""]),
    ...cells.map((column) => column[row]),
  ]);
  output.say(table(["step", "symbol", `forecast of ${columns.join(" ")}`, "now", "actual"], body, [1]).join("\n"));
}

/** Says how much of the other text's prediction each state brings back. */
export function showPatch(answer: Answer<"patch">, { strips }: Look, output: Output): void {
  const { tensors, steps, first, stride, recovery, whole, step, symbol, loss } = answer;
  output.say("");
  const [clean, corrupt] = [loss.clean, loss.corrupt].map((nats) => decimalText(nats, 4));
  output.say(
    `L = −ln p(${symbolText(symbol)}) after step ${step}: ${clean} nats in the other text, ${corrupt} in this one.`,
  );
  if (!recovery || !whole) {
    output.say("The two are nearer than 0.01 nats, so there is nothing to recover.");
    return;
  }
  const every = stride > 1 ? `, every ${stride}th step` : "";
  output.say(
    `States of the other text are patched in, each at one step${every}. How much of the difference in L this restores:`,
  );
  const share = (value: number) => (Number.isNaN(value) ? "" : percentText(value));
  strips.forEach(({ name, symbols }, strip) => {
    const rows = [...tensors.keys()].filter((row) => answer.strips[row] === strip);
    if (rows.length === 0) return;
    const columns = Array.from({ length: steps }, (_, column) => column).filter((column) =>
      rows.some((row) => !Number.isNaN(recovery[row * steps + column])),
    );
    const body = columns.map((column) => {
      const at = first + column * stride;
      return [
        ...[String(at), symbolText(symbols[at] ?? "")],
        ...rows.map((row) => share(recovery[row * steps + column])),
      ];
    });
    body.push(["all steps", "", ...rows.map((row) => share(whole[row]))]);
    if (strips.length > 1) output.say(`${name}:`);
    output.say(table(["step", "symbol", ...rows.map((row) => tensors[row])], body, [1]).join("\n"));
  });
}
