import { type FigureName, figureLabel, figureSaid, isBetter } from "../../base/metrics.ts";
import { settingsText } from "../../base/settingsText.ts";
import { count } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import { hasEnded, type SweepEvent, type SweepNews, type TrialRecord } from "../../contracts/sweeps.ts";
import type { Output } from "../output.ts";
import { styled, type TextPart } from "../text/terminalText.ts";
import { byFigure, type TrialProgress, trialTable } from "./sweepTable.ts";

/** Between two drawings of the table, milliseconds. */
const LIVE_EVERY = 200;
/** Trials that have ended and are shown while others train. */
const MOST_ENDED = 10;

/** Shows a sweep to a person: on a terminal a table that is kept up to date, elsewhere a line for what happens. */
export class SweepView {
  private sweep: SweepEvent | undefined;
  private trials: TrialRecord[] = [];
  private readonly progress = new Map<number, TrialProgress>();
  private drawnAt = 0;

  constructor(private readonly output: Output) {}

  private get figure(): FigureName {
    return (this.sweep?.metric.slice("validation.".length) ?? "loss") as FigureName;
  }

  show(news: SweepNews<Config>): void {
    switch (news.event) {
      case "sweep":
        this.begin(news);
        break;
      case "start":
        if ("trial" in news) this.started(news.trial, news.step, news.steps);
        break;
      case "step":
        if ("trial" in news) this.progress.get(news.trial)!.step = news.step;
        break;
      case "validation":
        if ("trial" in news)
          this.progress.get(news.trial)!.value = (news as Partial<Record<FigureName, number>>)[this.figure];
        break;
      case "warning":
        this.apart(() => this.output.warn(trialPrefix(news) + news.message));
        break;
      case "error":
        // What keeps all from beginning is said at the end.
        if ("trial" in news) this.apart(() => this.output.warn(trialPrefix(news) + news.message));
        break;
      case "rung":
        if (!this.output.live)
          this.say(
            `trial ${news.trial} ${news.goesOn ? "goes on" : "ends early"} at step ${news.step}: ${this.said(news.value)}`,
          );
        break;
      case "trialDone":
        this.ended(news);
        break;
      case "sweepDone":
        if (this.output.live) this.output.redraw([]);
        break;
    }
    this.draw();
  }

  private begin(sweep: SweepEvent): void {
    this.sweep = sweep;
    this.trials = sweep.trials;
    const { trials, jobs, method, id } = sweep;
    const left = trials.filter(({ state }) => state === "waiting" || state === "interrupted" || state === "running");
    const done = trials.length - left.length;
    const many = jobs > 1 ? `, ${jobs} at a time` : "";
    const before = done > 0 ? `, ${done} of them before` : "";
    this.output.log(`${id}: ${method}, ${count(trials.length, "trial")}${before}${many}, by ${sweep.metric}`);
  }

  private started(trial: number, step: number, steps: number): void {
    this.progress.set(trial, { step, steps });
    this.set(trial, { state: "running" });
  }

  private ended({ event: _, ...trial }: Extract<SweepNews, { event: "trialDone" }>): void {
    this.progress.delete(trial.trial);
    this.set(trial.trial, trial);
    if (this.output.live) return;
    const word = { finished: "", "ended-early": ", ended early", diverged: ", diverged" }[trial.state as string];
    this.say(
      `trial ${trial.trial} of ${this.trials.length} (${settingsText(trial.settings)}): ${this.said(trial.value)}${word ?? `, ${trial.state}`}`,
    );
  }

  private set(trial: number, change: Partial<TrialRecord>): void {
    this.trials = this.trials.map((each) => (each.trial === trial ? { ...each, ...change } : each));
  }

  private said(value: number | null): string {
    return value === null ? "no figure" : `${figureLabel(this.figure)} ${figureSaid(this.figure, value)}`;
  }

  private draw(): void {
    const { output, trials, figure } = this;
    if (!output.live || !this.sweep || performance.now() - this.drawnAt < LIVE_EVERY) return;
    this.drawnAt = performance.now();
    const ended = byFigure(trials.filter(hasEnded), (a, b) => isBetter(figure, a, b));
    const running = trials.filter(({ trial }) => this.progress.has(trial));
    const best = ended.find(({ state }) => state === "finished")?.trial;
    const lines = trialTable([...running, ...ended.slice(0, MOST_ENDED)], figure, best, this.progress);
    const early = ended.filter(({ state }) => state === "ended-early").length;
    const summary = `${ended.length} of ${count(trials.length, "trial")} done${early > 0 ? `, ${early} of them early` : ""}`;
    const width = process.stdout.columns ?? 100;
    const shown = lines.map((line, i): TextPart[] => [
      i === 0 ? styled(2, line.slice(0, width)) : line.slice(0, width),
    ]);
    output.redraw([...shown, [summary]]);
  }

  private say(text: string): void {
    this.apart(() => this.output.log(text));
  }

  /** What is written for good stands above the table. */
  private apart(write: () => void): void {
    if (this.output.live) this.output.redraw([]);
    write();
    this.drawnAt = 0;
  }
}

function trialPrefix(news: object): string {
  return "trial" in news ? `trial ${news.trial}: ` : "";
}
