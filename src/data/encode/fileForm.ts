import * as Type from "typebox";
import { matches, oneOf, strings } from "../../contracts/shapes.ts";

/** How files are read; with "wav" the sound beside each. It is decided once, by the config and the first file, and kept with a run: its other files are read alike. */
const form = Type.Object({
  format: oneOf("text", "csv", "tsv", "jsonl", "conll", "tagged-lines", "wav"),
  /** What the first file's name ended in, such as ".csv". */
  ending: Type.String(),
  /** Of "csv" and "tsv". */
  delimiter: Type.String(),
  /** What stands around cells that hold a delimiter; null where quotes are characters like others. */
  quote: Type.Union([Type.String(), Type.Null()]),
  /** Whether the first row names the columns. */
  header: Type.Boolean(),
  columns: strings,
});

export type FileForm = Type.Static<typeof form>;
export type Format = FileForm["format"];
export const FORMATS: readonly Format[] = form.properties.format.enum;

/** Undefined where nothing of the kind is there; early versions kept no quote. */
export function formFromJSON(value: unknown): FileForm | undefined {
  const given = { quote: null, ...(value as object | undefined) };
  return matches(form, given) ? formOf(given) : undefined;
}

/** What a run keeps of how its first file was read. */
export function formOf({ format, ending, delimiter, quote, header, columns }: FileForm): FileForm {
  return { format, ending, delimiter, quote, header, columns: [...columns] };
}
