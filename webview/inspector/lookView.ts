import { grouped } from "../../src/base/words.ts";
import type { LookRequest, Triangle } from "../../src/contracts/inspection.ts";
import { Selection } from "../run/timeline/selecting/selection.ts";
import { element } from "../shared/dom.ts";
import { t } from "../shared/text.ts";
import type { Theme } from "../shared/theme.ts";
import type { Arrangement } from "./arrangement.ts";
import type { Questions } from "./asking/questions.ts";
import { GradientLanes } from "./gradients/gradientLanes.ts";
import { type ShareLane, shareLanes } from "./gradients/shareLane.ts";
import { TrianglePane } from "./gradients/trianglePane.ts";
import type { Looking } from "./looking.ts";
import { AttentionPane } from "./panes/attentionPane.ts";
import { ErrorsPane } from "./panes/errorsPane.ts";
import { ForecastPane } from "./panes/forecastPane.ts";
import { HistoryPane } from "./panes/historyPane.ts";
import type { Pane } from "./panes/pane.ts";
import { TranscriptPane } from "./panes/transcriptPane.ts";
import { StepPane } from "./stepPane.ts";
import { StripView } from "./strip/stripView.ts";
import { OtherTextPane } from "./whatIf/otherText.ts";
import { WhatIfPane } from "./whatIf/whatIfPane.ts";

/** A part below the time axis. */
interface Part {
  pane: Pane;
  draw?(theme: Theme): void;
  select?(): void;
  close?(): void;
}

/** All that is seen of one look. */
export class LookView {
  private readonly strips: StripView[];
  private readonly step: StepPane;
  private readonly gradients: GradientLanes;
  private readonly shares: ShareLane[];
  private readonly whatIf: WhatIfPane;
  private readonly otherText: OtherTextPane;
  private readonly parts: Part[] = [];
  private readonly below = element("div", { class: "other-look" });
  private otherStrips: StripView[] = [];
  private theme: Theme | undefined;
  readonly view: HTMLElement;

  constructor(
    questions: Questions,
    private readonly looking: Looking,
    request: LookRequest,
    selection: Selection,
    private readonly arrangement: Arrangement,
    private readonly redraw: () => void,
  ) {
    const { look } = looking;
    const { predictions } = look;
    const gradientOn = arrangement.now.gradient;
    this.gradients = new GradientLanes(
      questions,
      looking,
      selection,
      gradientOn,
      (gradient) => arrangement.set({ gradient }),
      redraw,
    );
    this.shares = shareLanes(look, redraw);
    this.whatIf = new WhatIfPane(questions, looking, selection, redraw);
    this.otherText = new OtherTextPane(questions, looking, request, selection, redraw, (other) =>
      this.showOther(other),
    );
    const other = () => this.otherText.other ?? this.whatIf.changed;
    this.strips = look.strips.map((_, i) => new StripView(looking, i, selection, arrangement, redraw, other));
    this.step = new StepPane(selection);
    if (AttentionPane.has(look)) this.parts.push(new AttentionPane(looking));
    if (look.transcript) this.parts.push({ pane: new TranscriptPane(look.transcript).pane });
    if (predictions.numbers) this.parts.push(new ForecastPane(look, () => this.whatIf.changed?.look));
    if (look.layers.length > 0) {
      const triangle = ({ shares }: Triangle) =>
        this.shares.forEach((lane, i) => lane.show(shares.filter(({ strip }) => strip === i)));
      this.parts.push(this.whatIf, new TrianglePane(questions, looking, request, selection, triangle));
    }
    if (ErrorsPane.has(looking)) this.parts.push(new ErrorsPane(looking, selection));
    if (predictions.candidates) this.parts.push(new HistoryPane(questions, looking, request, selection));
    if (predictions.candidates && look.typed) this.parts.push(this.otherText);
    const notes = look.notes.map((note) => element("li", {}, note));
    const facts = t("{0} after {1} training steps", look.run.name, grouped(look.checkpoint.step));
    this.view = element(
      "div",
      { class: "look" },
      ...(notes.length > 0 ? [element("ul", { class: "notes", "aria-label": t("Notes") }, ...notes)] : []),
      element("div", { class: "strips" }, ...this.strips.map(({ view }) => view), this.below),
      element("div", { class: "step-column" }, this.step.view),
      element("div", { class: "panes" }, ...this.parts.map(({ pane }) => pane.view)),
      element("p", { class: "visually-hidden", role: "status" }, facts),
    );
  }

  draw(theme: Theme): void {
    this.theme = theme;
    this.step.theme = theme;
    const { predictions } = this.looking.look;
    for (const [i, strip] of this.strips.entries()) {
      const own = i === predictions.strip;
      strip.contribution = {
        lanes: [...this.whatIf.lanesOf(i), ...this.gradients.lanesOf(i), ...this.shares[i].lanes],
        changedSurprise: own ? this.whatIf.surprise : undefined,
        saliency: this.gradients.gradients?.saliency[i],
      };
      strip.draw(theme);
    }
    for (const strip of this.otherStrips) strip.draw(theme);
    for (const part of this.parts) part.draw?.(theme);
    this.step.show(this.looking);
  }

  select(): void {
    for (const strip of this.strips) strip.select();
    this.gradients.select();
    for (const part of this.parts) part.select?.();
    this.step.select();
  }

  close(): void {
    this.gradients.close();
    for (const strip of this.strips) strip.close();
    for (const part of this.parts) part.close?.();
  }

  /** Goes to the search for a text among the symbols. */
  find(): void {
    this.strips[0]?.find();
  }

  /** The same time axes for the other text, with a selection of their own. */
  private showOther(other: Looking | undefined): void {
    this.otherStrips = (other?.look.strips ?? []).map((_, i) => {
      const selection = new Selection();
      return new StripView(other!, i, selection, this.arrangement, this.redraw, () => this.looking);
    });
    const title = element("h2", {}, t("The Other Text"));
    this.below.replaceChildren(...(other ? [title, ...this.otherStrips.map(({ view }) => view)] : []));
    if (this.theme) for (const strip of this.otherStrips) strip.draw(this.theme);
  }
}
