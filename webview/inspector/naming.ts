import { grouped } from "../../src/base/words.ts";
import type { Look, LookLayer, LookTensor } from "../../src/contracts/inspection.ts";
import { symbolName } from "../shared/numbers.ts";
import { t } from "../shared/text.ts";

// What things of a network are called on this page.

const cells = (): Record<string, string> => ({
  rnn: "RNN",
  lstm: "LSTM",
  gru: "GRU",
  scrn: "SCRN",
  clockwork: t("Clockwork"),
});

export function cellName(cell: string): string {
  return cells()[cell] ?? cell;
}

/** "Layer 0, backward"; of two networks "Encoder, layer 0". */
export function layerName({ name, index, direction }: LookLayer): string {
  const layer = t("layer {0}", index);
  const of = name.startsWith("encoder.")
    ? t("encoder, {0}", layer)
    : name.startsWith("decoder.")
      ? t("decoder, {0}", layer)
      : layer;
  return direction === "backward" ? t("{0}, backward", of) : of;
}

const gates: Record<string, () => string> = {
  i: () => t("input gate"),
  f: () => t("forget gate: 1 keeps, 0 clears"),
  o: () => t("output gate"),
  g: () => t("new value"),
  r: () => t("reset gate"),
  z: () => t("update gate: 1 keeps"),
  n: () => t("new value"),
  h: () => t("hidden state"),
  c: () => t("cell state"),
  s: () => t("slow context"),
  kept: () => t("kept of the state before"),
  added: () => t("added to it"),
  active: () => t("which units update"),
};

/** "forget gate: 1 keeps, 0 clears" */
export function tensorTitle({ kind, label }: LookTensor): string {
  const own = gates[label]?.();
  if (own) return own;
  const [, of, part] = label.split(".");
  if (kind === "preactivation") return t("sum before the activation of {0}", of ?? label);
  if (kind !== "term") return label;
  const parts: Record<string, string> = {
    input: t("what {0} gets from the input", of),
    recurrent: t("what {0} gets from the state before", of),
    bias: t("the bias of {0}", of),
  };
  return parts[part] ?? label;
}

/** How a tensor is written in a formula: "f⊙c", "i⊙g". */
export function tensorSign({ label }: LookTensor, cell: string): string {
  if (cell === "lstm" && label === "kept") return "f⊙c";
  if (cell === "lstm" && label === "added") return "i⊙g";
  if (cell === "gru" && label === "kept") return "z⊙h";
  if (cell === "gru" && label === "added") return "(1−z)⊙n";
  return label;
}

const rank = ["h", "c", "s", "i", "f", "g", "o", "r", "z", "n", "value", "active", "kept", "added"];

/** Tensors in the order of a lecture: states first, gates as in the formulas. Names within a kind say the rest. */
export function inOrder(tensors: readonly LookTensor[]): LookTensor[] {
  const place = ({ label }: LookTensor) => {
    const of = label.split(".").find((part) => rank.includes(part));
    return of === undefined ? rank.length : rank.indexOf(of);
  };
  return tensors.toSorted((a, b) => place(a) - place(b));
}

/** Which colours a tensor has. */
export function boundsOf({ kind, label, range }: LookTensor): "gate" | "state" | "free" {
  if (range?.from === 0) return "gate";
  if (range || kind === "candidate" || label === "h") return "state";
  return "free";
}

/** The symbol of a step, in words. */
export function stepSymbol(look: Look, strip: number, step: number): string {
  return symbolName(look.strips[strip]?.symbols[step] ?? "");
}

/** Whether a step reads a row of numbers, which has a name, often its own number, and is no symbol. */
export function readsRow({ predictions, strips, typed }: Look, strip: number, step: number): boolean {
  const symbol = strips[strip]?.symbols[step] ?? "";
  return symbol !== "" && (predictions.kind === "numbers" || (typed === null && symbol === String(step)));
}

/** What a step reads, in words. */
export function stepName(look: Look, strip: number, step: number): string {
  const symbol = look.strips[strip]?.symbols[step] ?? "";
  return readsRow(look, strip, step) ? t("row {0}", symbol) : symbolName(symbol);
}

/** Whether there is something whose gradient can be taken: a loss, or a forecast. */
export function hasGradients({ predictions, layers }: Look): boolean {
  return layers.length > 0 && (predictions.candidates ?? predictions.numbers) !== undefined;
}

export function unitsText(units: number): string {
  return units === 1 ? t("1 unit") : t("{0} units", grouped(units));
}
