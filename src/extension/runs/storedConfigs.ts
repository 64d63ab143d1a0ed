import { basename } from "node:path";
import * as vscode from "vscode";
import type { Background } from "../../contracts/background.ts";

const scheme = "unroll-run";

/** Shows the config that a run was trained with: to read, since nothing would come of changing it. */
export class StoredConfigs implements vscode.TextDocumentContentProvider {
  private readonly registration: vscode.Disposable;

  constructor(private readonly background: Background) {
    this.registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  /** All settings of a run, as a document. */
  settingsOf(folder: string): vscode.Uri {
    return vscode.Uri.from({ scheme, path: `/${basename(folder)}.json`, query: JSON.stringify({ folder }) });
  }

  /** @param missing the file that is no more */
  async show(folder: string, missing: string): Promise<void> {
    const name = vscode.l10n.t("config of {0}", vscode.Uri.file(folder).path.split("/").at(-1) ?? "");
    const query = JSON.stringify({ folder, missing });
    await vscode.window.showTextDocument(vscode.Uri.from({ scheme, path: `/${name}.jsonc`, query }), {
      viewColumn: vscode.ViewColumn.One,
    });
  }

  async provideTextDocumentContent({ query }: vscode.Uri): Promise<string> {
    const { folder, missing } = JSON.parse(query) as { folder: string; missing?: string };
    const { l10n } = vscode;
    const settings = await this.background.storedConfig(folder);
    if (missing === undefined) return settings;
    const comments = [
      l10n.t("All settings of the run, including the defaults of those that its config left out."),
      l10n.t("Its config {0} no longer exists: it was moved or deleted.", vscode.workspace.asRelativePath(missing)),
    ];
    return `${comments.map((line) => `// ${line}\n`).join("")}${settings}`;
  }

  dispose(): void {
    this.registration.dispose();
  }
}
