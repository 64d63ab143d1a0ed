import { grouped } from "../../../src/base/words.ts";
import type { LookLayer } from "../../../src/contracts/inspection.ts";
import { SoundTrack } from "../../run/sound/soundTrack.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { Timeline } from "../../run/timeline/timeline.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Arrangement } from "../arrangement.ts";
import type { Looking } from "../looking.ts";
import { LayerMaps } from "../maps/layerMaps.ts";
import { type TextColours, TextLane } from "../text/textLane.ts";
import { StripTranscript } from "../transcript/stripTranscript.ts";
import { StripBar } from "./stripBar.ts";
import { coloursOf, predictsAlong } from "./stripColours.ts";
import { StripPredictions } from "./stripPredictions.ts";
import { StripReadout } from "./stripReadout.ts";

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
  private readonly bar: StripBar;
  private readonly text: TextLane;
  /** Of a strip along which something is predicted. */
  private readonly predictions: StripPredictions | undefined;
  private readonly sound: SoundTrack | undefined;
  private readonly transcript: StripTranscript | undefined;
  private readonly layers: LayerMaps[];
  private readonly readout: StripReadout;
  readonly view: HTMLElement;
  private theme: Theme | undefined;
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
    const { symbols } = look.strips[strip];
    this.readout = new StripReadout(looking, strip, selection);
    this.timeline = new Timeline(strip, selection, this.readout.view.id, (zoom) => arrangement.set({ zoom }));
    this.bar = new StripBar(look, strip, this.timeline, {
      view: () => this.view,
      coloured: (colouring) => {
        arrangement.set({ colouring });
        redraw();
      },
      found: (from, to) => {
        selection.choose({ strip, step: from, span: to - from > 1 ? { from, to } : null });
        this.timeline.reveal(from);
      },
    });
    const label = t("The symbols that the network reads: arrow keys move the step, with Shift they select a span");
    this.text = new TextLane(label, this.bar.view);
    if (predictsAlong(look, strip)) this.predictions = new StripPredictions(looking, symbols);
    if (look.sound) {
      const reveal = (step: number) => this.timeline.reveal(step);
      this.sound = new SoundTrack(() => looking.sound(), { strip, selection, reveal, redraw });
    }
    if (look.transcript) this.transcript = new StripTranscript(looking, symbols, look.transcript);
    this.layers = look.layers
      .filter((layer) => layer.strip === strip && layer.tensors.length > 0)
      .map((layer) => {
        const kept = arrangement.layer(layer.name) ?? { shown: usual(layer, look.layers), order: "index" };
        const arranged = (now: typeof kept) => {
          arrangement.setLayer(layer.name, now);
          redraw();
        };
        return new LayerMaps(looking, layer, selection, kept, arranged, redraw, other);
      });
    this.view = element("section", { class: "strip-view" }, this.timeline.view, this.readout.view);
    selection.onChange(() => this.readout.read());
  }

  draw(theme: Theme): void {
    const changed = theme !== this.theme;
    this.theme = theme;
    const { predictions, strips } = this.looking.look;
    const { symbols, unknown } = strips[this.strip];
    this.text.show(symbols, unknown, t("{0} symbols", grouped(symbols.length)));
    this.text.colour(this.colours(theme));
    for (const layer of this.layers) layer.draw(theme);
    this.predictions?.draw(this.contribution.changedSurprise);
    this.sound?.show(this.looking.look.sound, symbols.length);
    this.transcript?.draw();
    const lanes: Lane[] = [
      this.text,
      ...(this.sound?.lanes ?? []),
      ...(this.transcript?.lanes ?? []),
      ...(this.predictions?.lanes ?? []),
      ...this.contribution.lanes,
      ...this.layers.flatMap(({ shownLanes }) => shownLanes),
    ];
    this.timeline.setLanes(lanes);
    if (changed) {
      const after = this.predictions ? predictions.ahead : 0;
      const { zoom } = this.arrangement.now;
      // Pictures of a transcript are read like a sound: all steps are equally long.
      const widest = this.transcript ? [] : (this.predictions?.widest ?? []);
      this.timeline.show({ symbols, after, zoom, widest }, theme);
      const { strip, step } = this.selection.kept;
      if (strip === this.strip && step !== null) this.timeline.reveal(step);
    }
    this.timeline.drawNow();
    this.readout.read();
  }

  select(): void {
    for (const layer of this.layers) layer.select();
    if (!this.theme || this.bar.colouring(this.arrangement.now.colouring) !== "unit") return;
    this.text.colour(this.colours(this.theme));
    this.timeline.draw();
  }

  close(): void {
    this.sound?.close();
  }

  find(): void {
    this.bar.find();
  }

  private colours({ kind }: Theme): TextColours | undefined {
    const colouring = this.bar.colouring(this.arrangement.now.colouring);
    const { saliency } = this.contribution;
    return coloursOf(this.looking, this.strip, colouring, { selection: this.selection, saliency, kind });
  }
}

/** What is shown of a layer until a person chooses: its first state, and of a layer below others what it says by itself. */
function usual(layer: LookLayer, layers: readonly LookLayer[]): string[] {
  const state =
    layer.tensors.find(({ kind }) => kind === "state") ?? layer.tensors.find(({ kind }) => kind === "output");
  const isBelow = layer.says === true && layers.some(({ index }) => index > layer.index);
  return [...(state ? [state.label] : []), ...(isBelow ? ["says"] : [])];
}
