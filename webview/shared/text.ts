// The texts of the pages. English stands in the code, and is the key of its translation, as in VS Code's `l10n.t`.

let bundle: Readonly<Record<string, string>> = {};

/** Translations by their English, in VS Code's bundle format: the host hands them over. */
export function useTexts(translations: Readonly<Record<string, string>>): void {
  bundle = translations;
}

/** A text in the person's language, with values in the places of {0}, {1} … */
export function t(english: string, ...values: (string | number)[]): string {
  const text = bundle[english] ?? english;
  return text.replace(/\{(\d+)\}/g, (place, index) => String(values[index] ?? place));
}
