import { stat } from "node:fs/promises";
import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** What the file system said, as a person reads it. A UserError passes unchanged. */
export function diskError(error: unknown, file: string, action: "read" | "write"): UserError {
  if (error instanceof UserError) return error;
  const { code = "unknown", message = String(error) } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new UserError(says.diskFull({ file }), { file });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new UserError(says.noPermission({ file, action, errno: code }), { file });
    case "ENOENT":
    case "ENOTDIR":
      return new UserError(says.noFile({ file }), { file });
    default:
      return new UserError(says.diskError({ file, action, why: message }), { file });
  }
}

/** Whether the file system answered with one of these codes. */
export function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException | null)?.code ?? "");
}

/** Runs lie in folders: a file in the place of one is told. */
export async function refuseFile(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found || found.isDirectory()) return;
  throw new UserError(says.fileForFolder({ folder }), { file: folder });
}
