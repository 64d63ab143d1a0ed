import * as Type from "typebox";
import { floats, index, integers, number, numberOrNull, oneOf, orNull } from "../shapes.ts";
import { look, lookInput } from "./look.ts";

// What if: a look with something changed, and what of a text is recovered by the states of another.

export const change = Type.Union([
  /**
   * The value of a state or a gate is replaced at steps [from, to) before anything reads it; of all units where `unit` is null. Steps beyond the
   * last are those of what is written on.
   */
  Type.Object({
    do: Type.Literal("clamp"),
    tensor: Type.String(),
    unit: orNull(index),
    value: number,
    from: index,
    to: index,
  }),
  /** W_hh of a layer is 0: it does not read what it put out before. What its gates keep, c of LSTM and z⊙h of GRU, is kept. */
  Type.Object({ do: Type.Literal("withoutRecurrence"), layer: Type.String() }),
  /** Another symbol is read at a step of a strip. */
  Type.Object({ do: Type.Literal("symbol"), strip: index, step: index, symbol: Type.String() }),
]);
export type Change = Type.Static<typeof change>;

/** How a text is written on: by default as the run's config samples, up to 200 symbols. */
export const writing = Type.Object({
  /** Most symbols of each text. */
  length: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  /** Of the text that is drawn; the other takes the likeliest symbol each time. */
  temperature: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
  seed: Type.Optional(index),
});
export type Writing = Type.Static<typeof writing>;

export const whatIfRequest = Type.Object({
  look: index,
  changes: Type.Array(change),
  writing: Type.Optional(writing),
});

const sample = Type.Object({
  /** 0: the likeliest symbol each time. Otherwise drawn by the same random numbers without and with the change. */
  temperature: number,
  /** What is written, without the text that was read; of pairs the target. Of a network that reads backward, what stands before the text. */
  before: Type.String(),
  after: Type.String(),
});

export const changedLook = Type.Object({
  /** The network with the change: a look like any other. */
  look,
  /** Mean surprise over rows [from, to) of the predictions, which the change can reach, without it and with it, in nats. */
  loss: Type.Object({ from: index, to: index, before: numberOrNull, after: numberOrNull }),
  /**
   * How the text goes on without and with the change, greedily and drawn; of pairs what is written for the source, after a changed symbol of
   * the target what follows it. Clamps hold at the steps that are written too. Absent where the network writes nothing.
   */
  samples: Type.Optional(Type.Object({ seed: number, length: index, texts: Type.Array(sample) })),
});
export type ChangedLook = Type.Static<typeof changedLook>;

export const patchRequest = Type.Object({
  /** The corrupt run. */
  look: index,
  /** The clean donor; steps are aligned from the start. */
  donor: lookInput,
  /** A state, all states of a layer, or everything: "l0.h", "l0", "all"; each of them where absent. */
  tensors: Type.Optional(Type.Array(Type.String())),
  /** Of whose surprise the recovery is: by default the clean run's likeliest symbol after its last step. */
  step: Type.Optional(index),
  symbol: Type.Optional(Type.String()),
});

export const patched = Type.Object({
  /** Rows of the grid: "l0.h", a layer "l0" with all its states, "all". */
  tensors: Type.Array(Type.String()),
  /** Of each row into `strips` of the look: whose steps its columns are. "all" of pairs patches both sides, each at its own step. */
  strips: Type.Array(index),
  /** Columns: states were patched at steps `first`, `first` + `stride` … */
  steps: index,
  first: index,
  stride: index,
  /**
   * (tensors, steps): (L_corrupt − L_patched) / (L_corrupt − L_clean); NaN at steps that one of the two inputs does not have; null where those
   * two losses are nearer than 0.01 nats.
   */
  recovery: orNull(floats),
  /** (tensors): the same with the row's states patched at every step that both inputs have; of "all" 1 where both are as long. */
  whole: orNull(floats),
  step: index,
  symbol: Type.String(),
  /** −ln p of the symbol, in nats. */
  loss: Type.Object({ clean: number, corrupt: number }),
});
export type Patched = Type.Static<typeof patched>;

/** Whose gradient is taken: −ln p of a symbol, class or label after a step, or a forecast. */
export const gradientRequest = Type.Object({
  look: index,
  step: index,
  /** What came where absent, or the likeliest where that is not known. Of numbers the column, the first where absent. */
  symbol: Type.Optional(Type.String()),
  /** Of numbers: rows beyond the next, which are forecast from the network's own predictions; 0 where absent. */
  ahead: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
});

/** L is −ln p, or the forecast itself in the units of the file. */
const subject = oneOf("loss", "forecast");

const ofLayer = Type.Object({
  /** "l0", "l0_reverse" … */
  layer: Type.String(),
  /** Into `strips`: its time steps. */
  strip: index,
  /** (T): the norm of ∂L/∂state of each step, all states of the layer together; at `step` of what the prediction reads of it. */
  norms: floats,
});

const contributions = Type.Object({
  parameter: Type.String(),
  /** Into `strips`: its time steps. */
  strip: index,
  /** ‖∂L/∂W‖ (Frobenius). */
  norm: number,
  /** (T): that of each step by itself. */
  norms: floats,
  /** (T): each step's share ⟨∂L/∂W of the step, ∂L/∂W⟩ / ‖∂L/∂W‖²: they add up to 1, and one that pulls the other way is negative. */
  share: floats,
  /** Where a forecast goes on from its own predictions: the share of the steps that read these. With it the shares add up to 1. */
  ahead: Type.Optional(number),
});

export const gradients = Type.Object({
  step: index,
  symbol: Type.String(),
  of: subject,
  /** Rows beyond the next, where that is not the one that is forecast. */
  ahead: Type.Optional(index),
  /** L, in nats, or in the units of the file. */
  loss: number,
  layers: Type.Array(ofLayer),
  /**
   * (T) a strip: gradient × input of ln p or of the forecast, summed over each step's vector; positive where what was read speaks for the
   * prediction, or raises the forecast.
   */
  saliency: Type.Array(floats),
  /** Of each recurrent weight matrix what the steps contribute to its gradient. */
  shares: Type.Array(contributions),
});
export type Gradients = Type.Static<typeof gradients>;

export const triangleRequest = Type.Object({
  look: index,
  /** Every how many steps a prediction is looked at; 1 up to 512 steps where absent, else what is needed. */
  stride: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Of numbers the column that is forecast; the first where absent. */
  symbol: Type.Optional(Type.String()),
});

export const verdicts = ["vanishes", "explodes", "healthy"] as const;

export const triangle = Type.Object({
  of: subject,
  /** Of forecasts the column. */
  symbol: Type.Optional(Type.String()),
  stride: index,
  /** N = ⌈T/stride⌉: predictions after steps n·stride were looked at. */
  count: index,
  layers: Type.Array(
    Type.Object({
      layer: Type.String(),
      strip: index,
      /** (N,T): row n is of the prediction after step n·stride, column s of the state of step s; 0 where nothing depends on it. */
      norms: floats,
      /** By lag from 0: norm relative to lag 0, geometric mean over the predictions that go back so far; f32. */
      byLag: floats,
      /** By lag: how many those are. */
      losses: integers,
      /** "vanishes": below 0.01 from `lag` on; "explodes": above 100; "healthy": neither up to `lag`. */
      verdict: Type.Object({ kind: oneOf(...verdicts), lag: index }),
    }),
  ),
  /** Of the mean of L over the predictions: what each step contributes to the gradient of each recurrent weight matrix. */
  shares: Type.Array(contributions),
});
export type Triangle = Type.Static<typeof triangle>;
