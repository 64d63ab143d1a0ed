import * as vscode from "vscode";

/**
 * Whether this window may train. Training reads the files that a config names and computes for hours, so a folder that nobody
 * trusts gets an explanation instead.
 */
export async function mayTrain(): Promise<boolean> {
  return await isTrusted(
    vscode.l10n.t(
      "Training is not available in Restricted Mode, because a config names files to read. If you trust the authors of this folder, choose Manage Workspace Trust, then Trust. Train RNN is then available.",
    ),
  );
}

/** Whether files may be read to see what they hold. */
export async function mayReadData(): Promise<boolean> {
  return await isTrusted(
    vscode.l10n.t(
      "Unroll reads no data in Restricted Mode. If you trust the authors of this folder, choose Manage Workspace Trust, then Trust. You can then create an experiment from its files.",
    ),
  );
}

/** Whether a run may be asked: its parameters come with the folder. */
export async function mayTryRuns(): Promise<boolean> {
  return await isTrusted(
    vscode.l10n.t(
      "Runs cannot be tried in Restricted Mode. If you trust the authors of this folder, choose Manage Workspace Trust, then Trust.",
    ),
  );
}

/** Whether a run may be looked into: its parameters come with the folder. */
export async function mayInspect(): Promise<boolean> {
  return await isTrusted(
    vscode.l10n.t(
      "Runs cannot be looked into in Restricted Mode. If you trust the authors of this folder, choose Manage Workspace Trust, then Trust.",
    ),
  );
}

/** Whether runs may be compared: their files come with the folder. */
export async function mayCompare(): Promise<boolean> {
  return await isTrusted(
    vscode.l10n.t(
      "Runs cannot be compared in Restricted Mode. If you trust the authors of this folder, choose Manage Workspace Trust, then Trust.",
    ),
  );
}

async function isTrusted(message: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t("Manage Workspace Trust");
  if ((await vscode.window.showWarningMessage(message, manage)) === manage) {
    await vscode.commands.executeCommand("workbench.trust.manage");
  }
  // Whoever trusts the workspace then runs the command again: nothing should start by surprise.
  return false;
}
