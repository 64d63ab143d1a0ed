import { rateOf } from "../config/index.ts";
import { type Graph, ops, type Tensor } from "../graph/index.ts";
import type { Cell, StepHooks } from "./cell.ts";
import type { StackLayer } from "./stackLayer.ts";

/** What is drawn for a layer beside the dropout between layers, which is number 0: each has masks of its own. */
const PURPOSES = ["between", "input", "recurrent", "output", "candidate", "zoneout"] as const;

/** Where the numbers of a decoder's masks begin: behind all those of 64 layers. */
export const DECODER_MASKS = 4096;

/** Separates the masks of a network: they depend on layer, direction and purpose. The dropout between layers has its layer's number. */
export function maskNumber(layer: number, reverse: boolean, purpose: (typeof PURPOSES)[number], index = 0): number {
  return layer + 64 * (reverse ? 1 : 0) + 128 * (PURPOSES.indexOf(purpose) + index);
}

/** x (T,B,F), or one step of it, with one mask for all time steps. */
export function variationalMask(graph: Graph, x: Tensor, p: number, layer: number, name: string): Tensor {
  return p > 0 ? graph.apply(ops.dropout, { x }, { p, layer, fixed: true }, name).out : x;
}

/** A layer's random parts inside a step. */
export interface StepMasks {
  /** Whether there are any, so that the cell has to be computed step by step. */
  needed: boolean;
  hooks(t: number): Pick<StepHooks, "recurrentState" | "candidate">;
  settle(made: Tensor[], before: readonly Tensor[], t: number): Tensor[];
}

/**
 * Variational and recurrent dropout and zoneout of a layer. While drawing (in training) masks are drawn; otherwise nothing is
 * dropped, and zoneout moves the state by the expectation: p·old + (1−p)·new.
 */
export function stepMasks(graph: Graph, cell: Cell, layer: StackLayer, reverse: boolean, drawing: boolean): StepMasks {
  const { settings, firstMask } = layer;
  const recurrent = drawing ? rateOf(settings.variationalDropout, "recurrent") : 0;
  const candidate = drawing ? (settings.recurrentDropout ?? 0) : 0;
  const zoneouts = cell.states.map(({ name }) => {
    return name === "h" || name === "c" ? rateOf(settings.zoneout, name) : 0;
  });
  const hooks: StepMasks["hooks"] = (t) => ({
    ...(recurrent > 0 && {
      recurrentState: (h) => variationalMask(graph, h, recurrent, maskNumber(firstMask, reverse, "recurrent"), "kept"),
    }),
    ...(candidate > 0 && {
      candidate: (g) => {
        const mask = { p: candidate, layer: maskNumber(firstMask, reverse, "candidate"), t };
        return graph.apply(ops.dropout, { x: g }, mask, "kept").out;
      },
    }),
  });
  return {
    needed: recurrent > 0 || candidate > 0 || zoneouts.some((p) => p > 0),
    hooks,
    settle(made, before, t) {
      return made.map((fresh, i) => {
        const p = zoneouts[i];
        if (p === 0) return fresh;
        if (!drawing) {
          const { out: difference } = graph.apply(ops.add, { x: before[i], y: fresh }, { scale: -1 }, "difference");
          return graph.apply(ops.add, { x: fresh, y: difference }, { scale: p }, "expected").out;
        }
        const mask = { p, layer: maskNumber(firstMask, reverse, "zoneout", i), t, unscaled: true };
        const { out: moved } = graph.apply(ops.dropout, { x: fresh }, mask, "moved");
        const { out: kept } = graph.apply(ops.dropout, { x: before[i] }, { ...mask, dropped: true }, "kept");
        return graph.apply(ops.add, { x: moved, y: kept }, {}, "zoned").out;
      });
    },
  };
}
