import { basename, dirname, extname, join } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";
import { saveExport } from "../panels/saveExport.ts";
import type { TrackedRuns } from "../runs/trackedRun.ts";
import type { Trials } from "../runs/trials.ts";
import type { RunTargets } from "./runTargets.ts";

/** What is made of a run for use elsewhere: a config that trains the same, a file with its parameters. */
export class CopyCommands {
  constructor(
    private readonly background: Background,
    private readonly runs: TrackedRuns,
    private readonly trials: Trials,
    private readonly targets: RunTargets,
  ) {}

  /** Writes the settings that a run was trained with as a config of their own, beside the one it had, and opens it. */
  async duplicate(clicked?: unknown): Promise<void> {
    const { workspace, window, Uri, l10n } = vscode;
    const [path] = await this.targets.runs(clicked);
    if (path === undefined) return;
    const [{ configFile, record }, config] = await Promise.all([
      this.runs.open(path),
      this.background.briefConfig(path),
    ]);
    const comment = l10n.t("The settings of the run {0}. What is not here has its default.", record.run.id);
    const file = await freeName(configFile);
    await workspace.fs.writeFile(Uri.file(file), new TextEncoder().encode(`// ${comment}\n${config}`));
    await window.showTextDocument(Uri.file(file), { preview: false });
  }

  /** Saves the best parameters for PyTorch and others. */
  async export(clicked?: unknown): Promise<void> {
    const { window, l10n, ProgressLocation } = vscode;
    const [path] = await this.targets.runs(clicked);
    if (path === undefined) return;
    const { configFile, record } = await this.runs.open(path);
    const title = l10n.t("Reading the parameters of {0}…", record.run.id);
    const location = ProgressLocation.Window;
    const { bytes, foreign } = await window.withProgress({ location, title }, () => this.trials.exportRun(path));
    if (foreign !== undefined) {
      const message = l10n.t(
        "PyTorch has no cell {0}: it may load these parameters and silently compute something else.",
        foreign,
      );
      void window.showWarningMessage(message);
    }
    await saveExport(configFile, `${record.run.id}.safetensors`, bytes);
  }
}

/** "book-2.rnnconfig": the first name after this one that no file has. */
async function freeName(file: string): Promise<string> {
  const ending = extname(file);
  const stem = basename(file, ending).replace(/-\d+$/, "");
  for (let n = 2; ; n++) {
    const free = join(dirname(file), `${stem}-${n}${ending}`);
    const isTaken = await vscode.workspace.fs.stat(vscode.Uri.file(free)).then(
      () => true,
      () => false,
    );
    if (!isTaken) return free;
  }
}
