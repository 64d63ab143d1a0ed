/** What columns of a source and of a target are called, or a part of it. */
const SOURCE = /^(source|src|input|from|question|query|prompt|instruction|original|noisy|incorrect|wrong|written)$/i;
const TARGET =
  /^(target|tgt|output|to|answer|response|reply|translation|translated|summary|completion|correct|corrected|spoken)$/i;
const OTHER =
  /^(text|texts|sentence|sentences|word|words|phrase|phrases|line|lines|lang|language|spelling|grapheme|graphemes|phoneme|phonemes|pronunciation|ipa|arpabet|id|index|no|date|iso|number|digits|split|part|attribution|licen[cs]e|score|in|out|of|l1|l2)$/i;
/** A name has at most so many words and characters. */
const MOST_PARTS = 4;
const LONGEST = 40;

export function isSourceName(name: string): boolean {
  return ownParts(name).some((part) => SOURCE.test(part));
}

export function isTargetName(name: string): boolean {
  return ownParts(name).some((part) => TARGET.test(part));
}

/** Of a key within objects, "translation.en", the last says what it is. */
function ownParts(name: string): string[] {
  return partsOf(name.slice(name.lastIndexOf(".") + 1));
}

/**
 * Whether the first row of pairs names its columns: at least two names of sides, of languages ("de", "English sentences") or of what
 * usually stands beside them, that do not come again below; or a word alone in each column, above what are hardly ever words alone.
 * Sentences may be short too, and a first pair of words is no header.
 */
export function areSideNames(first: readonly string[], below: (column: number) => readonly string[]): boolean {
  const filled = first.flatMap((cell, column) => (cell === "" ? [] : [{ cell, column }]));
  const known = filled.filter(({ cell, column }) => isKnown(cell) && !below(column).includes(cell));
  if (known.length > 1 && 2 * known.length >= filled.length) return true;
  const isAbove = ({ cell, column }: { cell: string; column: number }) => {
    const cells = below(column);
    return cells.length > 4 && isWord(cell) && 10 * cells.filter(isWord).length <= cells.length;
  };
  return filled.length > 1 && filled.every(({ cell }) => isWord(cell)) && filled.filter(isAbove).length > 1;
}

/** Two files of one name but for their sides: "train.de" and "train.en", "source.txt" and "target.txt". Which part differs is told. */
export function differInSide(one: string, other: string): { one: string; other: string } | undefined {
  const [a, b] = [partsOf(one), partsOf(other)];
  const at = a.flatMap((part, i) => (part === b[i] ? [] : [i]));
  if (a.length !== b.length || a.length < 2 || at.length !== 1) return undefined;
  const [i] = at;
  return isSide(a[i]) && isSide(b[i]) ? { one: a[i], other: b[i] } : undefined;
}

function isSide(part: string): boolean {
  return SOURCE.test(part) || TARGET.test(part) || isLanguage(part);
}

function isWord(cell: string): boolean {
  return /^[\p{L}\p{M}\p{N}_-]+$/u.test(cell);
}

function isKnown(cell: string): boolean {
  if (cell.length > LONGEST || /[.!?\u2026\u3002\uff01\uff1f]$/u.test(cell)) return false;
  const parts = partsOf(cell);
  const known = parts.filter((part) => OTHER.test(part) || isSide(part));
  return parts.length > 0 && parts.length <= MOST_PARTS && known.length === parts.length;
}

function partsOf(name: string): string[] {
  return name.split(/[^\p{L}\p{M}\p{N}]+/u).filter((part) => part !== "");
}

/** Languages in whose words columns are called so; their own names are among them. */
const CALLED_IN = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "sv",
  "tr",
  "ru",
  "uk",
  "cs",
  "el",
  "ar",
  "he",
  "fa",
  "hi",
  "zh",
  "ja",
  "ko",
];
let languages: Set<string> | undefined;

/** Whether it is the code of a language, such as "de" or "deu", or its name: German, Deutsch, allemand. */
function isLanguage(part: string): boolean {
  if (/^[a-z]{2,3}$/i.test(part) && nameIn("en")(part.toLowerCase()) !== undefined) return true;
  languages ??= languageNames();
  return part.length > 1 && languages.has(part.toLowerCase());
}

function languageNames(): Set<string> {
  const letters = Array.from("abcdefghijklmnopqrstuvwxyz");
  const english = nameIn("en");
  const codes = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => english(code) !== undefined);
  const namings = CALLED_IN.map(nameIn);
  const names = codes.flatMap((code) => namings.map((name) => name(code)));
  const single = names.filter((name) => name !== undefined && partsOf(name).length === 1);
  return new Set(single.map((name) => name!.toLowerCase()));
}

function nameIn(language: string): (code: string) => string | undefined {
  const names = new Intl.DisplayNames([language], { type: "language", fallback: "none" });
  return (code) => names.of(code);
}
