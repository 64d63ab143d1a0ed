import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/userError.ts";
import { storedPath } from "../../reading/index.ts";

/**
 * Reads data of a file that a command was given, in the place of a run's own. What is wrong with it is told of that file, as it was
 * named.
 */
export async function fromGivenFile<T>(given: string, read: (path: string) => Promise<T>): Promise<T> {
  const path = await storedPath(resolve(given));
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError("missing-file", `There is no file ${given}.`, "Name another file.", { file: path });
  if (found.isDirectory())
    throw new UserError("is-folder", `${given} is a folder.`, "Name a file in it.", { file: path });
  try {
    return await read(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message, hint, place } = error;
    const named = (text: string) => text.replaceAll(path, given);
    throw new UserError(code, named(message), hint && named(hint), place.file === path ? place : { file: path });
  }
}
