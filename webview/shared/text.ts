import { element, textNode } from "./dom.ts";

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

/** A text with {0}, {1} … (`t` without values) and what stands there, each in the direction of its own script. */
export function withValues(text: string, ...values: string[]): Node[] {
  return text.split(/(\{\d+\})/).map((part) => {
    const value = /^\{\d+\}$/.test(part) ? values[Number(part.slice(1, -1))] : undefined;
    return value === undefined ? textNode(part) : element("bdi", {}, value);
  });
}
