import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import type { Vocabulary } from "../text/vocabulary.ts";
import { promptOf } from "../text/words/wordSplitter.ts";
import type { Cell } from "./cells.ts";
import type { Encoding } from "./encoding.ts";
import { says } from "./messages.ts";
import { normalized } from "./normalize.ts";
import { numberOf } from "./stepReader.ts";

/** What the network reads first when it writes a text: a token, and F numbers that it reads at every step. */
export interface EncodedStart {
  token: number;
  vector?: Float32Array;
  /** The label that it starts with, where texts start with one. */
  label?: string;
}

/** How a text with this label starts, or with these columns; a UserError where the model knows no such label. */
export function encodeStart(encoding: Encoding, start: string | Record<string, unknown> = {}): EncodedStart {
  const { inputs, features } = encoding.source;
  const { vocabulary, prompts = [] } = encoding.target;
  if (!vocabulary) throw new RangeError("a text is written with a vocabulary");
  if (inputs.length === 0 && (typeof start === "string" || Object.keys(start).length > 0)) {
    throw new UserError(says.noStart());
  }
  const labelColumn = inputs.find(({ kind }) => kind === "text")?.column;
  const row = typeof start === "string" ? { [labelColumn ?? ""]: start } : start;
  const given = labelColumn === undefined ? undefined : row[labelColumn];
  const label = given === undefined || given === null ? undefined : String(given).trim();
  if (labelColumn !== undefined && (label === undefined || !prompts.includes(label))) {
    const near = nearest(label ?? "", prompts);
    throw new UserError(says.unknownStart({ label, prompts, near }));
  }
  const numbers = inputs
    .filter(({ kind }) => kind === "numbers")
    .map(({ column }) => {
      return numberOf((row[column] ?? null) as Cell, { column, place: () => ({}) });
    });
  const vector = numbers.length > 0 ? normalized(Float64Array.from(numbers), features) : undefined;
  return { token: firstSymbol(vocabulary, label), ...(vector && { vector }), ...(label !== undefined && { label }) };
}

/** The id of what a text starts with. */
export function firstSymbol(vocabulary: Vocabulary, label: string | undefined): number {
  return (label === undefined ? undefined : vocabulary.id(promptOf(label))) ?? vocabulary.start!;
}
