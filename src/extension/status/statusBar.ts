import * as vscode from "vscode";
import { clock } from "../../base/clock.ts";
import { type FigureName, figureLabel, figureSaid, metricsText, metricText, reachedOf } from "../../base/metrics.ts";
import { roughText, thousands } from "../../base/numberText.ts";
import { grouped } from "../../base/words.ts";
import type { Rival } from "../../contracts/background.ts";
import type { Measurement } from "../../contracts/runs.ts";
import { stateName, type TrackedRun } from "../runs/trackedRun.ts";
import { plainText } from "../text.ts";
import { Throttle } from "../throttle.ts";
import type { LabelledTraining, Phase, Training, Trainings } from "../trainings/trainings.ts";
import { loss, percent } from "./figures.ts";
import { othersText, shortName, statusText } from "./statusText.ts";

/** At most four texts a second. */
const INTERVAL = 250;

/** The one item of the status bar: the newest training, else the run that ended or was found last. */
export class StatusBar {
  private readonly item: vscode.StatusBarItem;
  private readonly throttle = new Throttle(INTERVAL, () => this.draw());
  private readonly disposables: vscode.Disposable[];
  private followed: vscode.Disposable | undefined;
  private last: TrackedRun | undefined;
  private lastPhase: Phase | undefined;

  constructor(private readonly trainings: Trainings) {
    this.item = vscode.window.createStatusBarItem("unroll.training", vscode.StatusBarAlignment.Left, 10);
    this.item.name = vscode.l10n.t("Unroll Training");
    this.item.command = "unroll.showMenu";
    this.disposables = [this.item, this.throttle, trainings.onDidChange((training) => this.onChange(training))];
  }

  /** The run that its menu is about. */
  get run(): TrackedRun | undefined {
    return this.trainings.live.at(-1)?.run ?? (this.trainings.live.length > 0 ? undefined : this.last);
  }

  /** Shows a run that was found on disk, and how it goes on. */
  show(run: TrackedRun): void {
    this.last = run;
    this.followed?.dispose();
    this.followed = run.onDidChange(() => this.throttle.request());
    this.throttle.request();
  }

  dispose(): void {
    this.followed?.dispose();
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private onChange(training: Training): void {
    if (training.run !== undefined && training.phase === "ended") this.show(training.run);
    // A change of phase is shown at once, figures when their time has come.
    if (training.phase !== this.lastPhase) this.draw();
    else this.throttle.request();
    this.lastPhase = training.phase;
  }

  private draw(): void {
    const live = this.trainings.labelled.reverse();
    const { item } = this;
    if (live.length > 0) this.drawTrainings(live);
    else if (this.last !== undefined) this.drawRun(this.last);
    else return item.hide();
    item.show();
  }

  /** The newest first. */
  private drawTrainings([newest, ...others]: LabelledTraining[]): void {
    const more = othersText(
      others.map(({ label, training: { run } }) => {
        const { step, steps } = run?.record.progress ?? {};
        return { label, percent: step === undefined || steps === undefined ? undefined : percent(step, steps) };
      }),
    );
    const { waits, isPaused } = newest.training;
    const icon = waits ? "warning" : isPaused ? "debug-pause" : "sync~spin";
    this.set(icon, trainingText(newest) + more, newest.training.run, newest.label, others);
  }

  private drawRun(run: TrackedRun): void {
    const { progress } = run.record;
    const { state, step, steps } = progress;
    const name = shortName(run.name);
    const { l10n } = vscode;
    const at = `${percent(step, steps)}%`;
    if (state === "running") this.set("sync~spin", statusText(run.name, progress), run);
    else if (state === "finished") {
      const { figure, value } = reachedOf(progress, run.record.run.bestBy);
      const reached = value === null ? "–" : figureSaid(figure, value);
      this.set("check", l10n.t("{0} finished · {1} {2}", name, figureLabel(figure), reached), run);
    } else if (state === "stopped") this.set("debug-stop", l10n.t("{0} stopped at {1}", name, at), run);
    else if (state === "interrupted") this.set("debug-pause", l10n.t("{0} interrupted at {1}", name, at), run);
    else if (state === "diverged") this.set("warning", l10n.t("{0} diverged at {1}", name, at), run);
    else this.set("warning", l10n.t("{0} failed at {1}", name, at), run);
  }

  private set(
    icon: string,
    text: string,
    run: TrackedRun | undefined,
    label = run?.name ?? "",
    others: LabelledTraining[] = [],
  ): void {
    const { item } = this;
    item.text = `$(${icon}) ${plainText(text)}`;
    item.tooltip = run === undefined && others.length === 0 ? text : tooltip(run, label, others);
    const spoken = [
      text,
      ...(run === undefined
        ? []
        : [
            figures(run)
              .map((row) => row.join(" "))
              .join(", "),
          ]),
      ...others.map(trainingText),
    ].join(". ");
    item.accessibilityInformation = { label: `Unroll: ${spoken.replaceAll(" · ", ", ")}`, role: "button" };
  }
}

/** How a training stands, in a line. */
function trainingText(labelled: LabelledTraining): string {
  const { trial } = labelled.training;
  const text = textWithoutTrial(labelled);
  return trial === undefined ? text : vscode.l10n.t("Trial {0}/{1} · {2}", trial.number, trial.of, text);
}

function textWithoutTrial({ label, training: { phase, run } }: LabelledTraining): string {
  const { l10n } = vscode;
  if (phase === "stopping") return l10n.t("{0} stopping…", shortName(label));
  if (run === undefined) return l10n.t("{0} reading its data…", shortName(label));
  return statusText(label, run.record.progress);
}

/** Every figure, as rows of a label and a value. */
function figures({ record, rival }: TrackedRun): [string, string][] {
  const { l10n } = vscode;
  const { run, progress } = record;
  const { step, steps, epoch, gradientNorm, tokensPerSecond, seconds, secondsLeft, best, test } = progress;
  // What counts takes no steps.
  const ofSteps: [string, string][] =
    run.counted === undefined
      ? [
          [l10n.t("Step"), l10n.t("{0} of {1}", grouped(step), grouped(steps))],
          [l10n.t("Epoch"), grouped(epoch)],
          [l10n.t("Loss"), loss(progress.loss)],
        ]
      : [];
  return [
    [l10n.t("State"), progress.paused ? l10n.t("paused") : stateName(progress.state)],
    ...ofSteps,
    ...(best === null ? [] : [bestRow(run.bestBy ?? "loss", best)]),
    ...(rival === undefined ? [] : [rivalRow(rival)]),
    ...(test === null ? [] : ([[l10n.t("Test loss"), measured(test)]] as [string, string][])),
    ...(gradientNorm === null ? [] : ([[l10n.t("Gradient norm"), roughText(gradientNorm)]] as [string, string][])),
    ...(tokensPerSecond === null
      ? []
      : ([[l10n.t("Tokens per second"), thousands(tokensPerSecond)]] as [string, string][])),
    ...(seconds == null ? [] : ([[l10n.t("Time"), clock(seconds)]] as [string, string][])),
    ...(secondsLeft === null ? [] : ([[l10n.t("Time left"), clock(secondsLeft)]] as [string, string][])),
  ];
}

/** The best so far, by the figure that chooses it. */
function bestRow(by: FigureName, best: Measurement): [string, string] {
  const { l10n } = vscode;
  if (by === "loss") return [l10n.t("Best validation loss"), measured(best)];
  const value = best[by];
  const said = value === undefined ? "–" : metricText(by, value);
  return [l10n.t("Best validation {0}", figureLabel(by)), l10n.t("{0} at step {1}", said, grouped(best.step))];
}

/** What the best of the config's other runs reached. */
function rivalRow({ figure, value, began }: Rival): [string, string] {
  const { l10n } = vscode;
  return [l10n.t("Best of its other runs"), l10n.t("{0} (began {1})", figureSaid(figure, value), began)];
}

/** A loss with the figures beside it. */
function measured(measurement: Measurement): string {
  const { step } = measurement;
  return vscode.l10n.t("{0} ({1}) at step {2}", loss(measurement.loss), metricsText(measurement), grouped(step));
}

/** All figures of the run, then a line for each other training. */
function tooltip(run: TrackedRun | undefined, label: string, others: LabelledTraining[]): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString();
  // The name is the person's own text, so it is never read as Markdown.
  markdown.appendMarkdown("**").appendText(label).appendMarkdown("**\n");
  if (run !== undefined) {
    markdown.appendMarkdown("\n| | |\n|:--|:--|\n");
    for (const [label, value] of figures(run)) markdown.appendMarkdown(`| ${label} | ${value} |\n`);
    if (!run.live && run.record.progress.state === "running") {
      markdown.appendMarkdown(`\n${vscode.l10n.t("Another process is training it.")}\n`);
    }
  }
  if (others.length > 0) markdown.appendMarkdown(`\n${vscode.l10n.t("Also training:")}\n`);
  for (const other of others) markdown.appendMarkdown("\n- ").appendText(trainingText(other));
  return markdown;
}
