import { t } from "../../shared/text.ts";
import type { UnitValues } from "./unitValues.ts";

/** A number in a box, or an operation in a circle; x and y of its middle. */
export interface DiagramNode {
  x: number;
  y: number;
  /** What stands beside a box, or in a circle. */
  label: string;
  /** Of a box; undefined until it has come. */
  value?: number | undefined;
  kind: "value" | "gate" | "operation";
}

/** A line from node to node, or through corners; as strong as what flows is large. */
export interface Wire {
  path: readonly (readonly [number, number])[];
  value?: number | undefined;
  arrow?: boolean;
}

export interface Diagram {
  width: number;
  height: number;
  nodes: DiagramNode[];
  wires: Wire[];
  /** Words on the lines: what is read from outside. */
  words: { x: number; y: number; text: string }[];
}

/** The diagram of the cell of these values; undefined of a kind without one. */
export function diagramOf(values: UnitValues): Diagram | undefined {
  switch (values.layer.cell) {
    case "lstm":
      return lstm(values);
    case "gru":
      return gru(values);
    case "rnn":
    case "clockwork":
      return simple(values);
    case "scrn":
      return scrn(values);
    default:
      return undefined;
  }
}

const product = (a: number | undefined, b: number | undefined) =>
  a === undefined || b === undefined ? undefined : a * b;

function lstm(values: UnitValues): Diagram {
  const [c, before, i, f, g, o] = [
    values.now("c"),
    values.before("c"),
    ...["i", "f", "g", "o"].map((label) => values.now(label)),
  ];
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
      { x: 360, y: 186, label: "h", value: values.now("h"), kind: "value" },
    ],
    wires: [
      {
        path: [
          [64, 40],
          [95, 40],
        ],
        value: before,
        arrow: true,
      },
      {
        path: [
          [117, 40],
          [193, 40],
        ],
        value: values.now("kept") ?? product(f, before),
        arrow: true,
      },
      {
        path: [
          [215, 40],
          [256, 40],
        ],
        value: c,
        arrow: true,
      },
      {
        path: [
          [106, 117],
          [106, 51],
        ],
        value: f,
        arrow: true,
      },
      {
        path: [
          [170, 117],
          [170, 84],
          [193, 84],
        ],
        value: i,
        arrow: true,
      },
      {
        path: [
          [238, 117],
          [238, 84],
          [215, 84],
        ],
        value: g,
        arrow: true,
      },
      {
        path: [
          [204, 73],
          [204, 51],
        ],
        value: values.now("added") ?? product(i, g),
        arrow: true,
      },
      {
        path: [
          [312, 40],
          [360, 40],
          [360, 73],
        ],
        value: c,
        arrow: true,
      },
      {
        path: [
          [360, 95],
          [360, 119],
        ],
        value: tanh,
        arrow: true,
      },
      {
        path: [
          [332, 130],
          [349, 130],
        ],
        value: o,
        arrow: true,
      },
      {
        path: [
          [360, 141],
          [360, 172],
        ],
        value: values.now("h"),
        arrow: true,
      },
      ...bus([106, 170, 238, 304], 143, 186, 36),
    ],
    words: [{ x: 8, y: 204, text: t("hₜ₋₁ and xₜ of all units") }],
  };
}

function gru(values: UnitValues): Diagram {
  const [h, before, r, z, n] = [
    values.now("h"),
    values.before("h"),
    ...["r", "z", "n"].map((label) => values.now(label)),
  ];
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
      {
        path: [
          [64, 40],
          [113, 40],
        ],
        value: before,
        arrow: true,
      },
      {
        path: [
          [135, 40],
          [237, 40],
        ],
        value: values.now("kept") ?? product(z, before),
        arrow: true,
      },
      {
        path: [
          [259, 40],
          [328, 40],
        ],
        value: h,
        arrow: true,
      },
      {
        path: [
          [124, 115],
          [124, 51],
        ],
        value: z,
        arrow: true,
      },
      {
        path: [
          [124, 84],
          [179, 84],
        ],
        value: z,
        arrow: true,
      },
      {
        path: [
          [201, 84],
          [237, 84],
        ],
        value: open,
        arrow: true,
      },
      {
        path: [
          [284, 115],
          [284, 84],
          [259, 84],
        ],
        value: n,
        arrow: true,
      },
      {
        path: [
          [248, 73],
          [248, 51],
        ],
        value: values.now("added") ?? product(open, n),
        arrow: true,
      },
      {
        path: [
          [328, 128],
          [312, 128],
        ],
        value: r,
        arrow: true,
      },
      ...bus([124, 284, 356], 141, 176, 36),
    ],
    words: [{ x: 8, y: 192, text: t("hₜ₋₁ and xₜ of all units") }],
  };
}

/** The simple network: its terms run into one sum. Where a group waits, its state goes by. */
function simple(values: UnitValues): Diagram {
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
      ...terms.map(
        ({ value }, i): Wire => ({
          path: [
            [138, top(i)],
            [160, top(i)],
            [160, middle],
            [175, middle],
          ],
          value,
        }),
      ),
      {
        path: [
          [197, middle],
          [216, middle],
        ],
        value: sum,
        arrow: true,
      },
      {
        path: [
          [272, middle],
          [291, middle],
        ],
        value: sum,
        arrow: true,
      },
      {
        path: [
          [313, middle],
          [332, middle],
        ],
        value: waits ? 0 : h,
        arrow: true,
      },
      ...(waits
        ? [
            {
              path: [
                [20, 12],
                [360, 12],
                [360, middle - 14],
              ],
              value: h,
              arrow: true,
            } satisfies Wire,
          ]
        : []),
    ],
    words: [
      ...terms.map(({ part }, i) => ({ x: 4, y: top(i) + 4, text: sources[part]?.() ?? "" })),
      ...(waits ? [{ x: 130, y: 26, text: t("its group waits: the state stays") }] : []),
    ],
  };
}

/** Beside the simple network the slow context, which enters its sum. */
function scrn(values: UnitValues): Diagram {
  const diagram = simple(values);
  const count = values.terms("h")?.length ?? 0;
  const [above, below] = [52 + 48 * count, 100 + 48 * count];
  const middle = (above + below) / 2;
  const [kept, added, s] = ["kept", "added", "s"].map((label) => values.now(label));
  const join = (from: number, value: number | undefined): Wire => ({
    path: [
      [138, from],
      [160, from],
      [160, middle],
      [175, middle],
    ],
    value,
  });
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
      join(above, kept),
      join(below, added),
      {
        path: [
          [197, middle],
          [216, middle],
        ],
        value: s,
        arrow: true,
      },
    ],
    words: [
      ...diagram.words,
      { x: 4, y: above + 4, text: t("from sₜ₋₁") },
      { x: 4, y: below + 4, text: t("from xₜ") },
      { x: 282, y: middle + 4, text: t("to P s of all units") },
    ],
  };
}

const signs: Record<string, string> = { input: "W x", recurrent: "W h", bias: "b", context: "P s" };
const sources: Record<string, () => string> = {
  input: () => t("from xₜ"),
  recurrent: () => t("from hₜ₋₁"),
  bias: () => t("bias"),
  context: () => t("from sₜ"),
};

/** A line below all gates, which read the same. */
function bus(gates: readonly number[], top: number, y: number, from: number): Wire[] {
  const last = gates[gates.length - 1];
  return [
    {
      path: [
        [from, y],
        [last, y],
      ],
    },
    ...gates.map(
      (x): Wire => ({
        path: [
          [x, y],
          [x, top],
        ],
        arrow: true,
      }),
    ),
  ];
}
