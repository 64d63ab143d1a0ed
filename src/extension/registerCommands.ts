import * as vscode from "vscode";
import type { UserError } from "../base/userError.ts";
import { type CommandServices, commandTable } from "./commands.ts";
import { sentences } from "./sentences.ts";

/** A command that fails says why, in words, and leaves the rest in the log. */
export function registerCommands(services: CommandServices): vscode.Disposable[] {
  return Object.entries(commandTable).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: []) => {
      try {
        await handler(services, ...args);
      } catch (error) {
        services.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
        // Not by its class, of which each script has one of its own.
        const { hint } = error as Partial<UserError>;
        const message = sentences(error instanceof Error ? error.message : String(error), hint);
        const show = vscode.l10n.t("Show Log");
        if ((await vscode.window.showErrorMessage(message, show)) === show) services.log.show();
      }
    }),
  );
}
