// White space between tokens and columns is that of ASCII, as the scripts of CoNLL have it: a no-break space (U+00A0), an
// ideographic space (U+3000) or a U+FEFF belongs to a token, and may be one.

/** What stands between white space. */
export function words(text: string): string[] {
  return text.split(/[ \t\n\v\f\r]+/).filter((word) => word !== "");
}

/** Without the white space around it. */
export function trimmed(text: string): string {
  return text.replace(/^[ \t\n\v\f\r]+|[ \t\n\v\f\r]+$/g, "");
}
