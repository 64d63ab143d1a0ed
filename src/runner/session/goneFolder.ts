import { hasBeenCancelled } from "../../base/cancellation.ts";
import { isUserError, UserError } from "../../base/userError.ts";
import { grouped } from "../../base/words.ts";
import type { SaveTo } from "../../contracts/trainingThread.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { TrainHost } from "../host.ts";

/** How often it is looked whether the folder is there, milliseconds. */
const LOOK_EVERY = 250;

/** Looks after the folder of a run while it trains. */
export class FolderWatch {
  private readonly timer: NodeJS.Timeout;
  private found: Promise<boolean> | undefined;

  /** @param step the last step that was taken */
  constructor(
    private readonly folder: RunFolder,
    private readonly host: TrainHost,
    private readonly step: () => number,
  ) {
    folder.whenGone(() => this.rescue());
    this.timer = setInterval(() => {
      this.found ??= folder.rescueIfGone();
      // It is thrown where somebody waits for it.
      this.found.catch(() => {});
    }, LOOK_EVERY).unref();
  }

  /** Waits while the folder is gone; true when it was, and a checkpoint is missing there. */
  async wasGone(): Promise<boolean> {
    const { found } = this;
    if (found === undefined) return false;
    const gone = await found;
    this.found = undefined;
    return gone;
  }

  dispose(): void {
    clearInterval(this.timer);
    this.folder.whenGone(undefined);
  }

  private async rescue(): Promise<void> {
    const { folder, host } = this;
    const { path: run, id } = folder;
    const what = `The folder of this run was deleted or moved while it trained: ${run}`;
    const hint = `Training waits after step ${grouped(this.step())}, with everything in memory. Save the run again there or elsewhere.`;
    const ask = async (message: string): Promise<SaveTo> =>
      (await host.folderGone?.({ run, id, message, hint })) ?? { folder: run };
    let answer = await ask(what);
    for (let saved = false; !saved; ) {
      if (answer === "discard") throw this.end("discarded", what, "Nothing of it is saved, as you chose.");
      try {
        await folder.saveAt(answer.folder);
        saved = true;
      } catch (error) {
        if (!isUserError(error)) throw error;
        const problem = `${what}. It could not be saved at ${answer.folder}. ${error.message}`;
        // Nobody is there to say where else.
        const isAlone = host.folderGone === undefined || hasBeenCancelled(host.signal);
        if (isAlone) throw this.end("folder-gone", problem, error.hint);
        answer = await ask(problem);
      }
    }
    const message = `${what}. It is saved again at ${folder.path}, without its earlier checkpoints.`;
    host.emit({ event: "saved-again", run: folder.path, message });
  }

  /** Nothing more is written, nor asked. */
  private end(code: string, message: string, hint: string | undefined): UserError {
    this.folder.whenGone(undefined);
    return new UserError({ id: `runner.${code}`, args: {}, code, text: message, hint });
  }
}
