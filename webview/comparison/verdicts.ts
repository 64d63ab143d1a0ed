import { element } from "../shared/dom.ts";
import { icon } from "../shared/icons.ts";
import { t } from "../shared/text.ts";
import type { Comparison } from "./comparison.ts";

/** So many sentences stand before the table; of many groups nobody reads all. */
const MOST_SAID = 5;

/** What can be said of the runs: which are better, what their figures cannot say, what could not be read. */
export class Verdicts {
  private readonly said = element("div", { "aria-live": "polite" });
  readonly view = element("section", { class: "verdicts", "aria-label": t("What can be said") }, this.said);
  private drawn = "";

  constructor(private readonly comparison: Comparison) {}

  draw(): void {
    const { table } = this.comparison;
    const { verdicts = [], warnings = [], problems = [] } = table ?? {};
    this.view.hidden = verdicts.length + warnings.length + problems.length === 0;
    const drawn = JSON.stringify([verdicts, warnings, problems]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const mild = (...content: Node[]) => element("div", { class: "problem mild" }, icon("warning"), ...content);
    const said = verdicts.map((sentence) => element("p", { class: "verdict" }, sentence));
    const rest = said.length > MOST_SAID + 1 ? said.splice(MOST_SAID) : [];
    const more = element("details", {}, element("summary", {}, t("{0} more", rest.length)), ...rest);
    this.said.replaceChildren(
      ...said,
      ...(rest.length > 0 ? [more] : []),
      ...warnings.map((sentence) => mild(element("p", {}, sentence))),
      ...problems.map(({ message, hint }) =>
        mild(element("div", {}, element("p", {}, message), ...(hint === undefined ? [] : [element("p", {}, hint)]))),
      ),
    );
  }
}
