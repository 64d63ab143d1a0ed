import { type Place, UserError } from "../../base/userError.ts";
import { type Config, hasTargets, sequenceLengthOf, tasks } from "../../config/index.ts";
import { oneLine, SymbolTable } from "../text/symbolTable.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import { cellOf, textOrTokens, words } from "./cells.ts";
import type { EncodedInput, NewInput } from "./encodedInput.ts";
import type { Encoding } from "./encoding.ts";
import { encodeSound } from "./heardSound.ts";
import { says } from "./messages.ts";
import { normalized, refuseOtherWidth } from "./normalize.ts";
import { type CellInput, type Cutting, readSteps } from "./stepReader.ts";

/**
 * Encodes what is to be predicted, as the run's data was: by its vocabulary, its columns and its normalisation. `place` is where
 * messages about a column point. An input without steps has length 0. One that has a target of its own length is read whole.
 */
export function encodeInput(
  encoding: Encoding,
  config: Config,
  input: NewInput,
  place: (column: string, item?: number) => Place = () => ({}),
): EncodedInput {
  const row = typeof input === "string" ? asRow(input, encoding, () => place(encoding.source.inputs[0].column)) : input;
  const { vocabulary, cutting, features, sound } = encoding.source;
  if (sound) return encodeSound(cellOf(row, encoding.source.inputs[0].column), encoding, config);
  const isPair = encoding.target.cutting !== undefined && encoding.target.vocabulary?.blank === undefined;
  const unknown: string[] = [];
  const table = new SymbolTable(rulesOf(vocabulary));
  const inputs = encoding.source.inputs.map(({ column, kind }): CellInput => {
    const cell = isPair ? textOrTokens(cellOf(row, column)) : cellOf(row, column);
    return { cell, column, isText: kind === "text", place: (item) => place(column, item) };
  });
  const steps = readSteps(inputs, table, cutting);
  if (steps.length > 0) refuseOtherWidth(steps.width, features);
  const stood = steps.tokens && asItStood(inputs, steps.tokens, table, cutting);
  const known = steps.tokens?.map((id, t) => {
    const found = isPair ? vocabulary?.idWithin(table.symbols[id]) : vocabulary?.id(table.symbols[id]);
    if (found === undefined || found === vocabulary?.unknown) unknown.push(stood![t]);
    return found ?? vocabulary?.unknown ?? -1;
  });
  const all = Array.from({ length: steps.length }, (_, t) => t).filter((t) => known === undefined || known[t] >= 0);
  const length = hasTargets(tasks[config.task]) ? all.length : Math.min(all.length, sequenceLengthOf(config));
  const kept = all.slice(0, length);
  return {
    length,
    steps: steps.length,
    ...(known && { tokens: Int32Array.from(kept, (t) => known[t]), symbols: kept.map((t) => stood![t]) }),
    ...(steps.width > 0 && {
      vectors: normalized(Float64Array.from(kept.flatMap((t) => steps.numbers[t])), features),
    }),
    kept,
    unknown,
    truncated: all.length - length,
  };
}

/** How text becomes the symbols of a vocabulary. */
export function rulesOf(vocabulary: Vocabulary | undefined) {
  return {
    unit: vocabulary?.words ? ("word" as const) : ("character" as const),
    lowercase: vocabulary?.lowercase ?? false,
    split: vocabulary?.words?.rules.split ?? ("unicode" as const),
  };
}

/** The tokens of an input before they were turned into lower case. */
function asItStood(inputs: CellInput[], tokens: number[], { symbols, rules }: SymbolTable, cutting: Cutting): string[] {
  const lower = tokens.map((id) => symbols[id]);
  if (!rules.lowercase) return lower;
  const table = new SymbolTable({ ...rules, lowercase: false });
  const texts = inputs.filter(({ isText }) => isText);
  const found = readSteps(texts, table, cutting).tokens ?? [];
  // A letter of another case may be cut in another way.
  return found.length === lower.length ? found.map((id) => table.symbols[id]) : lower;
}

/** A text alone is the column of text, or of numbers divided by commas or white space. */
function asRow(
  text: string,
  { source: { inputs, cutting } }: Encoding,
  place: CellInput["place"],
): Record<string, unknown> {
  const column = inputs.find(({ kind }) => kind === "text")?.column;
  if (column !== undefined && inputs.length === 1) {
    return { [column]: cutting === "cut" ? text : words(oneLine(text)) };
  }
  const cells = text.split(/[,;\t]/).map((cell) => cell.trim());
  if (cells.length === inputs.length) return Object.fromEntries(inputs.map((input, i) => [input.column, cells[i]]));
  throw new UserError(
    says.otherCellCount({ columns: inputs.map(({ column }) => column), cells: cells.length }),
    place(),
  );
}
