import { editsBetween } from "../../base/edits.ts";
import { decimalText } from "../../base/numberText.ts";
import { count } from "../../base/words.ts";
import type { Look, LookTranscript } from "../../contracts/inspection/look.ts";
import type { LookBaseline } from "../../contracts/inspection/questions.ts";
import type { Inspector } from "../../runner/index.ts";
import type { Output } from "../output.ts";
import { table } from "../text/columns.ts";
import { outputText } from "../text/outputsText.ts";
import { pathText } from "../text/pathText.ts";
import { numbersText, percentText, symbolText } from "./cells.ts";
import { candidateRows, rowsOf } from "./lookEvents.ts";

/** Candidates and units that are listed of a step, unless somebody asks for more. */
const USUAL = 3;

/** Says a look step by step: what was read, how surprising it was, what comes next, and the strongest units of the last layer. */
export async function showLook(
  inspector: Inspector,
  look: Look,
  output: Output,
  { most = USUAL, baseline }: { most?: number; baseline?: LookBaseline } = {},
): Promise<void> {
  const { strips, predictions, checkpoint, run } = look;
  output.say(`${run.id}, ${checkpoint.parameters} parameters, of step ${checkpoint.step}`);
  for (const note of look.notes) output.say(note);
  warnOf(look, output);
  output.say("");
  const { symbols } = strips[predictions.strip];
  // Vectors are named by their steps.
  const areSteps = look.typed === null && symbols.every((symbol, t) => symbol === String(t));
  const columns: { head: string; left?: boolean; cells: string[] }[] = [
    { head: "step", cells: symbols.map((_, t) => String(t)) },
    { head: "symbol", left: true, cells: areSteps ? [] : symbols.map((symbol) => symbolText(symbol)) },
  ];
  if (predictions.perStep) columns.push(...predicted(look, most, baseline));
  columns.push(await strongest(inspector, look, most));
  const shown = columns.filter(({ cells }) => cells.some((cell) => cell !== ""));
  const body = symbols.map((_, t) => shown.map(({ cells }) => cells[t] ?? ""));
  const left = shown.flatMap((column, i) => (column.left ? [i] : []));
  output.say(
    table(
      shown.map(({ head }) => head),
      body,
      left,
    ).join("\n"),
  );
  output.say("");
  if (!predictions.perStep) output.say(...whole(look, most));
  if (look.transcript) sayTranscript(look.transcript, output);
  const { total, mean } = predictions;
  if (total !== null && mean !== null) {
    output.say(`Surprise: ${decimalText(total, 3)} nats in all, ${decimalText(mean, 4)} on average.`);
  }
  if (!baseline) return;
  output.say(
    baseline.total === null || baseline.mean === null
      ? `${baseline.name}: infinite, for it has never counted some of it.`
      : `${baseline.name}: ${decimalText(baseline.total, 3)} nats in all, ${decimalText(baseline.mean, 4)} on average.`,
  );
}

/** Says the best path and what it collapses to, beside what is true. */
function sayTranscript(
  { path, labels, texts, output: written, truth, logProbability, beam }: LookTranscript,
  output: Output,
): void {
  output.say("Best path: ", pathText(Array.from(path, (id) => labels[id])));
  const found = beam === null ? "Transcript" : `Transcript (beam ${beam})`;
  const share = logProbability === null ? "" : `, log-probability ${decimalText(logProbability, 2, 9)}`;
  output.say(`${found}: `, outputText(texts.output), share);
  if (truth === null || texts.truth === null) return;
  const edits = editsBetween(truth, written).filter(({ kind }) => kind !== "same").length;
  output.say("Truth: ", outputText(texts.truth), edits === 0 ? ", right" : `, ${count(edits, "edit")}`);
}

/** Warns of parameters that compute no numbers. */
function warnOf({ predictions }: Look, output: Output): void {
  const { candidates, numbers } = predictions;
  if ((candidates?.probabilities ?? numbers?.forecast)?.some(Number.isNaN)) {
    output.warn(
      "predictions are not numbers (NaN): training diverged or the checkpoint is damaged; try another --checkpoint",
    );
  }
}

/** What each step predicts, and the surprise of what stands at it. */
function predicted({ strips, predictions }: Look, most: number, baseline: LookBaseline | undefined) {
  const { kind, ahead, surprise, candidates, actual, numbers, strip } = predictions;
  const steps = strips[strip].symbols;
  if (numbers) {
    const [forecast, came] = [numbers.forecast, numbers.actual].map((all) => {
      return rowsOf(all, numbers.columns.length).map(numbersText);
    });
    return [
      { head: `forecast of ${numbers.columns.join(" ")}`, cells: forecast },
      { head: "actual", cells: came },
    ];
  }
  // A symbol is as surprising as the step before it found it.
  const nats = (all: Float32Array) =>
    steps.map((_, t) => {
      const x = all[t - ahead];
      return x === undefined || Number.isNaN(x) ? "" : Number.isFinite(x) ? decimalText(x, 3) : "∞";
    });
  const likeliest = candidates ? candidateRows(candidates) : [];
  const listed = likeliest.map((row) =>
    row
      .slice(0, most)
      .map(({ symbol, probability }) => `${symbolText(symbol)} ${percentText(probability)}`)
      .join("  "),
  );
  const gold = kind === "symbol" ? [] : [{ head: "actual", left: true, cells: actual.map((label) => label ?? "") }];
  return [
    { head: "surprise", cells: nats(surprise) },
    ...(baseline ? [{ head: "n-gram", cells: nats(baseline.surprise) }] : []),
    ...gold,
    { head: ahead ? "next" : "predicted", left: true, cells: listed },
  ];
}

/** The answer for the whole sequence. */
function whole({ predictions }: Look, most: number): string[] {
  const [row = []] = predictions.candidates ? candidateRows(predictions.candidates) : [];
  const listed = row
    .slice(0, most)
    .map(({ symbol, probability }) => `${symbolText(symbol)} ${percentText(probability)}`);
  const [actual] = predictions.actual;
  return [`Predicted: ${listed.join("  ")}${actual == null ? "" : `. Actual: ${symbolText(actual)}`}`];
}

/** The units of the last layer that are furthest from zero at each step. */
async function strongest(inspector: Inspector, { look, layers, predictions }: Look, most: number) {
  const layer = layers.findLast(({ strip, direction }) => strip === predictions.strip && direction === "forward");
  const name = layer?.tensors.find(({ label }) => label === "h")?.name;
  if (!name) return { head: "strongest units", left: true, cells: [] };
  const { values, shape } = await inspector.tensor({ look, name });
  const cells = rowsOf(values, shape[1]).map((row) => {
    const units = [...row.keys()].sort((a, b) => Math.abs(row[b]) - Math.abs(row[a])).slice(0, most);
    return units.map((unit) => `${unit}: ${decimalText(row[unit], 2)}`).join("  ");
  });
  return { head: `strongest units of ${name}`, left: true, cells };
}
