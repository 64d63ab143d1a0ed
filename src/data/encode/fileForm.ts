export const FORMATS = ["text", "csv", "tsv", "jsonl", "conll", "tagged-lines"] as const;
export type Format = (typeof FORMATS)[number];

/** How files are read. It is decided once, by the config and the first file, and kept with a run: its other files are read alike. */
export interface FileForm {
  format: Format;
  /** What the first file's name ended in, such as ".csv". */
  ending: string;
  /** Of "csv" and "tsv". */
  delimiter: string;
  /** What stands around cells that hold a delimiter; null where quotes are characters like others. */
  quote: string | null;
  /** Whether the first row names the columns. */
  header: boolean;
  columns: string[];
}

/** Undefined where nothing of the kind is there. */
export function formFromJSON(value: unknown): FileForm | undefined {
  const { format, ending, delimiter, quote, header, columns } = (value ?? {}) as Record<string, unknown>;
  const known = FORMATS.find((name) => name === format);
  if (!known || typeof ending !== "string" || typeof delimiter !== "string" || typeof header !== "boolean")
    return undefined;
  if (!Array.isArray(columns) || !columns.every((column) => typeof column === "string")) return undefined;
  return { format: known, ending, delimiter, quote: typeof quote === "string" ? quote : null, header, columns };
}

/** What a run keeps of how its first file was read. */
export function formOf({ format, ending, delimiter, quote, header, columns }: FileForm): FileForm {
  return { format, ending, delimiter, quote, header, columns: [...columns] };
}
