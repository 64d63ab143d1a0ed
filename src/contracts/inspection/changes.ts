import * as Type from "typebox";
import { number, numberOrNull, oneOf } from "../shapes.ts";
import { floats, index, look, lookInput, orNull } from "./look.ts";

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
  /** W_hh h of a layer is 0 at every step. */
  Type.Object({ do: Type.Literal("withoutRecurrence"), layer: Type.String() }),
  /** Another symbol is read at a step of a strip. */
  Type.Object({ do: Type.Literal("symbol"), strip: index, step: index, symbol: Type.String() }),
]);
export type Change = Type.Static<typeof change>;

export const changedLook = Type.Object({
  /** The network with the change: a look like any other. */
  look,
  /** Mean surprise over steps [from, to), those after the change, before and after it, in nats. */
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
  /** A state, or all states of a layer: "l0.h" or "l0"; every layer where absent. */
  tensors: Type.Optional(Type.Array(Type.String())),
  /** Of whose surprise the recovery is: by default the clean run's likeliest symbol after its last step. */
  step: Type.Optional(index),
  symbol: Type.Optional(Type.String()),
});

export const patched = Type.Object({
  /** Rows and columns of the grid. */
  tensors: Type.Array(Type.String()),
  steps: index,
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
  /** What came where absent, or the likeliest where nothing came. */
  symbol: Type.Optional(Type.String()),
});

const ofLayer = Type.Object({
  /** "l0", "l0_reverse" … */
  layer: Type.String(),
  /** (T): the norm of ∂L/∂state of each step, h and c together; 0 behind `step`. */
  norms: floats,
});

export const gradients = Type.Object({
  step: index,
  symbol: Type.String(),
  /** L, in nats. */
  loss: number,
  layers: Type.Array(ofLayer),
  /** (T) a strip: gradient × input of ln p, summed over each step's vector. */
  saliency: Type.Array(floats),
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
  /** N = ⌈T/stride⌉: step n·stride. */
  count: index,
  layers: Type.Array(
    Type.Object({
      layer: Type.String(),
      /** (N,N): row t, column s, 0 where s > t. */
      norms: floats,
      /** (lags): norm relative to lag 0, geometric mean over t. */
      byLag: floats,
      /** "vanishes": below 0.01 from `lag` on; "explodes": above 100; "healthy": neither over the lags that were looked at. */
      verdict: Type.Object({ kind: oneOf(...verdicts), lag: index }),
    }),
  ),
  /** (T) a weight matrix: each step's share of ‖∂L/∂W‖, adding up to 1. */
  shares: Type.Array(Type.Object({ parameter: Type.String(), share: floats })),
});
export type Triangle = Type.Static<typeof triangle>;
