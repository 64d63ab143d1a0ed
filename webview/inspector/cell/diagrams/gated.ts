// Cells whose gates hold back what goes by.

import { t } from "../../../shared/text.ts";
import type { UnitValues } from "../unitValues.ts";
import { bus, type Diagram, flow, product } from "./diagram.ts";

export function lstm(values: UnitValues): Diagram {
  const before = values.before("c");
  const [c, h, i, f, g, o] = ["c", "h", "i", "f", "g", "o"].map((label) => values.now(label));
  const tanh = c === undefined ? undefined : Math.tanh(c);
  return {
    ...{ width: 400, height: 216 },
    nodes: [
      { x: 36, y: 40, label: "cₜ₋₁", value: before, kind: "value" },
      { x: 106, y: 40, label: "×", kind: "operation" },
      { x: 204, y: 40, label: "+", kind: "operation" },
      { x: 284, y: 40, label: "c", value: c, kind: "value" },
      { x: 204, y: 84, label: "×", kind: "operation" },
      { x: 106, y: 130, label: "f", value: f, kind: "gate" },
      { x: 170, y: 130, label: "i", value: i, kind: "gate" },
      { x: 238, y: 130, label: "g", value: g, kind: "value" },
      { x: 304, y: 130, label: "o", value: o, kind: "gate" },
      { x: 360, y: 84, label: "tanh", kind: "operation" },
      { x: 360, y: 130, label: "×", kind: "operation" },
      { x: 360, y: 186, label: "h", value: h, kind: "value" },
    ],
    wires: [
      flow("64,40 95,40", before),
      flow("117,40 193,40", values.now("kept") ?? product(f, before)),
      flow("215,40 256,40", c),
      flow("106,117 106,51", f),
      flow("170,117 170,84 193,84", i),
      flow("238,117 238,84 215,84", g),
      flow("204,73 204,51", values.now("added") ?? product(i, g)),
      flow("312,40 360,40 360,73", c),
      flow("360,95 360,119", tanh),
      flow("332,130 349,130", o),
      flow("360,141 360,172", h),
      ...bus([106, 170, 238, 304], 143, 186, 36),
    ],
    words: [{ x: 8, y: 204, text: t("hₜ₋₁ and xₜ of all units") }],
  };
}

export function gru(values: UnitValues): Diagram {
  const before = values.before("h");
  const [h, r, z, n] = ["h", "r", "z", "n"].map((label) => values.now(label));
  const open = z === undefined ? undefined : 1 - z;
  return {
    ...{ width: 400, height: 200 },
    nodes: [
      { x: 36, y: 40, label: "hₜ₋₁", value: before, kind: "value" },
      { x: 124, y: 40, label: "×", kind: "operation" },
      { x: 248, y: 40, label: "+", kind: "operation" },
      { x: 356, y: 40, label: "h", value: h, kind: "value" },
      { x: 124, y: 128, label: "z", value: z, kind: "gate" },
      { x: 190, y: 84, label: "1−", kind: "operation" },
      { x: 248, y: 84, label: "×", kind: "operation" },
      { x: 284, y: 128, label: "n", value: n, kind: "value" },
      { x: 356, y: 128, label: "r", value: r, kind: "gate" },
    ],
    wires: [
      flow("64,40 113,40", before),
      flow("135,40 237,40", values.now("kept") ?? product(z, before)),
      flow("259,40 328,40", h),
      flow("124,115 124,51", z),
      flow("124,84 179,84", z),
      flow("201,84 237,84", open),
      flow("284,115 284,84 259,84", n),
      flow("248,73 248,51", values.now("added") ?? product(open, n)),
      flow("328,128 312,128", r),
      ...bus([124, 284, 356], 141, 176, 36),
    ],
    words: [{ x: 8, y: 192, text: t("hₜ₋₁ and xₜ of all units") }],
  };
}
