import { t } from "../../shared/text.ts";
import { tensorTitle } from "../naming.ts";
import type { UnitValues } from "./unitValues.ts";

/** A line of algebra: symbols, and the same with their numbers. Names between underscores stand low: "h_t−1_". */
export interface Formula {
  symbols: string;
  numbers: string;
  result: number | undefined;
  /** Why it is this one. */
  because?: string;
}

/** A sum before an activation, and what the activation makes of it. */
export interface SumFormula {
  /** "i", "f", "h" */
  of: string;
  /** "input gate" */
  title: string;
  symbols: string;
  /** "σ", "tanh", or the name of another. */
  activation: string;
  sum: number | undefined;
  result: number | undefined;
}

export function shown(value: number | undefined): string {
  if (value === undefined) return "…";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  const text = Math.abs(value).toFixed(3);
  return Number(text) === 0 ? "0.000" : `${value < 0 ? "−" : ""}${text}`;
}

/** In a product or a sum a negative number stands in brackets. */
const inner = (value: number | undefined) => (value !== undefined && value < 0 ? `(${shown(value)})` : shown(value));

const activationOf = (values: UnitValues, of: string): string => {
  const gate = values.layer.tensors.find(({ label }) => label === of)?.range?.from === 0;
  const { settings } = values.layer;
  if (gate || values.layer.cell === "scrn") return "σ";
  const named = of === "g" || of === "h" ? (settings.activation ?? "tanh") : "tanh";
  return named === "sigmoid" ? "σ" : String(named);
};

/** What each part of a sum is called in a formula of Unroll's definitions. */
function symbolsOf(values: UnitValues, of: string): string {
  const { cell } = values.layer;
  const parts = (values.terms(of) ?? []).map(({ part }) => part);
  const gate = ["rnn", "clockwork", "scrn"].includes(cell) ? "" : of;
  const reset = cell === "gru" && of === "n";
  const scrn = cell === "scrn";
  const names: Record<string, string> = {
    input: scrn ? "A x" : `W_i${gate}_ x`,
    recurrent: scrn ? "R h_t−1_" : reset ? `r⊙W_hn_ h_t−1_` : `W_h${gate}_ h_t−1_`,
    bias: `b${gate === "" ? "" : `_${gate}_`}`,
    peephole: `p_${gate}_⊙c`,
    context: "P s",
  };
  return parts.map((part) => names[part] ?? part).join(" + ");
}

export function sumsOf(values: UnitValues): SumFormula[] {
  return values.sums.map((of) => {
    const result = values.has(of) && !(of === "h" && values.has("value")) ? of : "value";
    const tensor = values.layer.tensors.find(({ label }) => label === result);
    return {
      of: result === "value" ? "v" : of,
      title: tensor ? (result === "value" ? t("new value") : tensorTitle(tensor)) : of,
      symbols: symbolsOf(values, of),
      activation: activationOf(values, of),
      sum: values.now(`pre.${of}`),
      result: values.now(result),
    };
  });
}

/** How the state of the step follows from the gates. */
export function stateFormulas(values: UnitValues): Formula[] {
  const of = (label: string) => values.now(label);
  switch (values.layer.cell) {
    case "lstm":
      return [
        {
          symbols: "c = f⊙c_t−1_ + i⊙g",
          numbers: `${inner(of("f"))}·${inner(values.before("c"))} + ${inner(of("i"))}·${inner(of("g"))}`,
          result: of("c"),
        },
        {
          symbols: "h = o⊙tanh c",
          numbers: `${inner(of("o"))}·tanh(${shown(of("c"))})`,
          result: of("h"),
        },
      ];
    case "gru":
      return [
        {
          symbols: "h = (1−z)⊙n + z⊙h_t−1_",
          numbers: `(1−${shown(of("z"))})·${inner(of("n"))} + ${shown(of("z"))}·${inner(values.before("h"))}`,
          result: of("h"),
        },
      ];
    case "scrn":
      return [
        {
          symbols: "s = (1−α)B x + α s_t−1_",
          numbers: `${inner(of("added"))} + ${inner(of("kept"))}`,
          result: of("s"),
        },
      ];
    case "clockwork":
      return [
        of("active") === 0
          ? {
              symbols: "h = h_t−1_",
              numbers: shown(values.before("h")),
              result: of("h"),
              because: t("Its group does not update at this step."),
            }
          : {
              symbols: "h = v",
              numbers: shown(of("value")),
              result: of("h"),
              because: t("Its group updates at this step."),
            },
      ];
    default:
      if (!values.has("kept")) return [];
      return [
        { symbols: "h = (1−α)h_t−1_ + α v", numbers: `${inner(of("kept"))} + ${inner(of("added"))}`, result: of("h") },
      ];
  }
}
