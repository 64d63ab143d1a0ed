import type { TrialAsk } from "../../../../src/contracts/trial.ts";
import { element } from "../../../shared/dom.ts";
import type { Theme } from "../../../shared/theme.ts";
import type { RunView } from "../../runView.ts";
import type { SoundRequests } from "../../sound/soundRequests.ts";
import type { Continuation } from "../sample/sampleView.ts";
import { parametersSaid, TrialAnswers } from "./trialAnswers.ts";
import { type KeptTrial, TrialForm } from "./trialForm.ts";

/** `kept`, `changed` and `request`: see `TrialForm`. */
interface Options {
  kept: KeptTrial;
  changed: (kept: KeptTrial) => void;
  request: (asked: TrialAsk | undefined) => void;
  sounds: SoundRequests;
}

/** A place to type what the run is to answer, with its answer below. */
export class TrialSection {
  private readonly form: TrialForm;
  private readonly answers: TrialAnswers;
  readonly view: HTMLElement;
  private shown: RunView["tried"];
  private currentTheme: Theme | undefined;

  constructor(
    private readonly of: RunView,
    { kept, changed, request, sounds }: Options,
  ) {
    this.answers = new TrialAnswers((from) => this.goOn(from), sounds);
    this.form = new TrialForm(kept, changed, request);
    const named = { class: "trial", "aria-labelledby": "trial-title" };
    this.view = element("section", named, this.form.view, this.answers.view);
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.shown = undefined;
    this.draw();
  }

  /** Somebody asked for it by a command: it has the focus once it is drawn. */
  askFor(): void {
    this.form.askFor();
  }

  /** Asks the run to go on from a text. */
  goOn(from: Continuation): void {
    this.form.goOn(from);
  }

  draw(): void {
    const { run, tried, previews, isRunning } = this.of;
    this.view.hidden = run?.tries === undefined;
    this.form.draw({
      ...{ key: run?.id, kind: run?.tries, writing: run?.writing, isTraining: isRunning },
      example: previews.at(-1)?.preview,
      hasAnswered: (asked) => JSON.stringify(tried?.asked) === JSON.stringify(asked),
    });
    if (tried === this.shown || this.currentTheme === undefined) return;
    this.shown = tried;
    const result = tried?.result;
    const isAnswer = result !== undefined && !("problem" in result);
    this.form.say(isAnswer ? parametersSaid(result) : "", isAnswer ? result.seed : undefined);
    this.answers.show(result, this.currentTheme);
  }
}
