import type { RunOrigin } from "../../contracts/background.ts";
import { changesText, type RunFolder, runBefore, runChanges } from "../../runs/index.ts";

/** Where a run comes from: when it began, and in what it differs from the run of its config before it. */
export async function originOf(run: RunFolder, language: string): Promise<RunOrigin> {
  const { manifest } = run;
  const before = await runBefore(run);
  return {
    created: manifest.created,
    began: new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" }).format(
      new Date(manifest.created),
    ),
    changes: before === undefined ? [] : changesText(runChanges(before, manifest)),
  };
}
