import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../../base/userError.ts";
import { storedPath } from "../../reading/index.ts";
import { says } from "../messages.ts";

/**
 * Reads data of a file that a command was given, in the place of a run's own. What is wrong with it is told of that file, as it was
 * named.
 */
export async function fromGivenFile<T>(given: string, read: (path: string) => Promise<T>): Promise<T> {
  const path = await storedPath(resolve(given));
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new UserError(says.givenMissing({ given }), { file: path });
  if (found.isDirectory()) throw new UserError(says.givenIsFolder({ given }), { file: path });
  try {
    return await read(path);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { said, place } = error;
    const named = (text: string) => text.replaceAll(path, given);
    const renamed = { ...said, text: named(said.text), hint: said.hint && named(said.hint) };
    throw new UserError(renamed, place.file === path ? place : { file: path });
  }
}
