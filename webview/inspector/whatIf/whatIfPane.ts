import { lossText } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import type { Change, ChangedLook } from "../../../src/contracts/inspection.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Questions } from "../asking/questions.ts";
import { Looking } from "../looking.ts";
import { stepSymbol } from "../naming.ts";
import { Pane } from "../panes/pane.ts";
import { CandidateLane } from "../predictions/candidateLane.ts";
import { ChangeForm, changeText } from "./changeForm.ts";
import { samplesView } from "./samplesView.ts";

/** Predictions that are listed where they changed most. */
const LISTED = 12;

/** Changes the network or what it reads, runs it again, and shows what comes of it beside what was. */
export class WhatIfPane {
  readonly pane: Pane;
  private readonly form: ChangeForm;
  private readonly list = element("ul", { class: "changes" });
  private readonly outcome = element("div", { class: "outcome", role: "status" });
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
    const about = element(
      "span",
      { class: "faint" },
      t("with the changes; the bars of the surprise have a line for each"),
    );
    this.lane = new CandidateLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Then predicted")), about),
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
    this.outcome.replaceChildren(...this.outcomeView(answer));
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
      },
      { class: "quiet", "aria-label": t("Undo: {0}", text), title: t("Undo") },
    );
    return element("li", {}, text, " ", remove);
  }

  private outcomeView(answer: ChangedLook): HTMLElement[] {
    const { samples } = answer;
    return [
      element("p", { class: "verdict" }, lossSentence(answer)),
      ...samplesView(samples),
      ...this.mostChanged(answer),
    ];
  }

  /** Where the likeliest is another now, the largest change of the surprise first. */
  private mostChanged({ look }: ChangedLook): HTMLElement[] {
    const [before, after] = [this.looking.look.predictions, look.predictions];
    const [old, now] = [before.candidates, after.candidates];
    if (!old || !now) return [];
    const rows = Array.from({ length: Math.min(before.surprise.length, after.surprise.length) }, (_, row) => row)
      .map((row) => ({ row, change: after.surprise[row] - before.surprise[row] }))
      .filter(({ change }) => Math.abs(change) > 1e-6)
      .sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
      .slice(0, LISTED);
    if (rows.length === 0) return [];
    const top = ({ names, ids, top: width }: typeof old, row: number) => symbolName(names[ids[row * width]] ?? "");
    const heads = [
      t("After step"),
      t("Likeliest before"),
      t("Likeliest now"),
      t("What came"),
      t("Change of the surprise"),
    ];
    const body = rows.map(({ row, change }) => {
      const go = button(
        `${grouped(row)} ${stepSymbol(this.looking.look, before.strip, row)}`,
        () => this.selection.choose({ strip: before.strip, step: row }),
        { class: "quiet" },
      );
      const came = before.actual[row];
      return element(
        "tr",
        {},
        element("th", { scope: "row" }, go),
        ...[top(old, row), top(now, row), came === null ? "–" : symbolName(came), signedNats(change)].map((text) =>
          element("td", {}, text),
        ),
      );
    });
    const table = element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
      element("tbody", {}, ...body),
    );
    return [element("h3", {}, t("Where it changes most")), tableRegion(t("Where the predictions change most"), table)];
  }
}

/** "Over steps 8 to 40 the loss rises from 1.76 to 2.10 nats, by 0.34." */
export function lossSentence({ loss }: ChangedLook): string {
  const { from, to, before, after } = loss;
  if (before === null || after === null)
    return t("Nothing that is known came after the change, so there is no loss to compare.");
  const [was, is, by] = [lossText(before), lossText(after), lossText(Math.abs(after - before))];
  const steps =
    to - from === 1 ? t("At step {0}", grouped(from)) : t("Over steps {0} to {1}", grouped(from), grouped(to - 1));
  if (Math.abs(after - before) < 5e-4) return t("{0} the loss stays at {1} nats.", steps, was);
  return after > before
    ? t("{0} the loss rises from {1} to {2} nats, by {3}.", steps, was, is, by)
    : t("{0} the loss falls from {1} to {2} nats, by {3}.", steps, was, is, by);
}

function signedNats(value: number): string {
  return `${value < 0 ? "−" : "+"}${lossText(Math.abs(value))}`;
}
