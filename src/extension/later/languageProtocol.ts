// What the language client stands on, as a script of its own: with the client in it, it would hold the host too long.

/** For the scripts after it, by the names that they ask for. */
export const provides: Record<string, unknown> = {};

export async function load(between: () => Promise<void>): Promise<void> {
  provides["vscode-jsonrpc/node"] = await import("vscode-jsonrpc/node");
  await between();
  provides["vscode-languageserver-protocol"] = await import("vscode-languageserver-protocol");
}
