import * as vscode from "vscode";
import type { Steering } from "../../contracts/steering.ts";
import { hintText } from "../adviceText.ts";
import type { RunInFocus } from "../runs/runInFocus.ts";
import { sentences } from "../text.ts";
import { chooseTraining } from "../trainings/chooseTraining.ts";
import type { Training, Trainings } from "../trainings/trainings.ts";

/** What a person does with a training while it runs. Without a folder, the one in the focus or chosen is meant. */
export class SteerCommands {
  constructor(
    private readonly trainings: Trainings,
    private readonly focus: RunInFocus,
  ) {}

  async pause(folder?: unknown): Promise<void> {
    await this.steer(folder, { do: "pause" }, (training) => !training.isPaused);
  }

  async continue(folder?: unknown): Promise<void> {
    await this.steer(folder, { do: "continue" }, (training) => training.isPaused);
  }

  async step(folder?: unknown): Promise<void> {
    await this.steer(folder, { do: "step" });
  }

  async saveCheckpoint(folder?: unknown): Promise<void> {
    const { l10n, window } = vscode;
    const training = await this.meant(folder);
    const step = training && (await this.do(training, { do: "save" }));
    if (training === undefined || step === undefined) return;
    window.setStatusBarMessage(l10n.t("{0}: the checkpoint of step {1} is saved", training.named.name, step), 5000);
  }

  async changeLearningRate(folder?: unknown, base?: unknown): Promise<void> {
    const training = await this.meant(folder);
    if (training === undefined) return;
    const rate = typeof base === "number" ? base : await askForRate(training);
    if (rate !== undefined) await this.do(training, { do: "learningRate", base: rate });
  }

  private async steer(folder: unknown, steering: Steering, mayBe?: (training: Training) => boolean): Promise<void> {
    const training = await this.meant(folder, mayBe);
    if (training !== undefined) await this.do(training, steering);
  }

  /** After which step it was done; undefined where it was not, which is said. */
  private async do(training: Training, steering: Steering): Promise<number | undefined> {
    const done = await this.trainings.steer(training, steering);
    if (!("problem" in done)) return done.step;
    const { message, ...next } = done.problem;
    void vscode.window.showWarningMessage(sentences(message, hintText(next, vscode.l10n)));
    return undefined;
  }

  private async meant(folder: unknown, mayBe = (_: Training) => true): Promise<Training | undefined> {
    const { l10n, window } = vscode;
    const isMeant = (training: Training) => training.isSteerable && mayBe(training);
    const one = typeof folder === "string" ? this.trainings.ofRun(folder) : undefined;
    if (one?.isSteerable) return one;
    if (typeof folder !== "string") {
      const found = await chooseTraining(this.trainings, this.focus, l10n.t("Choose a training"), isMeant);
      if (found !== "none") return found;
    }
    void window.showInformationMessage(l10n.t("No training of this window can be steered now."));
    return undefined;
  }
}

async function askForRate(training: Training): Promise<number | undefined> {
  const { l10n, window } = vscode;
  const { learningRate } = training.run?.record.progress ?? {};
  const said = await window.showInputBox({
    title: l10n.t("Learning Rate of {0}", training.named.name),
    prompt: l10n.t("It holds from the next step on. A schedule multiplies it as before."),
    value: learningRate == null ? "" : String(learningRate),
    validateInput: (value) =>
      rateOf(value) === undefined ? l10n.t("A positive number is expected: 0.001") : undefined,
  });
  return said === undefined ? undefined : rateOf(said);
}

function rateOf(text: string): number | undefined {
  const rate = text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", "."));
  return rate > 0 && Number.isFinite(rate) ? rate : undefined;
}
