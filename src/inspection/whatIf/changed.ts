import { UserError } from "../../base/userError.ts";
import type { Change, ChangedLook, Writing } from "../../contracts/inspection/changes.ts";
import { says } from "../messages.ts";
import { InspectedNetwork, shownSymbol } from "../network.ts";
import { NetworkLook } from "../networkLook.ts";
import type { Reading } from "../readings/reading.ts";
import { type Clamp, Clamps } from "./clamps.ts";
import { samplesOf, writes } from "./writing.ts";

/** A look with something changed, and what that does to the loss. */
export interface ChangedNetworkLook {
  look: NetworkLook;
  /** Mean surprise over steps [from, to), those that the change can reach, in nats; null where nothing is known of them. */
  loss: { from: number; to: number; before: number | null; after: number | null };
  /** How both go on. */
  samples?: ChangedLook["samples"];
}

export interface ChangeSettings {
  top?: number;
  progress?: (share: number) => void;
  control?: Int32Array;
  writing?: Writing;
}

/** Runs the network of a look again, with clamps, without the recurrence of layers, and with other symbols. */
export async function changedLook(
  before: NetworkLook,
  changes: readonly Change[],
  { control, writing = {}, progress = () => {}, ...settings }: ChangeSettings = {},
): Promise<ChangedNetworkLook> {
  const { source } = before.net;
  const clamps = changes.flatMap((change) => (change.do === "clamp" ? [clampOf(before, change)] : []));
  const notes = changes.flatMap((change) => (change.do === "clamp" ? beyondNotes(before, change) : []));
  let reading = { ...before.reading, notes: [...before.reading.notes, ...notes] };
  let { tensors } = source;
  for (const change of changes) {
    if (change.do === "symbol") reading = withSymbol(before.net, reading, change);
    if (change.do === "withoutRecurrence") tensors = withoutRecurrence(before, tensors, change.layer);
  }
  const net = await InspectedNetwork.load({ ...source, tensors }, control);
  try {
    const look = new NetworkLook(net, reading, {
      ...settings,
      progress: (share) => progress(share / 2),
      clamps: clamps.length > 0 ? new Clamps(clamps) : undefined,
    });
    const loss = lossOf(before, look, firstReached(before, changes));
    const samples = samplesOf(before, look, writing, prefixOf(changes), (share) => progress((1 + share) / 2));
    return { look, loss, ...(samples && { samples }) };
  } catch (error) {
    await net.dispose();
    throw error;
  }
}

/** The first step whose prediction can differ. A network that reads both ways may differ everywhere. */
function firstReached({ net }: NetworkLook, changes: readonly Change[]): number {
  const { form, perStep } = net;
  const { layers, bidirectional, cloze } = form.options;
  const own = typeof layers === "number" ? [] : layers;
  const both = bidirectional || cloze || own.some((layer) => layer.bidirectional);
  if (both || form.decoder || !perStep || changes.length === 0) return 0;
  return Math.min(
    ...changes.map((change) => {
      if (change.do === "clamp") return change.from;
      return change.do === "symbol" ? change.step : 0;
    }),
  );
}

/** Of pairs: how many symbols of the target stand until the last that is changed; the first is what a target begins with. */
function prefixOf(changes: readonly Change[]): number {
  return Math.max(1, ...changes.flatMap((one) => (one.do === "symbol" && one.strip === 1 ? [one.step + 1] : [])));
}

function lossOf(before: NetworkLook, after: NetworkLook, from: number): ChangedNetworkLook["loss"] {
  const [old, made] = [before, after].map((look) => look.seen().predictions.surprise);
  const both = Array.from(old.keys()).filter((t) => t >= from && !Number.isNaN(old[t]) && !Number.isNaN(made[t]));
  const mean = (surprise: Float32Array) =>
    both.length > 0 ? both.reduce((sum, t) => sum + surprise[t], 0) / both.length : null;
  return { from, to: old.length, before: mean(old), after: mean(made) };
}

/** Kinds of tensors from which a cell goes on: what else is shown is read by nobody. */
const CLAMPED = new Set(["state", "gate", "candidate", "preactivation"]);

function clampOf(look: NetworkLook, change: Extract<Change, { do: "clamp" }>): Clamp {
  const { layers } = look.seen();
  const found = layers.flatMap((layer) => layer.tensors.map((tensor) => ({ layer, tensor })));
  const may = found.filter(({ tensor }) => CLAMPED.has(tensor.kind));
  const known = may.find(({ tensor }) => tensor.name === change.tensor);
  if (!known) {
    throw new UserError(says.noSuchClamp({ name: change.tensor, known: may.map(({ tensor }) => tensor.name) }));
  }
  const { layer, tensor } = known;
  const { unit, from, to, value } = change;
  if (unit !== null && unit >= tensor.width)
    throw new UserError(says.noSuchUnit({ name: tensor.name, unit, units: tensor.width }));
  const steps = look.reading.strips[layer.strip].symbols.length;
  if (from >= steps || to <= from) throw new UserError(says.noSuchSteps({ from, to, steps }));
  if (isBeyond(to, steps) && !isWritten(look, layer.strip)) {
    throw new UserError(says.noSuchSteps({ from: steps, to, steps }));
  }
  const number = Math.fround(value);
  return {
    ...{ layer: layer.name, label: tensor.label, from, to },
    value: (_, one) => (unit === null || unit === one ? number : Number.NaN),
  };
}

/** Whether steps behind the last are meant, and not all that there are. */
function isBeyond(to: number, steps: number): boolean {
  return to > steps && to !== Number.MAX_SAFE_INTEGER;
}

/** Whether the steps of a strip go on with what is written. */
function isWritten({ net, reading }: NetworkLook, strip: number): boolean {
  return writes(net) && strip === reading.strips.length - 1;
}

/** What is said of a clamp that also holds at steps that are written. */
function beyondNotes(look: NetworkLook, { tensor, to }: Extract<Change, { do: "clamp" }>): string[] {
  const layer = look.seen().layers.find(({ tensors }) => tensors.some(({ name }) => name === tensor))!;
  const steps = look.reading.strips[layer.strip].symbols.length;
  return isBeyond(to, steps) ? [says.heldBeyond({ name: tensor, last: steps - 1, to }).text] : [];
}

/** Parameters with W_hh of a layer at zero: it does not read what it put out before. What its gates keep is kept. */
function withoutRecurrence(
  look: NetworkLook,
  tensors: InspectedNetwork["tensors"],
  layer: string,
): InspectedNetwork["tensors"] {
  const [, side, index, reverse = ""] = /^(?:(encoder|decoder)\.)?l(\d+)(_reverse)?$/.exec(layer) ?? [];
  const { cloze } = look.net.form.options;
  const module = side ?? (cloze ? (reverse ? "backward" : "forward") : "rnn");
  const direction = cloze ? "" : reverse;
  const names = [`${module}.weight_hh_l${index}${direction}`, `${module}.${index}.weight_hh_l0${direction}`];
  const found = names.find((name) => tensors.has(name));
  if (found === undefined) {
    const known = look.seen().layers.map(({ name }) => name);
    if (known.includes(layer)) throw new UserError(says.noRecurrence({ name: layer }));
    throw new UserError(says.noSuchLayer({ name: layer, known }));
  }
  const tensor = tensors.get(found)!;
  return new Map(tensors).set(found, { ...tensor, dtype: "F32", data: new Float32Array(tensor.data.length) });
}

/** A reading with another symbol at a step. */
function withSymbol(
  net: InspectedNetwork,
  reading: Reading,
  { strip, step, symbol }: Extract<Change, { do: "symbol" }>,
): Reading {
  const { vocabulary: own, encoding } = net.source;
  const isTarget = reading.targets !== undefined && strip === 1;
  const vocabulary = own ?? (isTarget ? encoding?.target.vocabulary : encoding?.source.vocabulary);
  const tokens = isTarget ? reading.targets : reading.input.tokens;
  const steps = reading.strips[strip]?.symbols.length ?? 0;
  if (!vocabulary || !tokens) throw new UserError(says.noSymbols());
  if (step >= steps) throw new UserError(says.noSuchSteps({ from: step, to: step + 1, steps }));
  const isEnd = own?.end !== undefined && (symbol === "\n" || symbol === "<eos>");
  const { ids, unknown } = isEnd ? { ids: [own.end!], unknown: [] } : vocabulary.encode(symbol);
  if (ids.length !== 1 || unknown.length > 0)
    throw new UserError(says.notOneSymbol({ symbol, count: ids.length + unknown.length }));
  const [id] = ids;
  const changed = tokens.slice();
  changed[step] = vocabulary.read(id);
  const strips = reading.strips.map((one, i) => {
    if (i !== strip) return one;
    return {
      ...one,
      symbols: one.symbols.with(step, own ? shownSymbol(own, id) : vocabulary.symbol(id)),
      unknown: one.unknown.filter((t) => t !== step),
    };
  });
  const made = {
    ...reading,
    strips,
    ...(isTarget ? { targets: changed } : { input: { ...reading.input, tokens: changed } }),
  };
  // What comes next is another symbol too.
  const row = net.form.options.cloze ? step : step - 1;
  if (net.answer !== "symbol" || reading.wanted?.kind !== "ids" || row < 0) return made;
  return { ...made, wanted: { kind: "ids", ids: reading.wanted.ids.with(row, id) } };
}
