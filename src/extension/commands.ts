import * as vscode from "vscode";
import { UserError } from "../base/userError.ts";
import type { ResumeCommand } from "./resumeCommand.ts";
import type { RunCommands } from "./runCommands.ts";
import type { TrainCommand } from "./trainCommand.ts";

export interface CommandServices {
  train: TrainCommand;
  resume: ResumeCommand;
  runs: RunCommands;
  log: vscode.LogOutputChannel;
  showCommandLine(): Promise<void>;
}

/** Every command, by the id that package.json gives it. */
export const commandTable = {
  "unroll.train": ({ train }: CommandServices, resource?: vscode.Uri) => train.run(resource),
  "unroll.stop": ({ runs }: CommandServices, folder?: unknown) => runs.stop(folder),
  "unroll.resume": ({ resume }: CommandServices, folder?: string, options?: { allowDrift?: boolean }) =>
    resume.run(folder, options),
  "unroll.showPanel": ({ runs }: CommandServices, folder?: unknown) => runs.showPanel(folder),
  "unroll.openRunFolder": ({ runs }: CommandServices, folder?: unknown) => runs.openRunFolder(folder),
  "unroll.openConfig": ({ runs }: CommandServices, folder?: unknown) => runs.openConfig(folder),
  "unroll.showLog": ({ log }: CommandServices) => log.show(),
  "unroll.showMenu": ({ runs }: CommandServices) => runs.showMenu(),
  "unroll.showCommandLine": ({ showCommandLine }: CommandServices) => showCommandLine(),
};

/** A command that fails says why, in words, and leaves the rest in the log. */
export function registerCommands(services: CommandServices): vscode.Disposable[] {
  return Object.entries(commandTable).map(([id, handler]) =>
    vscode.commands.registerCommand(id, async (...args: []) => {
      try {
        await handler(services, ...args);
      } catch (error) {
        services.log.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
        const hint = error instanceof UserError && error.hint ? ` ${error.hint}` : "";
        const message = `${error instanceof Error ? error.message : error}.${hint}`;
        const show = vscode.l10n.t("Show Log");
        if ((await vscode.window.showErrorMessage(message, show)) === show) services.log.show();
      }
    }),
  );
}
