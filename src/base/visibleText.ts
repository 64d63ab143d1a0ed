// Text from outside (data, labels, file names, what a model wrote) as a person may see it: nothing in it acts on the terminal or on
// the text around it.

/**
 * A text with its control characters as pictures: ␛ for escape, ␇ for the bell, ␛[ for its one-character form U+009B. What turns the
 * direction of writing around is shown by its code point, and so is what the terminal's own texts are marked with (U+FDD0, U+FDD1). Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(HIDDEN, (sign) => {
    const code = sign.charCodeAt(0);
    if (code > 0x9f) return `<U+${code.toString(16).toUpperCase()}>`;
    if (code >= 0x80) return `${picture(0x1b)}${String.fromCharCode(code - 0x40)}`;
    return picture(code);
  });
}

/** A text that takes one line of a table or a list, whatever is in it. */
export function oneLine(text: string): string {
  return visible(text).replace(/[\n\t]/g, (sign) => picture(sign.charCodeAt(0)));
}

/** A symbol as a person can read it, also when it is white space or invisible. */
export function visibleSymbol(symbol: string): string {
  if (symbol === " ") return "␣";
  if (symbol === "\n") return "↵";
  if (symbol === "\t") return "⇥";
  // A mark that stands on nothing.
  if (/^\p{M}+$/u.test(symbol)) return `◌${symbol}`;
  if (symbol !== "" && !/^[\p{C}\p{Z}]+$/u.test(symbol)) return symbol;
  const picture = visible(symbol);
  return picture.length === 1 && picture !== symbol ? picture : "·";
}

/** JSON that says the same, and that a terminal may be shown. */
export function harmlessJson(json: string): string {
  return json.replace(HIDDEN, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0\ufdd1]/g;

function picture(code: number): string {
  return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
}
