import { UserError } from "../base/userError.ts";
import type { Gradients, Patched, Triangle } from "../contracts/inspection/changes.ts";
import { forecastLevels } from "../data/index.ts";
import { byLag } from "./gradients/byLag.ts";
import { lossGradient, type StepContributions } from "./gradients/lossGradient.ts";
import { rolledGradient } from "./gradients/rolled.ts";
import { gradientTriangle, type TriangleOptions } from "./gradients/triangle.ts";
import { wholeGradient, wholeGradients, wholeShares } from "./gradients/wholeGraph.ts";
import { says } from "./messages.ts";
import type { InspectedNetwork } from "./network.ts";
import type { NetworkLook } from "./networkLook.ts";
import type { Passage } from "./passage/passage.ts";
import { isCausal, passageOf, withTarget } from "./passage/passageOf.ts";
import { wholePassageOf } from "./passage/wholePassage.ts";
import { type Progress, within } from "./progress.ts";
import type { Reading } from "./readings/reading.ts";
import { type PatchOptions, patchGrid } from "./whatIf/patch.ts";
import { wholePatchGrid } from "./whatIf/wholePatch.ts";

// What is asked about a look that goes back in time, or over to another text, as it is answered.

interface GradientAsked {
  step: number;
  symbol?: string;
  /** Rows beyond the next. */
  ahead?: number;
}

/**
 * The gradient of −ln p of a symbol after a step: of what came there, or else of the likeliest, where none is named. One answer for the
 * sequence is given after its last step, whatever the step.
 */
export async function gradientAnswer(
  look: NetworkLook,
  { step: asked, symbol, ahead }: GradientAsked,
  control?: Int32Array,
  progress?: Progress,
): Promise<Gradients> {
  if (ahead) return await rolledAnswer(look, { step: asked, symbol, ahead }, control, progress);
  if (!isCausal(look.net) || look.net.answer === "numbers")
    return await wholeGradientAnswer(look, { step: asked, symbol }, control, progress);
  const passage = passageOfLook(look);
  const last = passage.steps - 1;
  const step = look.net.perStep ? asked : last;
  if (step > last) throw new UserError(says.nothingPredicted({ step }));
  const row = look.net.perStep ? step : 0;
  const wanted = symbol ?? look.symbolAfter(row);
  const target = idOf(look.net, wanted);
  const found = await lossGradient(withTarget(passage, step, target), { step, control, progress });
  const { loss, layers, saliency } = found;
  return {
    ...{ step, symbol: wanted!, of: "loss", loss, shares: sharesOf(found.weights), saliency: [saliency] },
    layers: layers.map(({ layer, norms }) => ({ layer, strip: 0, norms })),
  };
}

/** That of a network that reads both ways, of one with a target of its own, or of a forecast: over the whole graph. */
async function wholeGradientAnswer(
  look: NetworkLook,
  { step: asked, symbol }: GradientAsked,
  control?: Int32Array,
  progress?: Progress,
): Promise<Gradients> {
  refuseClamps(look);
  const { net, reading } = look;
  const { symbols } = reading.strips[reading.strips.length - 1];
  const step = net.perStep ? asked : symbols.length - 1;
  if (step >= symbols.length) throw new UserError(says.nothingPredicted({ step }));
  const row = net.perStep ? step : 0;
  const subject = subjectOf(look, symbol);
  const { wanted, target } = subject.at(row);
  const passage = wholePassageOf(net, reading);
  const { scale } = subject;
  const found = await wholeGradient(passage, { row, target }, { of: subject.number, control, progress });
  const scaled = (values: Float32Array) => (scale === 1 ? values : values.map((x) => x * scale));
  return {
    ...{ step, symbol: wanted, of: subject.of, loss: subject.level(row, target) ?? found.value },
    ...{ shares: sharesOf(found.weights, scale), saliency: found.saliency.map(scaled) },
    layers: [...found.layers].map(([layer, norms]) => ({ layer, strip: stripOf(layer), norms: scaled(norms) })),
  };
}

/** That of a forecast that goes on from its own predictions. */
async function rolledAnswer(
  look: NetworkLook,
  { step, symbol, ahead }: Required<Omit<GradientAsked, "symbol">> & Pick<GradientAsked, "symbol">,
  control?: Int32Array,
  progress?: Progress,
): Promise<Gradients> {
  refuseClamps(look);
  const { net, reading } = look;
  const { wanted, strips } = reading;
  if (wanted?.kind !== "numbers") throw new UserError(says.nothingAhead());
  const T = strips[0].symbols.length;
  if (step >= T) throw new UserError(says.nothingPredicted({ step }));
  const subject = subjectOf(look, symbol);
  const { wanted: column, target } = subject.at(step);
  const { source, target: put } = net.source.encoding!;
  const feeds = source.features.map((feature) => {
    const from = put.numbers.findIndex((other) => other.column === feature.column);
    if (from < 0) throw new UserError(says.unknownAhead({ column: feature.column }));
    const { scale, mean } = put.numbers[from];
    return { target: from, factor: scale / feature.scale, shift: (mean - feature.mean) / feature.scale };
  });
  const { series, first } = wanted;
  // Of a series of changes a forecast is the sum of all changes until then, of changes of changes with those that are older more often.
  const weight = (row: number) =>
    series.difference === 0 ? Number(row === ahead) : series.difference === 1 ? 1 : ahead - row + 1;
  const rolling = { ahead, feeds, weight, control, progress };
  const found = await rolledGradient(wholePassageOf(net, reading), { row: step, target }, rolling);
  const levels = forecastLevels(series, series.targets, first + step, found.outputs);
  const whole = (values: Float32Array) => {
    const all = new Float32Array(T);
    all.set(values.map((x) => x * subject.scale));
    return all;
  };
  // Beyond the step the network reads what it has put out.
  const shares = sharesOf(found.weights, subject.scale).map(({ norms, share, ...one }) => {
    const own = (values: Float32Array) => Float32Array.from({ length: T }, (_, t) => (t <= step ? values[t] : 0));
    const further = share.subarray(step + 1).reduce((sum, part) => sum + part, 0);
    return { ...one, norms: own(norms), share: own(share), ahead: further };
  });
  return {
    ...{ step, symbol: column, of: "forecast", ahead, loss: levels[ahead * series.columns + target] },
    ...{ shares, saliency: found.saliency.map(whole) },
    layers: [...found.layers].map(([layer, norms]) => ({ layer, strip: 0, norms: whole(norms) })),
  };
}

/** What is gone back from: −ln p of a symbol, or a forecast, in the units of the file. */
function subjectOf(look: NetworkLook, symbol: string | undefined) {
  const { net, reading } = look;
  if (net.answer !== "numbers") {
    const at = (row: number) => {
      const wanted = symbol ?? look.symbolAfter(row);
      return { wanted: wanted!, target: idOf(net, wanted) };
    };
    return { of: "loss", number: "loss", scale: 1, at, level: () => undefined } as const;
  }
  const target = symbol === undefined ? 0 : net.names.indexOf(symbol);
  if (target < 0) throw new UserError(says.unknownColumn({ column: symbol!, known: net.names }));
  const { numbers } = look.seen().predictions;
  const { targets } = (reading.wanted as Extract<Reading["wanted"], { kind: "numbers" }>).series;
  return {
    ...({ of: "forecast", number: "number" } as const),
    scale: targets[target].scale,
    at: () => ({ wanted: net.names[target], target }),
    level: (row: number, column: number): number | undefined => numbers?.forecast[row * net.names.length + column],
  };
}

const stripOf = (layer: string) => (layer.startsWith("decoder.") ? 1 : 0);

/** Predictions of a whole graph that are looked at: each goes through all of it. */
const MOST_WHOLE = 128;

async function wholeTriangleAnswer(
  look: NetworkLook,
  { symbol, ...options }: TriangleOptions & { symbol?: string },
): Promise<Triangle> {
  refuseClamps(look);
  const { net, reading } = look;
  if (!net.perStep || net.answer === "labels") throw new UserError(says.oneAnswer());
  const strip = reading.strips.length - 1;
  const { length: T } = reading.strips[strip].symbols;
  const stride = options.stride ?? Math.ceil(T / MOST_WHOLE);
  const steps = Int32Array.from({ length: Math.ceil(T / stride) }, (_, n) => n * stride);
  // Of numbers one column; of symbols what came.
  const subject = subjectOf(look, net.answer === "numbers" ? symbol : undefined);
  const predictions = Array.from(steps, (row) => ({ row, target: subject.at(row).target }));
  const passage = wholePassageOf(net, reading);
  const { progress, control } = options;
  const whole = { of: subject.number, control };
  const found = await wholeGradients(passage, predictions, { ...whole, progress: within(progress, 0, 0.6) });
  // Of all predictions, also where only some of them are looked at one by one.
  const all = Array.from({ length: T }, (_, row) => ({ row, target: subject.at(row).target }));
  const shares = await wholeShares(passage, all, { ...whole, progress: within(progress, 0.6, 1) });
  const names = [...found[0].layers.keys()].filter((layer) => stripOf(layer) === strip);
  const layers = names.map((layer) => {
    const norms = new Float32Array(steps.length * T);
    found.forEach((one, n) =>
      norms.set(
        one.layers.get(layer)!.map((x) => x * subject.scale),
        n * T,
      ),
    );
    return { layer, norms };
  });
  const triangle = { steps, stride, layers, inPlace: net.form.options.cloze === true };
  return {
    ...{ of: subject.of, ...(subject.of === "forecast" && { symbol: subject.at().wanted }) },
    ...{ count: steps.length, stride, layers: withLags(triangle, strip), shares: sharesOf(shares, subject.scale) },
  };
}

function withLags(triangle: Parameters<typeof byLag>[0], strip: number): Triangle["layers"] {
  const lags = byLag(triangle);
  return triangle.layers.map(({ layer, norms }, i) => {
    const { relative, losses, verdict: kind, lag } = lags[i];
    return { layer, strip, norms, byLag: Float32Array.from(relative), losses, verdict: { kind, lag } };
  });
}

/** Gradients of all predictions, or of every `stride`-th, with what they say by lag. */
export async function triangleAnswer(
  look: NetworkLook,
  options: TriangleOptions & { symbol?: string },
): Promise<Triangle> {
  if (!isCausal(look.net) || look.net.answer === "numbers") return await wholeTriangleAnswer(look, options);
  const passage = expected(look, passageOfLook(look));
  const { control, progress } = options;
  const triangle = await gradientTriangle(passage, { ...options, progress: within(progress, 0, 0.6) });
  const { weights } = await lossGradient(passage, { control, progress: within(progress, 0.6, 1) });
  const { steps, stride } = triangle;
  return { of: "loss", count: steps.length, stride, layers: withLags(triangle, 0), shares: sharesOf(weights) };
}

/** Where nothing is known of what came, the likeliest of each prediction stands in its place. */
function expected(look: NetworkLook, passage: Passage): Passage {
  const { net, reading } = look;
  if (reading.wanted || net.answer === "labels") return passage;
  const likeliest = Array.from({ length: net.perStep ? passage.steps : 1 }, (_, row) =>
    idOf(net, look.symbolAfter(row)),
  );
  const before = new Array<number>(passage.steps - likeliest.length).fill(-1);
  return { ...passage, arrays: { ...passage.arrays, targets: Int32Array.from([...before, ...likeliest]) } };
}

/** How much of what another text predicts its states bring back. */
export async function patchAnswer(
  look: NetworkLook,
  donor: Reading,
  {
    symbol,
    tensors,
    ...options
  }: Omit<PatchOptions, "target" | "groups"> & { symbol?: string; tensors?: readonly string[] },
): Promise<Patched> {
  refuseClamps(look);
  const { net, reading } = look;
  const target = symbol === undefined && net.answer !== "labels" ? undefined : idOf(net, symbol);
  const lengths = [reading, donor].map(({ strips }) => strips[strips.length - 1].symbols.length);
  const most = Math.min(...lengths) - 1;
  // One answer is given after all steps of each.
  const step = net.perStep ? (options.step ?? most) : lengths[0] - 1;
  if (net.perStep && step > most) throw new UserError(says.beyondBoth({ step, steps: most + 1 }));
  const asked = { ...options, step, target, groups: tensors };
  const grid =
    isCausal(net) && (net.perStep || lengths[0] === lengths[1])
      ? await patchGrid(passageOf(net, reading), passageOf(net, donor), asked)
      : await wholePatchGrid(look, donor, asked);
  const { groups, target: id, steps, ...found } = grid;
  return {
    ...{ tensors: [...groups], symbol: net.names[id], steps: steps.length, first: steps[0] },
    ...{ strips: groups.map(() => 0), ...found },
  };
}

/** `scale`: units of the file to one of what is put out. */
function sharesOf(weights: readonly StepContributions[], scale = 1): Gradients["shares"] {
  return weights.map(({ parameter, norm, norms, shares: share }) => ({
    ...{ parameter, strip: stripOf(parameter), norm: norm * scale, share },
    norms: scale === 1 ? norms : norms.map((x) => x * scale),
  }));
}

function passageOfLook(look: NetworkLook) {
  refuseClamps(look);
  return passageOf(look.net, look.reading);
}

/** @throws UserError where the look is clamped: a passage knows nothing of that */
function refuseClamps(look: NetworkLook): void {
  if (look.clamps) throw new UserError(says.clamped());
}

function idOf({ names, answer, source: { vocabulary } }: InspectedNetwork, symbol: string | undefined): number {
  // A gradient is of one answer among all.
  if (answer === "labels") throw new UserError(says.severalLabels());
  const isEnd = symbol === "<eos>" && vocabulary?.end !== undefined;
  const id = isEnd ? vocabulary!.end! : symbol === undefined ? -1 : names.indexOf(symbol);
  if (id < 0) throw new UserError(says.unknownTarget({ symbol: symbol ?? "" }));
  return id;
}
