import type { ChangedProgram } from "../../sampling/index.ts";
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

/** Clamps, in as many programs as it takes. */
export class Clamps {
  constructor(private readonly clamps: readonly Clamp[]) {}

  /** `rows`: B of the program, all changed alike. */
  program(rows = 1): ChangedProgram {
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
            for (let row = 0; row < rows; row++) {
              replacer.replace(values, { layer, label, t }, row, (unit) => value(step, unit));
            }
          }
        }
      },
    };
  }
}
