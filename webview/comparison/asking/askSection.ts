import type { ComparedRow } from "../../../src/contracts/comparisonPanel.ts";
import type { TrialAsk, TrialKind, Writing, WritingOption } from "../../../src/contracts/trial.ts";
import { parametersSaid, TrialAnswers } from "../../run/previews/trial/trialAnswers.ts";
import { type KeptTrial, TrialForm } from "../../run/previews/trial/trialForm.ts";
import type { RunView } from "../../run/runView.ts";
import { element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Comparison } from "../comparison.ts";
import { lookOf, runTitle } from "../swatch.ts";

/** What a run answered, and where it stands in the page. */
interface Answered {
  view: HTMLElement;
  status: HTMLElement;
  answers: TrialAnswers;
  shown: RunView["tried"];
}

/** A place to type what all runs that are drawn are to answer, with their answers side by side. */
export class AskSection {
  private readonly form: TrialForm;
  private readonly note = element("p", { class: "faint" });
  private readonly answers = element("div", { class: "side-by-side" });
  readonly view: HTMLElement;
  private readonly made = new Map<string, Answered>();
  /** What was asked last, of whom. */
  private asked: { asked: TrialAsk; of: readonly string[] } | undefined;
  private currentTheme: Theme | undefined;

  /** @param request asks runs, or without anything waits no longer for their answers */
  constructor(
    private readonly comparison: Comparison,
    kept: KeptTrial,
    changed: (kept: KeptTrial) => void,
    private readonly request: (asked: { asked: TrialAsk; runs: string[] } | undefined) => void,
  ) {
    this.form = new TrialForm(kept, changed, (asked) => this.send(asked));
    const named = { class: "trial", "aria-labelledby": "trial-title" };
    this.view = element("section", named, this.form.view, this.note, this.answers);
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    for (const made of this.made.values()) made.shown = undefined;
    this.draw();
  }

  draw(): void {
    const runs = this.able;
    const kind = this.kind;
    this.view.hidden = kind === undefined;
    if (kind === undefined) return;
    const views = runs.map(({ folder }) => this.comparison.view(folder));
    this.form.draw({
      ...{ key: runs.map(({ folder }) => folder).join("\n"), kind, writing: writingOfAll(views) },
      isTraining: views.some(({ isRunning }) => isRunning),
      example: views.map(({ previews }) => previews.at(-1)?.preview).find(Boolean),
      hasAnswered: (asked) => this.waitingFor(asked).length === 0,
    });
    const others = this.comparison.drawn.length - runs.length;
    this.note.hidden = others === 0;
    setText(this.note, t("{0} of the runs that are drawn cannot be asked the same.", others));
    this.drawAnswers(runs);
  }

  /** The runs that can be asked the same: those of the kind of the first. */
  private get able(): ComparedRow[] {
    const { kind } = this;
    return this.comparison.drawn.filter(({ folder }) => this.comparison.view(folder).run?.tries === kind);
  }

  private get kind(): TrialKind | undefined {
    const kinds = this.comparison.drawn.map(({ folder }) => this.comparison.view(folder).run?.tries);
    return kinds.find((kind) => kind !== undefined && kind !== "sound");
  }

  private send(asked: TrialAsk | undefined): void {
    const runs = this.able.map(({ folder }) => folder);
    this.asked = asked && { asked, of: runs };
    this.request(asked && { asked, runs });
    this.draw();
  }

  private waitingFor(asked: TrialAsk): string[] {
    const text = JSON.stringify(asked);
    return (this.asked?.of ?? []).filter(
      (folder) => JSON.stringify(this.comparison.view(folder).tried?.asked) !== text,
    );
  }

  private drawAnswers(runs: readonly ComparedRow[]): void {
    const theme = this.currentTheme;
    if (theme === undefined) return;
    const waiting = this.asked ? this.waitingFor(this.asked.asked) : [];
    const shown = runs.filter(
      ({ folder }) => this.comparison.view(folder).tried !== undefined || waiting.includes(folder),
    );
    const views = shown.map((row) => {
      const made = this.made.get(this.nameOf(row)) ?? this.make(row);
      this.drawAnswer(made, this.comparison.view(row.folder), waiting.includes(row.folder), theme);
      return made.view;
    });
    if (views.length === this.answers.children.length && views.every((view, i) => view === this.answers.children[i]))
      return;
    this.answers.replaceChildren(...views);
  }

  private drawAnswer(made: Answered, { tried }: RunView, isWaiting: boolean, theme: Theme): void {
    made.view.classList.toggle("waiting", isWaiting);
    if (isWaiting) return setText(made.status, t("Waiting …"));
    if (tried === made.shown) return;
    made.shown = tried;
    const result = tried?.result;
    const isAnswer = result !== undefined && !("problem" in result);
    setText(made.status, isAnswer ? parametersSaid(result) : "");
    if (isAnswer) this.form.say("", result.seed);
    made.answers.show(result, theme);
  }

  private make(row: ComparedRow): Answered {
    const { folder, label } = row;
    const status = element("p", { class: "faint", role: "status" });
    const answers = new TrialAnswers((from) => this.form.goOn(from));
    const view = element("div", { class: "card" }, runTitle(label, this.comparison.look(folder)), status, answers.view);
    const made = { view, status, answers, shown: undefined };
    this.made.set(this.nameOf(row), made);
    return made;
  }

  /** Differs where the title of its card is another. */
  private nameOf({ folder, label }: ComparedRow): string {
    return [folder, label, lookOf(this.comparison.look(folder))].join("\n");
  }
}

/** The options that all runs have; a default that differs is that of each run, and none is shown. */
function writingOfAll(views: readonly RunView[]): Writing | undefined {
  const all = views.flatMap(({ run }) => run?.writing ?? []);
  const [first, ...others] = all;
  if (first === undefined || all.length < views.length) return undefined;
  const names = first.names.filter((name) => others.every((other) => other.names.includes(name)));
  const isSame = (name: string) => {
    const value = (writing: Writing) => JSON.stringify(writing.defaults[name as WritingOption]);
    return others.every((other) => value(other) === value(first));
  };
  const starts = first.starts?.filter((start) => others.every((other) => other.starts?.includes(start)));
  return {
    names,
    defaults: Object.fromEntries(Object.entries(first.defaults).filter(([name]) => isSame(name))),
    ...(starts && starts.length > 0 && { starts }),
  };
}
