import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../base/userError.ts";
import { keyRange } from "../config/index.ts";

/** An error that is about a key of a config, with the key's line and column in the file; any other error as it is. */
export async function placedError(error: unknown, configFile: string | undefined): Promise<unknown> {
  if (!(error instanceof UserError)) return error;
  const { file = configFile && resolve(configFile), key, line } = error.place;
  if (file === undefined || key === undefined || line !== undefined) return error;
  const text = await readFile(file, "utf8").catch(() => undefined);
  const range = text === undefined ? undefined : keyRange(text, key);
  if (!range) return error;
  const place = { ...error.place, file, line: range.start.line, column: range.start.column };
  return new UserError(error.code, error.message, error.hint, place);
}
