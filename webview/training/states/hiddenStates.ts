import { grouped } from "../../../src/base/words.ts";
import type { PanelHidden, PanelLayer } from "../../../src/contracts/trainingPanel.ts";
import type { RunView } from "../../run/runView.ts";
import { colourTable } from "../../shared/colourTable.ts";
import { element, oncePerFrame, setText } from "../../shared/dom.ts";
import { drawPixels, type StateFigures, scaleLimit } from "../../shared/heatMap.ts";
import { signed } from "../../shared/numbers.ts";
import type { Columns } from "../../shared/symbolStrip.ts";
import { hasWords } from "../../shared/symbolStrip.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { LayerMap } from "./layerMap.ts";

const WIDEST_COLUMN = 14;
/** Characters of a source that are shown in a title. */
const LONGEST_SOURCE = 60;
/** What the stop symbol looks like among others. */
const STOP = "■";

/** Every unit of every layer at every symbol of the latest sample, as colours. */
export class HiddenStates {
  readonly view: HTMLElement;
  private readonly step = element("span", { class: "faint" });
  private readonly empty = element("p", { class: "empty" });
  private readonly scroller = element("div", { class: "scroller" });
  private readonly legend = new ColourLegend();
  private readonly figures = element("tbody");
  private readonly details: HTMLElement;
  private layers: LayerMap[] = [];
  private shown: PanelHidden | null = null;
  private currentTheme: Theme | undefined;

  constructor(private readonly run: RunView) {
    this.details = element(
      "details",
      {},
      element("summary", {}, t("Figures of the layers")),
      element(
        "table",
        {},
        element("caption", {}, t("The hidden state in numbers, a row for each layer")),
        element("thead", {}, element("tr", {}, ...titles().map((title) => element("th", { scope: "col" }, title)))),
        this.figures,
      ),
    );
    this.view = element(
      "section",
      { "aria-labelledby": "hidden-title" },
      element(
        "div",
        { class: "bar-of-section" },
        element("h2", { id: "hidden-title" }, t("Hidden State")),
        this.step,
        this.legend.view,
      ),
      this.empty,
      this.scroller,
      this.details,
    );
    const scrolled = oncePerFrame(() => this.drawStrips());
    this.scroller.addEventListener("scroll", scrolled, { passive: true });
    new ResizeObserver(oncePerFrame(() => this.lay())).observe(this.scroller);
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.shown = null;
    this.draw();
  }

  draw(): void {
    const { hidden, isRunning, previews, isCounted, writesText } = this.run;
    this.view.hidden = isCounted;
    const some = hidden !== null && hidden.layers.length > 0 && hidden.symbols.length > 0;
    this.empty.hidden = some;
    this.scroller.hidden = !some;
    this.details.hidden = !some;
    this.legend.view.hidden = !some;
    setText(
      this.step,
      !some
        ? ""
        : writesText
          ? t("while reading and writing the sample of step {0}", grouped(hidden.step))
          : hidden.written !== undefined
            ? t("of the example {0} at step {1}", `“${sourceOf(hidden, this.run)}”`, grouped(hidden.step))
            : t("while reading the example of step {0}", grouped(hidden.step)),
    );
    if (!some) {
      setText(this.empty, emptyText(isRunning, previews.length > 0, writesText));
    } else if (hidden !== this.shown && this.currentTheme) {
      this.shown = hidden;
      this.show(hidden, this.currentTheme);
    }
  }

  private show(hidden: PanelHidden, theme: Theme): void {
    const { layers } = hidden;
    const isRead = this.run.run?.tries === "source";
    const names = layers.map((layer, i) => nameOf(layer, i, layer.writes ? "decoder" : isRead ? "encoder" : "all"));
    if (names.join() !== this.layers.map(({ name }) => name).join()) {
      this.layers = names.map((name) => new LayerMap(name));
      this.scroller.replaceChildren(...this.layers.map(({ view }) => view));
    }
    const figures = layers.map((layer, i) => {
      const columns = this.columns(hidden, layer);
      const states = { time: columns.symbols.length, units: layer.units, values: new Float32Array(layer.values) };
      return this.layers[i].show(states, columns, theme);
    });
    this.legend.draw(figures, theme);
    this.figures.replaceChildren(...figures.map((row, i) => figureRow(names[i], layers[i].units, row)));
    this.drawStrips();
  }

  private lay(): void {
    const { shown } = this;
    if (!shown) return;
    for (const [i, layer] of this.layers.entries()) layer.lay(this.columns(shown, shown.layers[i]));
    this.drawStrips();
  }

  /** Columns as wide as fits, but wide enough for a character, or for a word turned by a quarter. */
  private columns({ symbols: read, given, written = [] }: PanelHidden, { writes }: PanelLayer): Columns {
    const symbols = writes ? written.map((symbol) => symbol || STOP) : read;
    const narrowest = hasWords(symbols) ? 16 : 9;
    const fits = Math.floor(this.scroller.clientWidth / Math.max(1, symbols.length));
    const width = Math.max(narrowest, Math.min(Math.max(WIDEST_COLUMN, narrowest), fits));
    // An example is read as a whole: there is nothing else to tell it from.
    const prompt = this.run.writesText ? (given ?? promptLength(this.run, symbols)) : 0;
    return { symbols, prompt, width };
  }

  private drawStrips(): void {
    const { scrollLeft, clientWidth } = this.scroller;
    for (const layer of this.layers) layer.scrolled(scrollLeft, scrollLeft + clientWidth);
  }
}

const titles = () => [
  ...[t("Layer"), t("Units"), t("Smallest"), t("Largest")],
  ...[t("Mean magnitude"), t("Saturated (above 0.95)")],
];

/** "layer 1, backward", counted from 0 as in `weight_hh_l0` and in the inspector: a layer that reads both ways is two maps. Of two networks it is said which reads and which writes. */
function nameOf({ layer, direction }: PanelLayer, index: number, of: "encoder" | "decoder" | "all"): string {
  const number = (layer ?? index + 1) - 1;
  const forward = direction === "forward";
  if (of === "decoder") return t("decoder layer {0}", number);
  if (of === "encoder") {
    if (direction === undefined) return t("encoder layer {0}", number);
    return forward ? t("encoder layer {0}, forward", number) : t("encoder layer {0}, backward", number);
  }
  if (direction === undefined) return t("layer {0}", number);
  return forward ? t("layer {0}, forward", number) : t("layer {0}, backward", number);
}

function figureRow(name: string, units: number, { min, max, meanMagnitude, saturated, notFinite }: StateFigures) {
  const cells = [
    grouped(units),
    signed(min, 3),
    signed(max, 3),
    meanMagnitude.toFixed(3),
    `${(100 * saturated).toFixed(1)} %`,
  ];
  if (notFinite > 0) cells[3] = t("{0} ({1} not finite)", cells[3], grouped(notFinite));
  return element("tr", {}, element("th", { scope: "row" }, name), ...cells.map((text) => element("td", {}, text)));
}

/** Why there are no states to see. */
function emptyText(isRunning: boolean, hasPreviews: boolean, writesText: boolean): string {
  if (isRunning && hasPreviews)
    return writesText ? t("Waiting for the next sample …") : t("Waiting for the next example …");
  if (isRunning) return writesText ? t("Waiting for the first sample …") : t("Waiting for the first example …");
  if (hasPreviews && writesText) return t("The hidden state of the latest sample was not kept.");
  if (hasPreviews) return t("The hidden state of the latest example was not kept.");
  return writesText ? t("No text was sampled.") : t("No example was shown.");
}

/** The text of a source: of several examples of a step it tells whose states they are. */
function sourceOf({ step, symbols }: PanelHidden, { previews }: RunView): string {
  const shown = previews.filter((preview) => preview.step === step).map(({ preview }) => preview);
  const texts = shown.flatMap((preview) => {
    if (preview.kind === "translation") return [{ read: preview.source, text: preview.texts.source }];
    return preview.kind === "transcript" && preview.symbols ? [{ read: preview.symbols, text: preview.source }] : [];
  });
  const text = texts.find(({ read }) => read.join() === symbols.join())?.text ?? symbols.join(" ");
  const signs = [...text];
  return signs.length > LONGEST_SOURCE ? `${signs.slice(0, LONGEST_SOURCE).join("")}…` : text;
}

/** How many of the symbols were given, as far as the preview of the same step tells. */
function promptLength({ previews, hidden }: RunView, symbols: readonly string[]): number {
  const preview = previews.findLast(({ step }) => step === hidden?.step)?.preview;
  const prompt = preview?.kind === "text" ? preview.prompt : "";
  let read = "";
  let length = 0;
  while (read.length < prompt.length && length < symbols.length) read += symbols[length++];
  return read === prompt ? length : 0;
}

/** The colours and the numbers at their ends. */
class ColourLegend {
  private readonly canvas = element("canvas", { "aria-hidden": "true" });
  private readonly low = element("span");
  private readonly high = element("span");
  readonly view = element("div", { class: "colours" }, this.low, this.canvas, this.high);

  draw(figures: readonly StateFigures[], theme: Theme): void {
    const limit = Math.max(1, ...figures.map(scaleLimit));
    setText(this.low, signed(-limit, limit === 1 ? 0 : 2));
    setText(this.high, signed(limit, limit === 1 ? 0 : 2));
    drawPixels(this.canvas, colourTable(theme.kind), 256, 1);
  }
}
