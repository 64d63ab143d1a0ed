import * as Type from "typebox";
import { number, numberOrNull, oneOf } from "../shapes.ts";
import { floats, index, integers, look, lookInput, orNull } from "./look.ts";

// What if: a look with something changed, and what of a text is recovered by the states of another.

export const change = Type.Union([
  /** The value of a state or a gate is replaced at steps [from, to) before anything reads it; of all units where `unit` is null. */
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

export const changedLook = Type.Object({
  /** The network with the change: a look like any other. */
  look,
  /** Mean surprise over rows [from, to) of the predictions, which the change can reach, without it and with it, in nats. */
  loss: Type.Object({ from: index, to: index, before: numberOrNull, after: numberOrNull }),
  /** How the text goes on, as written without and with the change; absent where nothing is written. */
  samples: Type.Optional(Type.Object({ before: Type.String(), after: Type.String() })),
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
  /** Columns: states were patched at steps `first`, `first` + `stride` … */
  steps: index,
  first: index,
  stride: index,
  /** (tensors, steps): (L_corrupt − L_patched) / (L_corrupt − L_clean); null where those two are nearer than 0.01 nats. */
  recovery: orNull(floats),
  step: index,
  symbol: Type.String(),
  /** −ln p of the symbol, in nats. */
  loss: Type.Object({ clean: number, corrupt: number }),
});
export type Patched = Type.Static<typeof patched>;

/** Whose gradient is taken: −ln p of a symbol, class or label after a step. */
export const gradientRequest = Type.Object({
  look: index,
  step: index,
  /** What came where absent, or the likeliest where that is not known. */
  symbol: Type.Optional(Type.String()),
});

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
  /** ‖∂L/∂W‖ (Frobenius). */
  norm: number,
  /** (T): that of each step by itself. */
  norms: floats,
  /** (T): each step's share ⟨∂L/∂W of the step, ∂L/∂W⟩ / ‖∂L/∂W‖²: they add up to 1, and one that pulls the other way is negative. */
  share: floats,
});

export const gradients = Type.Object({
  step: index,
  symbol: Type.String(),
  /** L, in nats. */
  loss: number,
  layers: Type.Array(ofLayer),
  /** (T) a strip: gradient × input of ln p, summed over each step's vector; positive where the symbol speaks for the prediction. */
  saliency: Type.Array(floats),
  /** Of each recurrent weight matrix what the steps contribute to its gradient; empty where they are not told apart. */
  shares: Type.Array(contributions),
});
export type Gradients = Type.Static<typeof gradients>;

export const triangleRequest = Type.Object({
  look: index,
  /** Every how many steps a prediction is looked at; 1 up to 512 steps where absent, else what is needed. */
  stride: Type.Optional(Type.Integer({ minimum: 1 })),
});

export const verdicts = ["vanishes", "explodes", "healthy"] as const;

export const triangle = Type.Object({
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
  /** Of the mean loss: what each step contributes to the gradient of each recurrent weight matrix. */
  shares: Type.Array(contributions),
});
export type Triangle = Type.Static<typeof triangle>;
