import { relative, resolve } from "node:path";
import type { Preview } from "../contracts/preview.ts";
import type { PartReport } from "../contracts/report.ts";

// The files of a run name sounds relative to the run's folder, so that both may move together.

/** A preview for the log of the run in a folder. */
export function withRelativeSound(preview: Preview, folder: string): Preview {
  return withFile(preview, (file) => relative(folder, file));
}

/** A preview of the log of the run in a folder. */
export function withAbsoluteSound(preview: Preview, folder: string): Preview {
  return withFile(preview, (file) => resolve(folder, file));
}

/** Reports for the run in a folder. */
export function withRelativeSounds(reports: readonly PartReport[], folder: string): PartReport[] {
  return reports.map((report) => withFiles(report, (file) => relative(folder, file)));
}

/** Reports of the run in a folder. */
export function withAbsoluteSounds(reports: readonly PartReport[], folder: string): PartReport[] {
  return reports.map((report) => withFiles(report, (file) => resolve(folder, file)));
}

function withFiles({ report, ...measured }: PartReport, named: (file: string) => string): PartReport {
  const { examples } = report;
  if (!examples) return { ...measured, report };
  const shown = examples.shown.map((example) => ({ ...example, preview: withFile(example.preview, named) }));
  return { ...measured, report: { ...report, examples: { ...examples, shown } } };
}

function withFile<P extends Preview>(preview: P, named: (file: string) => string): P {
  if (!("sound" in preview) || !preview.sound) return preview;
  return { ...preview, sound: { ...preview.sound, file: named(preview.sound.file) } };
}
