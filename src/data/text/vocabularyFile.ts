import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { says } from "./messages.ts";
import type { SpacingShares } from "./spacing.ts";
import type { WordForm } from "./vocabulary.ts";
import { END, isSeparator, START, UNKNOWN, type WordRules } from "./wordSplitter.ts";

/** Checks what a file says of a vocabulary; it may come from anywhere. */
export function readVocabulary(json: unknown) {
  const given = (json ?? {}) as Record<string, unknown>;
  const { version, unit, lowercase, unknown, symbols } = given;
  if (version !== 1) throw damaged(`version is ${JSON.stringify(version)}, and only 1 is known`);
  if (unit !== "character" && unit !== "word" && unit !== "item") {
    throw damaged(`unit is ${JSON.stringify(unit)}, and only "character", "word" and "item" are known`);
  }
  if (typeof lowercase !== "boolean") throw damaged("lowercase must be true or false");
  if (!Array.isArray(symbols) || symbols.length === 0) throw damaged("symbols must be a list that is not empty");
  if (unknown !== null && (!Number.isInteger(unknown) || symbols[unknown as number] !== UNKNOWN)) {
    throw damaged(`unknown must be null or the id of "${UNKNOWN}"`);
  }
  const prompts = readPrompts(given.prompts);
  // Of examples, characters have what words always have.
  const specials = new Set<unknown>(given.prompts === undefined ? [] : [END, START, ...prompts]);
  const seen = new Set<unknown>();
  for (const [id, symbol] of symbols.entries()) {
    const good = unit !== "character" ? isWord(symbol) : id === unknown || specials.has(symbol) || isCharacter(symbol);
    if (!good) throw damaged(`symbol ${id} is not one ${unit}`);
    if (seen.has(symbol)) throw damaged(`symbol ${id} occurs twice`);
    seen.add(symbol);
  }
  for (const special of specials) {
    if (!seen.has(special)) throw damaged(`symbols of examples need "${special}"`);
  }
  const words = unit === "character" ? undefined : readWordForm(given, symbols);
  const pasts = readPasts(given.pasts, symbols.length);
  const rest = { lowercase, words, prompts, pasts };
  return { symbols: symbols as string[], unknown: (unknown as number | null) ?? undefined, ...rest };
}

/** Many times what is written. */
const MOST_PASTS = 1000;
const LONGEST_PAST = 10_000;

function readPasts(pasts: unknown, size: number): number[][] | undefined {
  if (pasts === undefined) return undefined;
  const isId = (id: unknown) => Number.isInteger(id) && (id as number) >= 0 && (id as number) < size;
  const isPast = (past: unknown, _: number, all: unknown[]) =>
    Array.isArray(past) &&
    past.length > 0 &&
    past.length <= LONGEST_PAST &&
    past.length === (all[0] as unknown[]).length &&
    past.every(isId);
  if (!Array.isArray(pasts) || pasts.length > MOST_PASTS || !pasts.every(isPast))
    throw damaged("pasts must be lists of ids, all of the same length");
  return pasts;
}

function readPrompts(prompts: unknown): string[] {
  if (prompts === undefined) return [];
  if (!Array.isArray(prompts) || !prompts.every(isWord)) throw damaged("prompts must be a list of texts");
  return prompts;
}

function readWordForm(
  { unit, unknown, split, eos, spacing }: Record<string, unknown>,
  symbols: readonly string[],
): WordForm {
  if (unknown === null) throw damaged(`unknown must be the id of "${UNKNOWN}", which words always have`);
  for (const special of [UNKNOWN, END, START]) {
    if (!symbols.includes(special)) throw damaged(`symbols of words need "${special}"`);
  }
  if (unit === "item") {
    if (!isSeparator(split)) throw damaged('split must be "tab", "comma" or "semicolon"');
    return { rules: { split, eos: "line" } };
  }
  if (split !== "unicode" && split !== "whitespace") throw damaged('split must be "unicode" or "whitespace"');
  if (eos !== "line" && eos !== "sentence") throw damaged('eos must be "line" or "sentence"');
  const { before, after, usual } = (spacing ?? {}) as Record<string, unknown>;
  const good = [before, after].every(
    (list) => Array.isArray(list) && list.length === symbols.length && list.every(isPercent),
  );
  if (!good || !isPercent(usual)) throw damaged("spacing must be before, after (percent, one a symbol) and usual");
  const rules: WordRules = { split, eos };
  return { rules, spacing: { before, after, usual } as SpacingShares };
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

function damaged(why: string): UserError {
  return new UserError(says.damagedVocabulary({ why }));
}

/**
 * Whether training has seen `<unk>`, by what a run's `vocabulary.json` says. Where it has not, nothing has taught the model what `<unk>`
 * means, however sure its answers look. Runs of early versions do not say it: then a vocabulary that was cut has made some.
 */
export function sawUnknown(saved: unknown, { data }: Config): boolean {
  const { unknownInTraining } = (saved ?? {}) as Record<string, unknown>;
  if (typeof unknownInTraining === "number") return unknownInTraining > 0;
  return data.vocabulary.size !== null || data.vocabulary.minFrequency > 1;
}
