import { stat } from "node:fs/promises";
import { join } from "node:path";

/** Differs when one of these files of a folder has come, has gone or has changed. */
export async function fileStamp(folder: string, names: readonly string[]): Promise<string> {
  const stats = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => undefined)));
  return stats.map((file) => file && `${file.mtimeMs} ${file.size} ${file.ino}`).join();
}
