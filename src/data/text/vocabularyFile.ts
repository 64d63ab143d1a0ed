import * as Type from "typebox";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { matches, misfit, oneOf, shape } from "../../contracts/shapes.ts";
import { says } from "./messages.ts";
import type { SpacingShares } from "./spacing.ts";
import { BLANK, END, START, UNKNOWN, type WordRules } from "./words/wordSplitter.ts";

/** How a text becomes words and words become a text. */
export interface WordForm {
  rules: WordRules;
  /** Items have none: their separator stands between them. */
  spacing?: SpacingShares;
}

/** Many times what is written. */
const MOST_PASTS = 1000;
const LONGEST_PAST = 10_000;

const listOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);
const isId = (id: unknown) => Number.isInteger(id) && (id as number) >= 0;
const isPast = (past: unknown) => listOf(isId)(past) && (past as number[]).length <= LONGEST_PAST;

/** What a file says of any vocabulary. */
const vocabularyFile = Type.Object({
  version: Type.Literal(1),
  unit: oneOf("character", "word", "item"),
  lowercase: Type.Boolean(),
  symbols: shape<string[]>((symbols) => Array.isArray(symbols) && symbols.length > 0),
  unknown: Type.Union([Type.Integer(), Type.Null()]),
  blank: Type.Optional(Type.Literal(0)),
  prompts: Type.Optional(shape<string[]>(listOf(isWord))),
  pasts: Type.Optional(shape<number[][]>((pasts) => listOf(isPast)(pasts) && (pasts as []).length <= MOST_PASTS)),
});

const itemForm = Type.Object({ split: oneOf("tab", "comma", "semicolon") });

const wordForm = Type.Object({
  split: oneOf("unicode", "whitespace"),
  eos: oneOf("line", "sentence"),
  spacing: Type.Object({
    before: shape<number[]>(listOf(isPercent)),
    after: shape<number[]>(listOf(isPercent)),
    usual: shape<number>(isPercent),
  }),
});

/** What each key must be, in words. */
const MUST_BE: Record<string, string> = {
  version: "1",
  unit: '"character", "word" or "item"',
  lowercase: "true or false",
  symbols: "a list that is not empty",
  unknown: `null or the id of "${UNKNOWN}"`,
  blank: `0, the id of "${BLANK}"`,
  prompts: "a list of texts",
  pasts: "lists of ids, all of the same length",
  eos: '"line" or "sentence"',
  spacing: "before, after (percent, one per symbol) and usual",
};

/** A value from a file, which may come from anywhere; a UserError that names the key that does not fit. */
function read<S extends Type.TObject>(schema: S, given: unknown, mustBe = MUST_BE): Type.Static<S> {
  if (matches(schema, given)) return given;
  const key = misfit(schema, Object(given)) ?? "it";
  throw damagedVocabulary(`${key} must be ${mustBe[key] ?? "an object"}`);
}

/** Checks what a file says of a vocabulary. One whose words are only read (`isReadOnly`) needs no symbols that end and begin them. */
export function readVocabulary(json: unknown, { isReadOnly = false } = {}) {
  const { unit, lowercase, unknown, symbols, prompts = [], pasts, blank, ...form } = read(vocabularyFile, json);
  if (blank !== undefined && symbols[blank] !== BLANK) throw damagedVocabulary(`blank must be ${MUST_BE.blank}`);
  if (unknown !== null && symbols[unknown] !== UNKNOWN) throw damagedVocabulary(`unknown must be ${MUST_BE.unknown}`);
  // Of examples, characters have what words always have.
  const specials = new Set<unknown>("prompts" in (json as object) ? [END, START, ...prompts] : []);
  const seen = new Set<unknown>();
  for (const [id, symbol] of symbols.entries()) {
    const good =
      unit !== "character"
        ? isWord(symbol)
        : id === unknown || id === blank || specials.has(symbol) || isCharacter(symbol);
    if (!good) throw damagedVocabulary(`symbol ${id} is not one ${unit}`);
    if (seen.has(symbol)) throw damagedVocabulary(`symbol ${id} occurs twice`);
    seen.add(symbol);
  }
  for (const special of specials) {
    if (!seen.has(special)) throw damagedVocabulary(`symbols of examples need "${special}"`);
  }
  const areLabels = blank !== undefined;
  if (unit !== "character" && unknown === null && !areLabels)
    throw damagedVocabulary(`unknown must be the id of "${UNKNOWN}", which words always have`);
  const needed = areLabels ? [] : isReadOnly ? [UNKNOWN] : [UNKNOWN, END, START];
  const words = unit === "character" ? undefined : readWordForm(unit, form, symbols, needed);
  const areEven = pasts?.every((past) => past.length === pasts[0].length && past.every((id) => id < symbols.length));
  if (areEven === false || pasts?.[0]?.length === 0) throw damagedVocabulary(`pasts must be ${MUST_BE.pasts}`);
  return { symbols, unknown: unknown ?? undefined, lowercase, words, prompts, pasts, blank };
}

function readWordForm(
  unit: "word" | "item",
  form: unknown,
  symbols: readonly string[],
  needed: readonly string[],
): WordForm {
  for (const special of needed) {
    if (!symbols.includes(special)) throw damagedVocabulary(`symbols of words need "${special}"`);
  }
  if (unit === "item") {
    const { split } = read(itemForm, form, { split: '"tab", "comma" or "semicolon"' });
    return { rules: { split, eos: "line" } };
  }
  const { split, eos, spacing } = read(wordForm, form, { ...MUST_BE, split: '"unicode" or "whitespace"' });
  const areAll = [spacing.before, spacing.after].every(({ length }) => length === symbols.length);
  if (!areAll) throw damagedVocabulary(`spacing must be ${MUST_BE.spacing}`);
  return { rules: { split, eos }, spacing };
}

function isPercent(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 100;
}

function isWord(symbol: unknown): boolean {
  return typeof symbol === "string" && symbol !== "" && symbol.isWellFormed();
}

function isCharacter(symbol: unknown): boolean {
  if (typeof symbol !== "string" || symbol === "") return false;
  const codePoint = symbol.codePointAt(0) ?? 0;
  const surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return !surrogate && symbol.length === (codePoint > 0xffff ? 2 : 1);
}

/** That `vocabulary.json` is not as it was written. */
export function damagedVocabulary(why: string): UserError {
  return new UserError(says.damagedVocabulary({ why }));
}

/**
 * Whether training has seen `<unk>` of a vocabulary, by what a run's `vocabulary.json` says, or there is none. Where it has not, nothing has
 * taught the model what `<unk>` means, however sure its answers look. Runs of early versions do not say it: then a vocabulary that was cut
 * has made some.
 */
export function sawUnknown(vocabulary: { unknown?: number } | undefined, saved: unknown, { data }: Config): boolean {
  if (vocabulary?.unknown === undefined) return true;
  const { unknownInTraining } = (saved ?? {}) as Record<string, unknown>;
  if (typeof unknownInTraining === "number") return unknownInTraining > 0;
  return data.vocabulary.size !== null || data.vocabulary.minFrequency > 1;
}
