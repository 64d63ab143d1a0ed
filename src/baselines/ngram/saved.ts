import { UserError } from "../../base/userError.ts";
import type { Tensor } from "../../tensors/index.ts";
import { says } from "../messages.ts";
import { type Level, NgramModel, type NgramSettings } from "./model.ts";
import type { Counted } from "./smoothing.ts";

const COLUMNS = ["first", "symbols", "weights", "rests"] as const;

/**
 * What a checkpoint holds of a model: of each length the n-grams by context, the counts that the model uses and what follows from
 * them. The column of counts is called `counts`, or `continuations` where it holds continuation counts.
 */
export function ngramTensors({ levels }: NgramModel): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>();
  levels.forEach((level, k) => {
    const set = (column: string, data: Int32Array | Float64Array) => {
      const dtype = data instanceof Float64Array ? "F64" : "I32";
      tensors.set(`ngram.${k + 1}.${column}`, { shape: [data.length], dtype, data } as Tensor);
    };
    for (const column of COLUMNS) set(column, level[column]);
    set(NAMES[level.counted], level.counts);
  });
  return tensors;
}

const NAMES: Record<Counted, string> = { occurrences: "counts", continuations: "continuations" };

/** Reads them back. A file may come from anywhere: what does not fit together is a UserError. */
export function ngramFromTensors(
  tensors: ReadonlyMap<string, Tensor>,
  settings: NgramSettings,
  vocabulary: number,
): NgramModel {
  let contexts = 1;
  const levels = Array.from({ length: settings.order }, (_, k): Level => {
    const name = (column: string) => `ngram.${k + 1}.${column}`;
    const integers = (column: string, length?: number) => {
      const data = tensors.get(name(column))?.data;
      if (!(data instanceof Int32Array) || (length !== undefined && data.length !== length))
        throw new UserError(says.damagedCounts({ name: name(column) }));
      return data;
    };
    const numbers = (column: string, length: number) => {
      const data = tensors.get(name(column))?.data;
      const good = data instanceof Float64Array && data.length === length && data.every((x) => x >= 0 && x <= 1);
      if (!good) throw new UserError(says.damagedCounts({ name: name(column) }));
      return data;
    };
    const first = integers("first", contexts + 1);
    const symbols = integers("symbols");
    const rises = first.every((at, i) => at >= (i === 0 ? 0 : first[i - 1]));
    if (!rises || first[0] !== 0 || first[contexts] !== symbols.length)
      throw new UserError(says.damagedCounts({ name: name("first") }));
    if (symbols.some((id) => id < 0 || id >= vocabulary))
      throw new UserError(says.damagedCounts({ name: name("symbols") }));
    // Those of length 1 are numbered by their symbol.
    if (k === 0 && (symbols.length !== vocabulary || symbols.some((id, i) => id !== i)))
      throw new UserError(says.damagedCounts({ name: name("symbols") }));
    // Older files have `counts` everywhere, which are occurrences.
    const counted: Counted = tensors.has(name(NAMES.continuations)) ? "continuations" : "occurrences";
    const level: Level = {
      ...{ first, symbols, counted, counts: integers(NAMES[counted], symbols.length) },
      ...{ weights: numbers("weights", symbols.length), rests: numbers("rests", contexts) },
    };
    contexts = symbols.length;
    return level;
  });
  return new NgramModel(settings, vocabulary, levels);
}
