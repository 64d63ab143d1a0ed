import { withGroups } from "./numberText.ts";

/**
 * 4194304 → "4,194,304", the same in every locale. Not by `toLocaleString`, whose first call takes 20 ms to look up how people in
 * America write numbers: the extension host, where all extensions wait for each other, groups some too.
 */
export function grouped(n: number): string {
  return withGroups(String(Math.round(n)));
}

/** "validating 40 %": how far a measurement is. */
export function measuringText({ part, share }: { part: "validation" | "test"; share: number }): string {
  return `${part === "test" ? "testing" : "validating"} ${Math.floor(100 * share)} %`;
}

/** count(1, "token") → "1 token", count(1200, "token") → "1,200 tokens". */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 ? noun : plural}`;
}

/** ["a", "b", "c"] → "a, b or c". */
export function listed(items: readonly string[], conjunction: "and" | "or"): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} ${conjunction} ${items[items.length - 1]}`;
}

/** "macro F1" → "Macro F1". */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "O", and where a character in it cannot be seen, or taken for a space, its code point: "O<U+200B>". */
export function quoted(text: string): string {
  return JSON.stringify(text).replace(INVISIBLE, (character) => `<${codePointOf(character)}>`);
}

/** The characters of a text that cannot be seen, or may be taken for a space: "U+00A0 and U+200B"; "" where there are none. */
export function invisibleIn(text: string, limit = 3): string {
  const found = [...new Set(text.match(INVISIBLE))].map(codePointOf);
  return listed(found.length > limit ? [...found.slice(0, limit), "others"] : found, "and");
}

/** White space and controls outside of ASCII, what only joins or directs, and fillers; not what joins two visible characters. */
const INVISIBLE =
  /(?!\p{ASCII})(?!(?<=[\p{L}\p{M}\p{S}])[\u200c\u200d](?=[\p{L}\p{M}\p{S}]))[\p{Z}\p{Cc}\p{Cf}\p{Co}\p{Cn}\u115f\u1160\u2800\u3164\uffa0]/gu;

function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Characters as people can read them in a message: quoted, invisible ones as U+XXXX, at most `limit` of them. */
export function shownCharacters(symbols: readonly string[], limit = 10): string {
  const shown = symbols.slice(0, limit).map((symbol) => {
    const visible = /^[\p{L}\p{N}\p{P}\p{S}]$/u.test(symbol) && symbol !== '"';
    return visible ? `"${symbol}"` : codePointOf(symbol);
  });
  return shown.join(", ") + (symbols.length > limit ? ` and ${grouped(symbols.length - limit)} more` : "");
}

/** How entities without a type are called: tags may be B, I and O alone. */
export const UNTYPED = "(no type)";
