import { UserError } from "../base/userError.ts";
import type { Gradients, Patched, Triangle } from "../contracts/inspection/changes.ts";
import { byLag } from "./gradients/byLag.ts";
import { type LossGradient, lossGradient } from "./gradients/lossGradient.ts";
import { gradientTriangle, type TriangleOptions } from "./gradients/triangle.ts";
import { wholeGradients } from "./gradients/wholeGraph.ts";
import { says } from "./messages.ts";
import type { InspectedNetwork } from "./network.ts";
import type { NetworkLook } from "./networkLook.ts";
import { isCausal, passageOf, wholePassageOf, withTarget } from "./passage/passageOf.ts";
import { type PatchOptions, patchGrid } from "./whatIf/patch.ts";

// What is asked about a look that goes back in time, or over to another text, as it is answered.

/**
 * The gradient of −ln p of a symbol after a step: of what came there, or else of the likeliest, where none is named. One answer for the
 * sequence is given after its last step, whatever the step.
 */
export async function gradientAnswer(
  look: NetworkLook,
  { step: asked, symbol }: { step: number; symbol?: string },
  control?: Int32Array,
): Promise<Gradients> {
  if (!isCausal(look.net)) return await wholeGradientAnswer(look, { step: asked, symbol }, control);
  const passage = passageOfLook(look);
  const last = passage.steps - 1;
  const step = look.net.perStep ? asked : last;
  if (step > last) throw new UserError(says.nothingPredicted({ step }));
  const row = look.net.perStep ? step : 0;
  const wanted = symbol ?? look.symbolAfter(row);
  const target = idOf(look.net, wanted);
  const found = await lossGradient(withTarget(passage, step, target), { step, control });
  const { loss, layers, saliency } = found;
  return {
    ...{ step, symbol: wanted!, of: "loss", loss, shares: sharesOf(found), saliency: [saliency] },
    layers: layers.map(({ layer, norms }) => ({ layer, strip: 0, norms })),
  };
}

/** That of a network that reads both ways, or a target of its own: over the whole graph. */
async function wholeGradientAnswer(
  look: NetworkLook,
  { step: asked, symbol }: { step: number; symbol?: string },
  control?: Int32Array,
): Promise<Gradients> {
  refuseClamps(look);
  const { net, reading } = look;
  const { symbols } = reading.strips[reading.strips.length - 1];
  const step = net.perStep ? asked : symbols.length - 1;
  if (step >= symbols.length) throw new UserError(says.nothingPredicted({ step }));
  const row = net.perStep ? step : 0;
  const wanted = symbol ?? look.symbolAfter(row);
  const [found] = await wholeGradients(wholePassageOf(net, reading), [{ row, target: idOf(net, wanted) }], control);
  return {
    ...{ step, symbol: wanted!, of: "loss", loss: found.loss, shares: [], saliency: found.saliency },
    layers: [...found.layers].map(([layer, norms]) => ({ layer, strip: stripOf(layer), norms })),
  };
}

const stripOf = (layer: string) => (layer.startsWith("decoder.") ? 1 : 0);

/** Predictions of a whole graph that are looked at: each goes through all of it. */
const MOST_WHOLE = 128;

async function wholeTriangleAnswer(look: NetworkLook, options: TriangleOptions): Promise<Triangle> {
  refuseClamps(look);
  const { net, reading } = look;
  if (net.answer === "numbers") throw new UserError(says.noLossOfNumbers());
  if (!net.perStep || net.answer === "labels") throw new UserError(says.oneAnswer());
  const strip = reading.strips.length - 1;
  const { length: T } = reading.strips[strip].symbols;
  const stride = options.stride ?? Math.ceil(T / MOST_WHOLE);
  const steps = Int32Array.from({ length: Math.ceil(T / stride) }, (_, n) => n * stride);
  const predictions = Array.from(steps, (row) => ({ row, target: idOf(net, look.symbolAfter(row)) }));
  const passage = wholePassageOf(net, reading);
  const found = await wholeGradients(passage, predictions, options.control, options.progress);
  const names = [...found[0].layers.keys()].filter((layer) => stripOf(layer) === strip);
  const layers = names.map((layer) => {
    const norms = new Float32Array(steps.length * T);
    found.forEach((one, n) => norms.set(one.layers.get(layer)!, n * T));
    return { layer, norms };
  });
  const triangle = { steps, stride, layers, inPlace: net.form.options.cloze === true };
  return { of: "loss", count: steps.length, stride, layers: withLags(triangle, strip), shares: [] };
}

function withLags(triangle: Parameters<typeof byLag>[0], strip: number): Triangle["layers"] {
  const lags = byLag(triangle);
  return triangle.layers.map(({ layer, norms }, i) => {
    const { relative, losses, verdict: kind, lag } = lags[i];
    return { layer, strip, norms, byLag: Float32Array.from(relative), losses, verdict: { kind, lag } };
  });
}

/** Gradients of all predictions, or of every `stride`-th, with what they say by lag. */
export async function triangleAnswer(look: NetworkLook, options: TriangleOptions): Promise<Triangle> {
  if (!isCausal(look.net)) return await wholeTriangleAnswer(look, options);
  const passage = passageOfLook(look);
  const triangle = await gradientTriangle(passage, options);
  const shares = sharesOf(await lossGradient(passage, { control: options.control }));
  const { steps, stride } = triangle;
  return { of: "loss", count: steps.length, stride, layers: withLags(triangle, 0), shares };
}

/** How much of what another text predicts its states bring back. */
export async function patchAnswer(
  look: NetworkLook,
  donor: NetworkLook["reading"],
  {
    symbol,
    tensors,
    ...options
  }: Omit<PatchOptions, "target" | "groups"> & { symbol?: string; tensors?: readonly string[] },
): Promise<Patched> {
  const { net } = look;
  const target = symbol === undefined ? undefined : idOf(net, symbol);
  const passages = [passageOfLook(look), passageOf(net, donor)];
  const most = Math.min(...passages.map(({ steps }) => steps)) - 1;
  const { step = most } = options;
  if (step > most) throw new UserError(says.beyondBoth({ step, steps: most + 1 }));
  const grid = await patchGrid(passages[0], passages[1], { ...options, step, target, groups: tensors });
  if (grid.groups.length === 0) throw new UserError(says.noSuchTensor({ name: tensors!.join(" ") }));
  const { groups, target: id, steps, ...found } = grid;
  const strips = groups.map(() => 0);
  return { tensors: [...groups], strips, symbol: net.names[id], steps: steps.length, first: steps[0], ...found };
}

function sharesOf({ weights }: LossGradient): Gradients["shares"] {
  return weights.map(({ parameter, norm, norms, shares: share }) => ({ parameter, norm, norms, share }));
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
