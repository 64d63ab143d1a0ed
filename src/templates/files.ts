/** A table with a header, fields in quotes where they need it. */
export function csv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const field = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `${[header, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}

/** A table with a header and tabs between its fields, which hold neither tabs nor quotes. */
export function tsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[header, ...rows].map((row) => row.join("\t")).join("\n")}\n`;
}

/** A word and its tag. */
export type Tagged = readonly [word: string, tag: string];

/** Columns of tokens and tags with a tab between, and an empty line after each sentence. */
export function conll(sentences: readonly (readonly Tagged[])[]): string {
  return sentences.map((sentence) => `${sentence.map((token) => token.join("\t")).join("\n")}\n`).join("\n");
}

/** Words that a space parts. */
export function words(text: string): string[] {
  return text.split(" ");
}
