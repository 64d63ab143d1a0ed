import { resolve } from "node:path";
import { UserError } from "../../base/userError.ts";
import { keyRange, type Setting } from "../../config/index.ts";
import { placeOf, readConfigText } from "./readConfig.ts";

/**
 * An error that is about a key of a config, with the key's line and column in the file, or with the setting over it that gives the
 * key; any other error as it is.
 */
export async function placedError(
  error: unknown,
  configFile: string | undefined,
  settings: readonly Setting[] = [],
): Promise<unknown> {
  if (!(error instanceof UserError)) return error;
  const { file = configFile && resolve(configFile), key, line } = error.place;
  if (file === undefined || key === undefined || line !== undefined) return error;
  const text = await readConfigText(file).catch(() => undefined);
  const range = text === undefined ? undefined : keyRange(text, key, settings, error.said.value);
  if (!range) return error;
  return new UserError(error.said, { key, ...placeOf(file, range) });
}
