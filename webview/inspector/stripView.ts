import { lossText } from "../../src/base/metrics.ts";
import { grouped } from "../../src/base/words.ts";
import type { LookLayer, LookPredictions } from "../../src/contracts/inspection.ts";
import { button, element, setText } from "../shared/dom.ts";
import { stateFigures } from "../shared/heatMap.ts";
import { signed } from "../shared/numbers.ts";
import { t, withValues } from "../shared/text.ts";
import type { Theme } from "../shared/theme.ts";
import type { Arrangement } from "./arrangement.ts";
import type { Looking } from "./looking.ts";
import { LayerMaps } from "./maps/layerMaps.ts";
import { scaleOf } from "./maps/scale.ts";
import { boundsOf, layerName, stepSymbol } from "./naming.ts";
import { enlargeButton } from "./panes/pane.ts";
import { CandidateLane, type GuessRow } from "./predictions/candidateLane.ts";
import { type Course, SurpriseLane } from "./predictions/surpriseLane.ts";
import type { Selection } from "./selection.ts";
import { StepSearch } from "./text/stepSearch.ts";
import { byRight, bySaliency, bySurprise, byUnit, type TextColouring, textColourings } from "./text/textColours.ts";
import { type TextColours, TextLane } from "./text/textLane.ts";
import type { Lane } from "./timeline/lane.ts";
import { Timeline } from "./timeline/timeline.ts";

const colouringNames: Record<TextColouring, () => string> = {
  surprise: () => t("by surprise"),
  unit: () => t("by the selected unit"),
  saliency: () => t("by saliency"),
  right: () => t("by right and wrong"),
  none: () => t("not"),
};

/** More lanes that other parts of the page put below the predictions, and what they know of each step. */
export interface Contribution {
  lanes: readonly Lane[];
  /** Surprise of the changed network, by step of the prediction. */
  changedSurprise?: Float32Array | undefined;
  saliency?: Float32Array | undefined;
}

/** One time axis with all that is along it: the text, what is predicted, and the maps of the layers that read it. */
export class StripView {
  readonly timeline: Timeline;
  private readonly text: TextLane;
  private readonly surprise: SurpriseLane;
  private readonly surpriseFacts = element("span", { class: "faint" });
  private readonly guesses: CandidateLane;
  private readonly layers: LayerMaps[];
  private readonly colouring = element("select", { "aria-label": t("Colour of the symbols") });
  private readonly search: StepSearch;
  private readonly readout = element("p", { class: "readout", role: "status" });
  readonly view: HTMLElement;
  private currentTheme: Theme | undefined;
  contribution: Contribution = { lanes: [] };

  constructor(
    private readonly looking: Looking,
    private readonly strip: number,
    private readonly selection: Selection,
    private readonly arrangement: Arrangement,
    redraw: () => void,
    other: () => Looking | undefined,
  ) {
    const { look } = looking;
    this.timeline = new Timeline(strip, selection, (zoom) => arrangement.set({ zoom }));
    for (const name of textColourings)
      this.colouring.append(element("option", { value: name }, colouringNames[name]()));
    this.colouring.value = arrangement.now.colouring;
    this.colouring.addEventListener("change", () => {
      arrangement.set({ colouring: this.colouring.value as TextColouring });
      redraw();
    });
    const { symbols, name } = look.strips[strip];
    this.search = new StepSearch(symbols, (from, to) => {
      selection.choose({ strip, step: from, span: to - from > 1 ? { from, to } : null });
      this.timeline.reveal(from);
    });
    if (strip === 0) this.readout.id = "inspector-readout";
    const zoom = element(
      "div",
      { class: "zoom", role: "group", "aria-label": t("Zoom") },
      button("−", () => this.timeline.zoomBy(0.8), {
        class: "quiet",
        "aria-label": t("Zoom out"),
        title: t("Zoom out (−)"),
      }),
      button("+", () => this.timeline.zoomBy(1.25), {
        class: "quiet",
        "aria-label": t("Zoom in"),
        title: t("Zoom in (+)"),
      }),
      button(t("All"), () => this.timeline.zoomBy("all"), { class: "quiet", title: t("All steps at once (0)") }),
      enlargeButton(
        () => this.view,
        () => this.timeline.draw(),
      ),
    );
    const ofNumbers = look.predictions.kind === "numbers";
    const titles = { input: ofNumbers ? t("Series") : t("Text"), source: t("Source"), target: t("Target") };
    const colours = element("label", {}, element("span", {}, t("Coloured")), " ", this.colouring);
    const bar = element(
      "div",
      { class: "lane-bar text-bar" },
      element("h2", {}, titles[name]),
      colours,
      this.search.view,
      zoom,
    );
    const label = t("The symbols that the network reads: arrow keys move the step, with Shift they select a span");
    this.text = new TextLane(label, "inspector-readout", bar);
    const surpriseTitle = t("how unlikely what came was (−log p); the dotted line is the mean");
    this.surprise = new SurpriseLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Surprise")), this.surpriseFacts),
    );
    this.surprise.plot.title = surpriseTitle;
    const guessed = element("span", { class: "faint" }, guessesText(look.predictions));
    this.guesses = new CandidateLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Predictions")), guessed),
    );
    this.layers = look.layers
      .filter((layer) => layer.strip === strip && layer.tensors.length > 0)
      .map((layer) => {
        const kept = arrangement.layer(layer.name) ?? { shown: usual(layer, look.layers), order: "index" };
        return new LayerMaps(
          looking,
          layer,
          selection,
          kept,
          (now) => {
            arrangement.setLayer(layer.name, now);
            redraw();
          },
          redraw,
          other,
        );
      });
    this.view = element("section", { class: "strip-view" }, this.timeline.view, this.readout);
    selection.onChange(() => this.read());
  }

  draw(theme: Theme): void {
    const changed = theme !== this.currentTheme;
    this.currentTheme = theme;
    const { look } = this.looking;
    const { symbols, unknown } = look.strips[this.strip];
    this.text.show(symbols, unknown, t("{0} symbols", grouped(symbols.length)));
    this.text.colour(this.colours(theme));
    for (const layer of this.layers) layer.draw(theme);
    const predicts = look.predictions.strip === this.strip && look.predictions.perStep;
    if (predicts) this.drawPredictions();
    const { surprise } = look.predictions;
    const some = predicts && surprise.some((value) => !Number.isNaN(value));
    const lanes: Lane[] = [
      this.text,
      ...(some ? [this.surprise] : []),
      ...(predicts && look.predictions.candidates ? [this.guesses] : []),
      ...this.contribution.lanes,
      ...this.layers.flatMap(({ shownLanes }) => shownLanes),
    ];
    this.timeline.setLanes(lanes);
    if (changed) {
      const after = predicts ? look.predictions.ahead : 0;
      this.timeline.theme = theme;
      this.timeline.show(symbols, after, this.arrangement.now.zoom, predicts ? this.likeliest(after) : []);
      const { strip, step } = this.selection.kept;
      if (strip === this.strip && step !== null) this.timeline.reveal(step);
    }
    this.timeline.drawNow();
    this.read();
  }

  select(): void {
    for (const layer of this.layers) layer.select();
    if (this.arrangement.now.colouring !== "unit" || !this.currentTheme) return;
    this.text.colour(this.colours(this.currentTheme));
    this.timeline.draw();
  }

  /** In each column the longer of the two likeliest predictions. */
  private likeliest(after: number): string[] {
    const { candidates } = this.looking.look.predictions;
    if (!candidates) return [];
    const rows = candidates.ids.length / Math.max(1, candidates.top);
    return Array.from({ length: rows + after }, (_, column) => {
      const names = [0, 1].map(
        (rank) => candidates.names[candidates.ids[(column - after) * candidates.top + rank]] ?? "",
      );
      return names[0].length >= names[1].length ? names[0] : names[1];
    });
  }

  find(): void {
    this.search.focus();
  }

  private get shift(): number {
    return this.looking.look.predictions.ahead;
  }

  private drawPredictions(): void {
    const { predictions } = this.looking.look;
    const { surprise, mean, total, actual, candidates } = predictions;
    const shifted = (values: Float32Array): Float32Array => {
      if (this.shift === 0) return values;
      const moved = new Float32Array(values.length + 1).fill(Number.NaN);
      moved.set(values, 1);
      return moved;
    };
    const courses: Course[] = [{ values: shifted(surprise), mean, colour: "training" }];
    const { changedSurprise } = this.contribution;
    if (changedSurprise) courses.push({ values: shifted(changedSurprise), mean: null, colour: "validation" });
    const facts =
      mean === null
        ? ""
        : t("mean {0} nats, perplexity {1}, sum {2}", lossText(mean), Math.exp(mean).toPrecision(3), lossText(total));
    this.surprise.show(
      courses,
      t("Bars of the surprise at each step: {0}, at most {1}.", facts, lossText(maximum(surprise))),
    );
    setText(this.surpriseFacts, facts);
    if (!candidates) return;
    const rows: GuessRow[] = Array.from({ length: Math.min(5, candidates.top) }, (_, rank) => ({ candidates, rank }));
    this.guesses.show(
      rows,
      actual,
      this.shift,
      t("The likeliest at each step, the strongest colour for the likeliest; what came is framed."),
    );
  }

  private colours(theme: Theme): TextColours | undefined {
    const { look, tensors } = this.looking;
    const count = look.strips[this.strip].symbols.length;
    const predicts = look.predictions.strip === this.strip && look.predictions.perStep;
    switch (this.arrangement.now.colouring) {
      case "surprise":
        return predicts ? bySurprise(look.predictions.surprise, this.shift, count, theme.kind) : undefined;
      case "right":
        return predicts ? byRight(look.predictions, this.shift, count, theme.kind) : undefined;
      case "saliency":
        return this.contribution.saliency && bySaliency(this.contribution.saliency, theme.kind);
      case "unit": {
        const { layer: name, tensor: chosen, unit } = this.selection.now;
        const layer = this.looking.layer(name) ?? look.layers.find((it) => it.strip === this.strip);
        const tensor =
          layer?.tensors.find((it) => it.name === chosen) ?? layer?.tensors.find(({ kind }) => kind === "state");
        if (!tensor || layer?.strip !== this.strip) return undefined;
        const held = tensors.get(tensor.name);
        if (held.state !== "here") return undefined;
        const scale = scaleOf(boundsOf(tensor), stateFigures(held.states), held.states.values);
        return byUnit(held.states, Math.min(unit ?? 0, held.states.units - 1), scale, theme.kind);
      }
      default:
        return undefined;
    }
  }

  /** What is at the selection, in a line. */
  private read(): void {
    const { strip, step, span, layer: name, tensor: chosen, unit } = this.selection.now;
    if (strip !== this.strip) return;
    if (step === null)
      return setText(
        this.readout,
        t("Point to a step, or press an arrow key, to look into it. Click to hold it; drag to select a span."),
      );
    const { look, tensors } = this.looking;
    const place = t("Step {0}, {1}", grouped(step), stepSymbol(look, strip, step));
    const spanned = span
      ? ` ${t("Span {0} to {1}: “{2}”.", span.from, span.to - 1, look.strips[strip].symbols.slice(span.from, span.to).join("").slice(0, 60))}`
      : "";
    const layer = this.looking.layer(name);
    const tensor = layer?.tensors.find((it) => it.name === chosen);
    if (!layer || !tensor || unit === null) return setText(this.readout, `${place}.${spanned}`);
    const row = tensors.row(tensor.name, step, tensor.width, look.strips[strip].symbols.length);
    const value = row ? signed(row[unit], 4) : "…";
    this.readout.replaceChildren(
      ...withValues(t("{0} · {1} of unit {2}, {3}: {4}."), place, tensor.label, grouped(unit), layerName(layer), value),
      spanned,
    );
  }
}

/** What is shown of a layer until a person chooses: its first state, and of a layer below others what it says by itself. */
function usual(layer: LookLayer, layers: readonly LookLayer[]): string[] {
  const state =
    layer.tensors.find(({ kind }) => kind === "state") ?? layer.tensors.find(({ kind }) => kind === "output");
  const isBelow = layer.says === true && layers.some(({ index }) => index > layer.index);
  return [...(state ? [state.label] : []), ...(isBelow ? ["says"] : [])];
}

function guessesText({ kind, ahead }: LookPredictions): string {
  if (kind === "symbol" && ahead === 0)
    return t("of the symbol in this column, from both its sides; framed where it came");
  return ahead === 1
    ? t("of the symbol in this column, made one step earlier; the likeliest first, framed where it came")
    : t("at this step, the likeliest first; framed what is true");
}

function maximum(values: Float32Array): number | null {
  let most = Number.NEGATIVE_INFINITY;
  // Not a number is larger than nothing.
  for (const value of values) if (value > most) most = value;
  return Number.isFinite(most) ? most : null;
}
