import { UserError } from "../../base/userError.ts";
import type { DataFiles } from "../../config/index.ts";
import { findFiles } from "../files/findFiles.ts";

/** What is wrong with the files that a config names, one by one, without a look into them. */
export async function missingFiles(named: DataFiles, configFile: string, signal?: AbortSignal): Promise<UserError[]> {
  const errors: UserError[] = [];
  for (const [part, patterns] of Object.entries(named)) {
    for (const pattern of patterns) {
      try {
        await findFiles(`data.${part}`, [pattern], configFile, () => {}, signal);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        errors.push(error);
      }
    }
  }
  return errors;
}
