import { extname } from "node:path";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { usualFormatOf } from "../formats/formatOf.ts";
import { type Reading, readingOfLines } from "../formats/index.ts";

/**
 * A table without names that a run is given whose own files have some: it has as many columns, and in the place of the labels labels that
 * the run knows, in the first row too. Undefined of anything else.
 */
export function unnamedTable(
  lines: readonly string[],
  file: { path: string; name: string },
  encoding: Encoding,
  { task, data }: Config,
): Reading | undefined {
  const { reading: like, target } = encoding;
  const usual = usualFormatOf(extname(file.name).toLowerCase());
  const mayBeTable = usual === undefined || usual === "csv" || usual === "tsv";
  const isLikeTable = like?.header && (like.format === "csv" || like.format === "tsv");
  if (!isLikeTable || !mayBeTable || data.header !== null) return undefined;
  const { format, delimiter, columns } = like;
  const quote = (like.quote ?? "none") as typeof data.quote;
  try {
    const reading = readingOfLines(lines, file, { task, format, delimiter, quote, header: false, named: [] });
    const labels = columns.indexOf(target.column ?? "");
    if (labels < 0 || reading.columns.length !== columns.length) return undefined;
    const found = reading.preview.map((row) => [row[labels]].flat().join(" "));
    // A first row without one may name the columns otherwise.
    const isUnnamed = mostlyKnown(found.slice(0, 1), encoding) && mostlyKnown(found, encoding);
    return isUnnamed ? { ...reading, columns: [...columns] } : undefined;
  } catch (error) {
    // Lines of text may look like anything.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Whether most labels that stand in a file are those of a run. */
export function mostlyKnown(found: readonly string[], { target: { labels, negative }, reading }: Encoding): boolean {
  const known = new Set(negative === undefined ? labels : [...labels, negative]);
  const filled = found.filter((label) => label !== "");
  const hits = filled.filter((label) => known.has(label.trim()));
  return reading !== undefined && filled.length > 0 && 2 * hits.length > filled.length;
}
