import * as vscode from "vscode";
import { isUserError } from "../../base/userError.ts";
import { hintText } from "../adviceText.ts";
import { errorText } from "../log.ts";
import { sentences } from "../text.ts";
import { targetsIn } from "../tree/nodes.ts";
import { type CommandServices, commandTable } from "./commands.ts";

/** What stands for a line of the tree is its run or its config. A command that fails says why, in words, and leaves the rest in the log. */
export function registerCommands(services: CommandServices): vscode.Disposable[] {
  return Object.entries(commandTable).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: []) => {
      try {
        await handler(services, ...(args.map(targetsIn) as []));
      } catch (error) {
        services.log.error(`${id}: ${errorText(error)}`);
        const hint = isUserError(error) ? hintText(error, vscode.l10n) : undefined;
        const message = sentences(error instanceof Error ? error.message : String(error), hint);
        const show = vscode.l10n.t("Show Log");
        if ((await vscode.window.showErrorMessage(message, show)) === show) services.log.show();
      }
    }),
  );
}
