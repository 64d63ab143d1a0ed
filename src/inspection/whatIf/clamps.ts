import type { Tensor } from "../../graph/index.ts";
import type { See } from "../../model/index.ts";
import { Replacer } from "./replacer.ts";

/** What stands in the place of something that cells show, at steps [from, to). */
export interface Clamp {
  /** "l0_reverse" and "c", "i", "pre.f". */
  layer: string;
  label: string;
  from: number;
  to: number;
  /** What a unit is set to at a step; it stays where this is NaN. */
  value(step: number, unit: number): number;
}

/** A program whose cells are changed: how it is built, and what is written before it runs. */
export interface ChangedProgram {
  see: See;
  /** Step 0 of the program is step `first` of the text. */
  write(values: (tensor: Tensor) => Float32Array, first: number): void;
}

/** Clamps, in as many programs as it takes. */
export class Clamps {
  constructor(private readonly clamps: readonly Clamp[]) {}

  program(): ChangedProgram {
    const { clamps } = this;
    const replacer = new Replacer((layer, label) => clamps.some((one) => one.layer === layer && one.label === label));
    return {
      see: replacer.see,
      write(values, first) {
        replacer.clear(values);
        for (const t of replacer.steps) {
          for (const { layer, label, from, to, value } of clamps) {
            const step = first + t;
            if (step < from || step >= to) continue;
            replacer.replace(values, { layer, label, t }, 0, (unit) => value(step, unit));
          }
        }
      },
    };
  }
}
