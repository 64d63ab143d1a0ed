import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";

/** A key that may be left to the cell: `null`. */
const optional = <T extends Type.TSchema>(schema: T, title: string, markdown: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { ...doc(title, markdown), default: null }));

const squashing = () => Type.Enum(["tanh", "sigmoid", "identity"]);

/** What a recurrent cell is and how it works; a layer may have its own. */
export const cellKeys = {
  cell: Type.Optional(
    Type.Enum(["rnn", "lstm", "gru", "clockwork", "scrn"], {
      ...doc("Cell", "What each recurrent layer is made of."),
      enumDescriptions: [
        "Simple recurrent network: h_t = φ(W_ih x_t + b_ih + W_hh h_{t−1} + b_hh), φ = tanh unless `activation` says otherwise.",
        "Long short-term memory: a cell state that gates protect; remembers longest.",
        "Gated recurrent unit, as in PyTorch: z = 1 keeps; a quarter fewer weights than LSTM.",
        "Clockwork RNN: a simple network whose units stand in groups with periods. A group updates when its period divides t and keeps its output otherwise; it reads groups of equal or longer period.",
        "Structurally constrained recurrent network: beside the hidden state a slow context s_t = (1−α) B x_t + α s_{t−1}; h_t = σ(P s_t + A x_t + R h_{t−1}), and what follows reads both. It has no biases.",
      ],
      default: "lstm",
    }),
  ),
  units: Type.Optional(
    Type.Integer({
      ...doc("Units", "Size of each layer's hidden state."),
      minimum: 1,
      maximum: MAX_SIZE,
      default: 128,
    }),
  ),
  activation: optional(
    Type.Enum(["tanh", "relu", "sigmoid", "identity"]),
    "Activation",
    "φ of an `rnn` or `clockwork` cell. `null`: tanh.",
  ),
  leak: optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    "Leak",
    "Makes an `rnn` cell a leaky integrator: h_t = (1−α) h_{t−1} + α φ(·), α being this number. The smaller, the slower the state changes. `null` or `1`: no leak.",
  ),
  peepholes: Type.Optional(
    Type.Boolean({
      ...doc(
        "Peepholes",
        "Lets the gates of an `lstm` see its cell state, each unit its own: input and forget gate see c_{t−1}, the output gate sees c_t.",
      ),
      default: false,
    }),
  ),
  coupledGates: Type.Optional(
    Type.Boolean({
      ...doc(
        "Coupled gates",
        "Makes the input gate of an `lstm` one minus its forget gate: c_t = f⊙c_{t−1} + (1−f)⊙g. A quarter fewer weights; the blocks of W are then f, g, o.",
      ),
      default: false,
    }),
  ),
  inputActivation: optional(
    squashing(),
    "Input activation",
    "What squashes the candidate g of an `lstm`. `null`: tanh.",
  ),
  outputActivation: optional(
    squashing(),
    "Output activation",
    "What squashes the cell state on its way out of an `lstm`: h_t = o⊙φ(c_t). `null`: tanh.",
  ),
  projection: optional(
    Type.Integer({ minimum: 1, maximum: MAX_SIZE }),
    "Projection",
    "Length P of the hidden state of an `lstm` after a projection: h_t = W_hr (o⊙tanh c_t), and W_hh is [4·units, P]. PyTorch calls it `proj_size`. `null`: none.",
  ),
  forgetBias: optional(
    Type.Number({ minimum: -100, maximum: 100 }),
    "Forget bias",
    "What b_ih + b_hh of the forget gate of an `lstm` is at first; 1 makes it remember from the start. It is trained like every bias. `null`: drawn like the others, as in PyTorch.",
  ),
  resetAfter: optional(
    Type.Boolean(),
    "Reset after",
    "Where the reset gate of a `gru` acts. `true`: after the product, n = tanh(W_in x + b_in + r⊙(W_hn h + b_hn)), as in PyTorch. `false`: before it, n = tanh(W_in x + b_in + W_hn (r⊙h) + b_hn), the original; PyTorch would load such a file and silently compute something else, and a step takes about half as long again here, because it has no fused form. `null`: `true`.",
  ),
  periods: optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 65_536 }), { noun: "a list of periods", minItems: 1, maxItems: 64 }),
    "Periods",
    "Periods of the groups of a `clockwork` cell, which share its units evenly. The clock begins with t = 0 at the start of a sequence, when all groups update. `null`: `[1, 2, 4, 8]`.",
  ),
  contextUnits: optional(
    Type.Integer({ minimum: 1, maximum: MAX_SIZE }),
    "Context units",
    "Size of the slow context of an `scrn` cell. `null`: 40.",
  ),
  contextDecay: optional(
    Type.Number({ minimum: 0, exclusiveMaximum: 1 }),
    "Context decay",
    "α of an `scrn` cell: how much of its context stays at each step. `null`: 0.95.",
  ),
};
