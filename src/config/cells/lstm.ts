import * as Type from "typebox";
import { MAX_SIZE, slower } from "../keys/fields.ts";
import { says } from "../messages/index.ts";
import { type CellFacts, flag, optional, type SettingsOf } from "./cellFacts.ts";

const squashing = () => Type.Enum(["tanh", "sigmoid", "identity"]);

export const lstmKeys = {
  peepholes: flag(
    "Peepholes",
    "Lets the gates of an `lstm` read the cell state of their own unit: input and forget gate read c_{t−1}, the output gate reads c_t.",
  ),
  coupledGates: flag(
    "Coupled gates",
    "Makes the input gate of an `lstm` one minus its forget gate: c_t = f⊙c_{t−1} + (1−f)⊙g. A quarter fewer weights; the blocks of W are then f, g, o.",
  ),
  inputActivation: optional(
    squashing(),
    "Input activation",
    "The activation of the candidate g of an `lstm`. `null`: tanh.",
  ),
  outputActivation: optional(
    squashing(),
    "Output activation",
    "The activation of the cell state on its way out of an `lstm`: h_t = o⊙φ(c_t). `null`: tanh.",
  ),
  projection: optional(
    Type.Integer({ minimum: 1, maximum: MAX_SIZE }),
    "Projection",
    `Length P of the hidden state of an \`lstm\` after a projection: h_t = W_hr (o⊙tanh c_t), and W_hh is [4·units, P]. PyTorch calls it \`proj_size\`. It is ${slower("projection")}. \`null\`: none.`,
  ),
  forgetBias: optional(
    Type.Number({ minimum: -100, maximum: 100 }),
    "Forget bias",
    "The initial value of b_ih + b_hh of the forget gate of an `lstm`. With 1 it remembers from the start. It is trained like every bias. `null`: drawn like the other biases, as in PyTorch.",
  ),
};

export const lstm: CellFacts<SettingsOf<typeof lstmKeys>> = {
  called: "an lstm",
  about: "Long short-term memory: gates protect a cell state. It remembers longest.",
  why: {
    peepholes: "they let gates read a cell state, which only an LSTM has",
    coupledGates: "only an LSTM has an input and a forget gate; a GRU's update gate is both",
    inputActivation: "it is the activation of what is written into a cell state, which only an LSTM has",
    outputActivation: "it is the activation of what is read from a cell state, which only an LSTM has",
    projection: "it shortens the hidden state beside a cell state, which only an LSTM has",
    forgetBias: "only an LSTM has a forget gate",
  },
  usual: { inputActivation: "tanh", outputActivation: "tanh" },
  hasCandidate: true,
  hasCellState: true,
  isPyTorchs: true,
  sizes: ["projection"],
  width: ({ units, projection }) => projection ?? units,
  check({ units, projection, forgetBias, bias }, report) {
    if (projection && units && projection >= units) {
      report("projection", (key) => says.projectionTooLong({ key, projection, units }));
    }
    if (forgetBias != null && bias === false) {
      report("forgetBias", (key) => says.biasOfNothing({ key }));
    }
  },
};
