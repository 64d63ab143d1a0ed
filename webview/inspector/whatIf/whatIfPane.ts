import type { Change, ChangedLook, Look } from "../../../src/contracts/inspection.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Questions } from "../asking/questions.ts";
import { Looking } from "../looking.ts";
import { Pane } from "../panes/pane.ts";
import { CandidateLane } from "../predictions/candidateLane.ts";
import { ChangeForm, changeText } from "./changeForm.ts";
import { outcomeSentence, predictionsView } from "./outcome.ts";
import { samplesView } from "./samplesView.ts";

/** Changes the network or what it reads, runs it again, and shows what comes of it beside what was. */
export class WhatIfPane {
  readonly pane: Pane;
  private readonly form: ChangeForm;
  private readonly list = element("ul", { class: "changes" });
  private readonly outcome = element("div", { class: "outcome", role: "status" });
  private readonly about = element("span", { class: "faint" });
  private readonly lane: CandidateLane;
  private changes: Change[] = [];
  private answer: ChangedLook | undefined;
  private looked: Looking | undefined;

  constructor(
    private readonly questions: Questions,
    private readonly looking: Looking,
    private readonly selection: Selection,
    private readonly redraw: () => void,
  ) {
    this.pane = new Pane(
      t("What If"),
      t(
        "Change something inside, and see what the network then expects. The selection above fills in the steps and the unit.",
      ),
    );
    this.form = new ChangeForm(
      looking.look,
      () => selection.now,
      (change) => {
        this.changes.push(change);
        this.run();
      },
    );
    this.pane.body.append(this.form.view, this.list, this.outcome);
    this.lane = new CandidateLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Then predicted")), this.about),
      t("Then predicted"),
    );
  }

  /** The changed network; nothing without changes. */
  get changed(): Looking | undefined {
    return this.looked;
  }

  get surprise(): Float32Array | undefined {
    return this.answer?.look.predictions.surprise;
  }

  lanesOf(strip: number): Lane[] {
    const predictions = this.answer?.look.predictions;
    if (!predictions?.candidates || predictions.strip !== strip || !predictions.perStep) return [];
    const { candidates, actual, ahead } = predictions;
    const rows = [0, 1, 2].filter((rank) => rank < candidates.top).map((rank) => ({ candidates, rank }));
    const { symbols } = this.looking.look.strips[strip];
    this.lane.show({ rows, actual, shift: ahead, symbols }, t("The likeliest at each step with the changes."));
    return [this.lane];
  }

  select(): void {
    this.form.follow();
  }

  close(): void {
    this.looked?.close();
  }

  private async run(): Promise<void> {
    this.list.replaceChildren(...this.changes.map((change, i) => this.changeView(change, i)));
    if (this.changes.length === 0) return this.forget();
    const asked = { look: this.looking.look.look, changes: this.changes };
    const answer = await this.pane.wait((progress) => this.questions.ask("whatIf", asked, progress));
    if (!answer) return this.forget();
    this.looked?.close();
    this.answer = answer;
    this.looked = new Looking(this.questions, answer.look, this.redraw);
    setText(this.about, aboutText(answer.look));
    const { look: before } = this.looking;
    const { strip } = before.predictions;
    this.outcome.replaceChildren(
      element("p", { class: "verdict" }, outcomeSentence(before, answer)),
      ...samplesView(answer.samples),
      ...predictionsView(before, answer, (step) => this.selection.choose({ strip, step })),
    );
    this.redraw();
  }

  private forget(): void {
    this.looked?.close();
    [this.answer, this.looked] = [undefined, undefined];
    this.outcome.replaceChildren();
    this.redraw();
  }

  private changeView(change: Change, index: number): HTMLElement {
    const text = changeText(change, this.looking.look);
    const remove = button(
      "×",
      () => {
        this.changes.splice(index, 1);
        this.run();
        // The button has gone with its change.
        const left = this.list.querySelectorAll("button");
        (left[Math.min(index, left.length - 1)] ?? this.form.view.querySelector("select"))?.focus();
      },
      { class: "quiet", "aria-label": t("Undo: {0}", text), title: t("Undo") },
    );
    return element("li", {}, text, " ", remove);
  }
}

/** What the lane of the new predictions shows. */
function aboutText({ predictions }: Look): string {
  return predictions.mean === null
    ? t("with the changes")
    : t("with the changes; the bars of the surprise have a line for each");
}
