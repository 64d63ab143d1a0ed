import { stat } from "node:fs/promises";
import { UserError } from "../base/userError.ts";

/** What the file system said, as a person reads it. A UserError passes unchanged. */
export function diskError(error: unknown, file: string, action: "read" | "write"): UserError {
  if (error instanceof UserError) return error;
  const { code = "unknown", message = String(error) } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOSPC":
    case "EDQUOT": {
      const hint = "Free some space (old runs lie in .unroll/runs) and resume: what was saved before is intact.";
      return new UserError("disk-full", `${file} could not be written: the disk or your quota is full`, hint, { file });
    }
    case "EACCES":
    case "EPERM":
    case "EROFS": {
      const hint = `Check that you may ${action} it and that the disk is not read-only.`;
      return new UserError("no-permission", `No permission to ${action} ${file} (${code})`, hint, { file });
    }
    case "ENOENT":
    case "ENOTDIR":
      return new UserError(
        "not-found",
        `${file} does not exist`,
        "Check the path, and whether it was moved or deleted.",
        {
          file,
        },
      );
    default:
      return new UserError(
        "disk-error",
        `${file} could not be ${action === "read" ? "read" : "written"}: ${message}`,
        undefined,
        {
          file,
        },
      );
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
  const message = `${folder} is a file, and runs are kept in a folder of that name`;
  throw new UserError("not-a-folder", message, "Move it away, or give it another name.", { file: folder });
}
