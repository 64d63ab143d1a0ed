import { t } from "../../../shared/text.ts";
import type { UnitValues } from "../unitValues.ts";
import { type Diagram, type DiagramNode, flow, type Wire } from "./diagram.ts";

/** The simple network: its terms run into one sum. Where a group waits, its state goes by. */
export function simple(values: UnitValues): Diagram {
  const terms = values.terms("h") ?? [];
  const active = values.has("active") ? values.now("active") : 1;
  const [sum, h] = [values.now("pre.h"), values.now("h")];
  const top = (i: number) => 40 + 48 * i;
  const middle = top((Math.max(1, terms.length) - 1) / 2);
  const waits = active === 0;
  return {
    ...{ width: 400, height: Math.max(150, top(terms.length) - 8) },
    nodes: [
      ...terms.map(
        ({ part, value }, i): DiagramNode => ({ x: 110, y: top(i), label: signs[part] ?? part, value, kind: "value" }),
      ),
      { x: 186, y: middle, label: "+", kind: "operation" },
      { x: 244, y: middle, label: "Σ", value: sum, kind: "value" },
      { x: 302, y: middle, label: "φ", kind: "operation" },
      { x: 360, y: middle, label: "h", value: h, kind: "value" },
    ],
    wires: [
      ...terms.map(({ value }, i) => intoSum(top(i), middle, value)),
      flow(`197,${middle} 216,${middle}`, sum),
      flow(`272,${middle} 291,${middle}`, sum),
      flow(`313,${middle} 332,${middle}`, waits ? 0 : h),
      ...(waits ? [flow(`20,12 360,12 360,${middle - 14}`, h)] : []),
    ],
    words: [
      ...terms.map(({ part }, i) => ({ x: 4, y: top(i) + 4, text: sources[part]?.() ?? "" })),
      ...(waits ? [{ x: 130, y: 26, text: t("its group waits: the state stays") }] : []),
    ],
  };
}

/** Beside the simple network the slow context, which enters its sum. */
export function scrn(values: UnitValues): Diagram {
  const diagram = simple(values);
  const count = values.terms("h")?.length ?? 0;
  const [above, below] = [52 + 48 * count, 100 + 48 * count];
  const middle = (above + below) / 2;
  const [kept, added, s] = ["kept", "added", "s"].map((label) => values.now(label));
  return {
    ...diagram,
    height: below + 26,
    nodes: [
      ...diagram.nodes,
      { x: 110, y: above, label: "α sₜ₋₁", value: kept, kind: "value" },
      { x: 110, y: below, label: "(1−α) B x", value: added, kind: "value" },
      { x: 186, y: middle, label: "+", kind: "operation" },
      { x: 244, y: middle, label: "s", value: s, kind: "value" },
    ],
    wires: [
      ...diagram.wires,
      intoSum(above, middle, kept),
      intoSum(below, middle, added),
      flow(`197,${middle} 216,${middle}`, s),
    ],
    words: [
      ...diagram.words,
      { x: 4, y: above + 4, text: t("from sₜ₋₁") },
      { x: 4, y: below + 4, text: t("from xₜ") },
      { x: 282, y: middle + 4, text: t("to P s of all units") },
    ],
  };
}

/** From a term at one height into the sum at another. */
function intoSum(from: number, sum: number, value: number | undefined): Wire {
  return { points: `138,${from} 160,${from} 160,${sum} 175,${sum}`, value };
}

const signs: Record<string, string> = { input: "W x", recurrent: "W h", bias: "b", context: "P s" };
const sources: Record<string, () => string> = {
  input: () => t("from xₜ"),
  recurrent: () => t("from hₜ₋₁"),
  bias: () => t("bias"),
  context: () => t("from sₜ"),
};
