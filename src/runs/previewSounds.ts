import { relative, resolve } from "node:path";
import type { Preview } from "../contracts/preview.ts";

// The log of a run names sounds relative to the run's folder, so that both may move together.

/** A preview for the log of the run in a folder. */
export function withRelativeSound(preview: Preview, folder: string): Preview {
  return withFile(preview, (file) => relative(folder, file));
}

/** A preview of the log of the run in a folder. */
export function withAbsoluteSound(preview: Preview, folder: string): Preview {
  return withFile(preview, (file) => resolve(folder, file));
}

function withFile(preview: Preview, named: (file: string) => string): Preview {
  if (!("sound" in preview) || !preview.sound) return preview;
  return { ...preview, sound: { ...preview.sound, file: named(preview.sound.file) } };
}
