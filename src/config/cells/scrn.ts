import * as Type from "typebox";
import { MAX_SIZE } from "../keys/fields.ts";
import { type CellFacts, optional, type SettingsOf } from "./cellFacts.ts";

export const scrnKeys = {
  contextUnits: optional(
    Type.Integer({ minimum: 1, maximum: MAX_SIZE }),
    "Context units",
    "Size of the slow context of an `scrn` cell. `null`: 40.",
  ),
  contextDecay: optional(
    Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
    "Context decay",
    "α of an `scrn` cell: the share of its context that is kept at each step. `null`: 0.95.",
  ),
};

export const scrn: CellFacts<SettingsOf<typeof scrnKeys>> = {
  called: "an scrn",
  about:
    "Structurally constrained recurrent network: a slow context s_t = (1−α) B x_t + α s_{t−1} beside the hidden state h_t = σ(P s_t + A x_t + R h_{t−1}). The next layer reads both. It has no biases.",
  why: { contextUnits: "only an SCRN has a context", contextDecay: "only an SCRN has a context" },
  usual: { contextUnits: 40, contextDecay: 0.95 },
  hasNoBias: true,
  sizes: ["contextUnits"],
  width: ({ units, contextUnits }) => units + (contextUnits ?? scrn.usual.contextUnits!),
};
