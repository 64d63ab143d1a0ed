import { basename } from "node:path";
import { UserError } from "../../base/userError.ts";
import { readingOf } from "../formats/index.ts";

const FORMATS = ["text", "csv", "tsv", "jsonl", "conll", "tagged-lines"] as const;

/** What the columns of a file are called, as settings of a config say it is read; none where it has none or cannot be read. */
export async function columnsIn(
  path: string,
  settings: { task?: string; format?: string; delimiter?: string; header?: boolean },
): Promise<readonly string[]> {
  const { task = "classification", format = null, delimiter = null, header = null } = settings;
  if (task === "language-model") return [];
  const known = FORMATS.find((each) => each === format) ?? null;
  const options = { task, format: known, delimiter: delimiter?.[0] ?? null, quote: null, header, named: [] };
  const reading = await readingOf(path, basename(path), options).catch((error) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
  return reading?.columns ?? [];
}
