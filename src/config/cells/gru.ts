import * as Type from "typebox";
import { slower } from "../keys/fields.ts";
import { type CellFacts, optional, type SettingsOf } from "./cellFacts.ts";

export const gruKeys = {
  resetAfter: optional(
    Type.Boolean(),
    "Reset after",
    `Where the reset gate of a \`gru\` acts. \`true\`: after the product, n = tanh(W_in x + b_in + r⊙(W_hn h + b_hn)), as in PyTorch. \`false\`: before it, n = tanh(W_in x + b_in + W_hn (r⊙h) + b_hn), the original form. That is computed step by step, ${slower("resetAfter")}, and PyTorch would load such a file and silently compute something else. \`null\`: \`true\`.`,
  ),
};

export const gru: CellFacts<SettingsOf<typeof gruKeys>> = {
  called: "a gru",
  about: "Gated recurrent unit, as in PyTorch: z = 1 keeps the old state. It has a quarter fewer weights than an LSTM.",
  why: { resetAfter: "only a GRU has a reset gate" },
  usual: { resetAfter: true },
  hasCandidate: true,
  isPyTorchs: true,
};
