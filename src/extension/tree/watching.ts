import * as vscode from "vscode";

/** What tells that runs have come, have gone or have changed; not their logs, which grow all the time. */
const RUNS = [
  "**/.unroll",
  "**/.unroll/runs",
  "**/.unroll/runs/*",
  "**/.unroll/runs/*/run.json",
  "**/.unroll/runs/*/notes.json",
];
const CONFIGS = "**/*.rnnconfig";

/** Hears of changes of runs and of configs in the folders of the workspace. */
export function watchRuns(onRuns: () => void, onConfigs: () => void): vscode.Disposable {
  const { workspace } = vscode;
  const watch = (pattern: string, heard: () => void) => {
    const watcher = workspace.createFileSystemWatcher(pattern);
    return [watcher, watcher.onDidCreate(heard), watcher.onDidChange(heard), watcher.onDidDelete(heard)];
  };
  const both = () => {
    onConfigs();
    onRuns();
  };
  const folders = workspace.onDidChangeWorkspaceFolders(both);
  return vscode.Disposable.from(
    ...RUNS.flatMap((pattern) => watch(pattern, onRuns)),
    ...watch(CONFIGS, onConfigs),
    folders,
  );
}

/** The paths of the configs of the workspace. */
export async function configsOfWorkspace(): Promise<string[]> {
  const found = await vscode.workspace.findFiles(CONFIGS, "**/{node_modules,.unroll,.git}/**");
  return found.filter(({ scheme }) => scheme === "file").map(({ fsPath }) => fsPath);
}
