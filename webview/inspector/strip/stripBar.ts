import type { Look } from "../../../src/contracts/inspection.ts";
import type { Timeline } from "../../run/timeline/timeline.ts";
import { button, element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { enlargeButton } from "../panes/pane.ts";
import { StepSearch } from "../text/stepSearch.ts";
import type { TextColouring } from "../text/textColours.ts";
import { colouringNames, colouringsOf, usableColouring } from "./stripColours.ts";

/** What a person does with a whole time axis: colours its symbols, searches them, zooms. */
export class StripBar {
  private readonly select = element("select", { "aria-label": t("Colour of the symbols") });
  private readonly search: StepSearch;
  private readonly offered: readonly TextColouring[];
  readonly view: HTMLElement;

  /** `found`: goes to the steps [from, to) that a search has found. */
  constructor(
    look: Look,
    strip: number,
    timeline: Timeline,
    private readonly on: {
      view: () => HTMLElement;
      coloured: (colouring: TextColouring) => void;
      found: (from: number, to: number) => void;
    },
  ) {
    this.offered = colouringsOf(look, strip);
    this.select.append(...this.offered.map((name) => element("option", { value: name }, colouringNames[name]())));
    this.select.addEventListener("change", () => on.coloured(this.select.value as TextColouring));
    const { symbols, name } = look.strips[strip];
    this.search = new StepSearch(symbols, on.found);
    const ofNumbers = look.predictions.kind === "numbers";
    const read = look.typed === null ? t("Input") : t("Text");
    const titles = { input: ofNumbers ? t("Series") : read, source: t("Source"), target: t("Target") };
    const colours = element("label", {}, element("span", {}, t("Coloured")), " ", this.select);
    this.view = element(
      "div",
      { class: "lane-bar text-bar" },
      element("h2", {}, titles[name]),
      ...(this.offered.length > 1 ? [colours] : []),
      this.search.view,
      this.zoomButtons(timeline),
    );
  }

  /** The colouring that is shown, of the one that a person wants. */
  colouring(wanted: TextColouring): TextColouring {
    const usable = usableColouring(wanted, this.offered);
    this.select.value = usable;
    return usable;
  }

  find(): void {
    this.search.focus();
  }

  private zoomButtons(timeline: Timeline): HTMLElement {
    const zoom = (text: string, by: number | "all", attributes: Record<string, string>) =>
      button(text, () => timeline.zoomBy(by), { class: "quiet", ...attributes });
    return element(
      "div",
      { class: "zoom", role: "group", "aria-label": t("Zoom") },
      zoom("−", 0.8, { "aria-label": t("Zoom out"), title: t("Zoom out (−)") }),
      zoom("+", 1.25, { "aria-label": t("Zoom in"), title: t("Zoom in (+)") }),
      zoom(t("All"), "all", { title: t("All steps at once (0)") }),
      enlargeButton(this.on.view, () => timeline.draw()),
    );
  }
}
