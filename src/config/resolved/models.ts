import { commonMultiple } from "../../base/commonMultiple.ts";
import { factsOf } from "../cells/index.ts";
import { countsOf, kinds } from "../kinds/index.ts";
import type { Config } from "../schema.ts";
import { layersOf } from "./layers.ts";

/**
 * How many steps a model looks back where it looks back a fixed number, and of clocks how many they count; 0 and 1 of other recurrent
 * networks, which may remember any number.
 */
export function pastOf(model: Config["model"]): { lookBack: number; cycle: number } {
  const layers = layersOf(model);
  const { taps } = kinds[model.kind];
  if (taps) {
    const reaches = layers.map((layer, i) => taps(layer, i)).map(({ count, dilation }) => (count - 1) * dilation);
    return { lookBack: reaches.reduce((sum, reach) => sum + reach, 0), cycle: 1 };
  }
  const cycles = layers.map((layer) => factsOf(layer.cell).cycle?.(layer) ?? 1);
  return { lookBack: 0, cycle: commonMultiple(cycles) };
}

/** What a model of n-grams counts. */
export function ngramOf({ model }: Pick<Config, "model">): ReturnType<typeof countsOf> {
  return countsOf(model);
}
