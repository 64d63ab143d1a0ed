import type { TextPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { type GoOn, SampleView } from "./sample/sampleView.ts";
import { PROBABILITY_STEPS } from "./sample/symbolHighlights.ts";

/** Tones of `::highlight(surprise-N)` in sample.css, percent. */
const TONES = [0, 9, 17, 25, 33, 41];

/** Texts that were sampled together, one under the other. */
export class Samples {
  private readonly list = element("div", { class: "samples" });
  private readonly legend = probabilityLegend();
  readonly view = element("div", {}, this.list, this.legend);
  private readonly made: SampleView[] = [];

  constructor(
    private readonly label: string,
    private readonly goOn: GoOn | undefined,
  ) {}

  show(previews: readonly TextPreview[], coloured: boolean): void {
    while (this.made.length < previews.length) this.made.push(new SampleView(this.label, this.goOn));
    const shown = this.made.slice(0, previews.length);
    shown.forEach((view, i) => {
      view.show(previews[i]);
      view.coloured = coloured;
      view.label = shown.length > 1 ? t("{0}, {1} of {2}", this.label, i + 1, shown.length) : this.label;
    });
    const views = shown.map(({ view }) => view);
    if (views.length !== this.list.children.length) this.list.replaceChildren(...views);
    this.legend.hidden = !coloured || previews.every(({ drawn }) => !drawn);
  }
}

/** Which colour stands for which probability. */
function probabilityLegend(): HTMLElement {
  const names = PROBABILITY_STEPS.map((least) => t("{0} % or more", 100 * least));
  const items = [...names, t("less")].map((name, i) => {
    const tone = element("span", { class: "tone" });
    tone.style.setProperty("--tone", `${TONES[i]}%`);
    return element("li", {}, tone, name);
  });
  return element("ul", { class: "probability-legend", "aria-label": t("Colour by probability") }, ...items);
}
