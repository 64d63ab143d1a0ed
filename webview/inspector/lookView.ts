import { grouped } from "../../src/base/words.ts";
import type { InspectionProblem, LookRequest } from "../../src/contracts/inspection.ts";
import { element } from "../shared/dom.ts";
import { t } from "../shared/text.ts";
import type { Theme } from "../shared/theme.ts";
import type { Arrangement } from "./arrangement.ts";
import type { Questions } from "./asking/questions.ts";
import type { Looking } from "./looking.ts";
import type { Selection } from "./selection.ts";
import { StepPane } from "./stepPane.ts";
import { StripView } from "./stripView.ts";

/** All that is seen of one look. */
export class LookView {
  private readonly strips: StripView[];
  private readonly step: StepPane;
  readonly view: HTMLElement;

  constructor(
    _questions: Questions,
    private readonly looking: Looking,
    _request: LookRequest,
    selection: Selection,
    arrangement: Arrangement,
    redraw: () => void,
    _failed: (problem: InspectionProblem) => void,
  ) {
    const { look } = looking;
    this.strips = look.strips.map((_, i) => new StripView(looking, i, selection, arrangement, redraw, () => undefined));
    this.step = new StepPane(selection);
    const notes = look.notes.map((note) => element("li", {}, note));
    const facts = t("{0} after {1} training steps", look.run.name, grouped(look.checkpoint.step));
    this.view = element(
      "div",
      { class: "look" },
      element("div", { class: "strips" }, ...this.strips.map(({ view }) => view)),
      this.step.view,
      ...(notes.length > 0 ? [element("ul", { class: "notes", "aria-label": t("Notes") }, ...notes)] : []),
      element("p", { class: "visually-hidden" }, facts),
    );
  }

  draw(theme: Theme): void {
    this.step.theme = theme;
    for (const strip of this.strips) strip.draw(theme);
    this.step.show(this.looking);
  }

  select(): void {
    for (const strip of this.strips) strip.select();
    this.step.select();
  }

  find(): boolean {
    return false;
  }
}
