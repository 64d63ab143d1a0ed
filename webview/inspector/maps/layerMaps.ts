import { capitalized } from "../../../src/base/words.ts";
import type { LookLayer, LookTensor } from "../../../src/contracts/inspection.ts";
import { BarLane } from "../../run/timeline/barLane.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import type { States } from "../../shared/heatMap.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Looking } from "../looking.ts";
import { cellName, layerName, tensorSign, tensorTitle, unitsText } from "../naming.ts";
import { CandidateLane } from "../predictions/candidateLane.ts";
import { byCluster } from "./cluster.ts";
import { byDifference, byIndex, bySimilarity } from "./order.ts";
import { TensorLane } from "./tensorLane.ts";

/** Among what is shown of a layer, beside its tensors. */
const SAYS = "says";

export const orders = ["index", "cluster", "similarity", "difference"] as const;
export type Order = (typeof orders)[number];

/** What a person chose to see of a layer. */
export interface LayerArrangement {
  shown: readonly string[];
  order: Order;
}

const orderNames: Record<Order, () => string> = {
  index: () => t("by number"),
  cluster: () => t("by cluster"),
  similarity: () => t("by similarity to the unit"),
  difference: () => t("by difference to the other text"),
};

/** The maps of one layer: which of its tensors are shown, and in which order of the units, the same for all. */
export class LayerMaps {
  private readonly bar = element("div", { class: "layer-bar" });
  private readonly heading: BarLane;
  private readonly lanes = new Map<string, TensorLane>();
  private readonly chips = new Map<string, HTMLButtonElement>();
  private readonly ordering = element("select", { "aria-label": t("Order of the units") });
  private readonly orderNote = element("span", { class: "faint", role: "status" });
  private readonly says: CandidateLane;
  private order: Uint16Array | undefined;
  private orderedFor = "";

  constructor(
    private readonly looking: Looking,
    readonly layer: LookLayer,
    private readonly selection: Selection,
    private arrangement: LayerArrangement,
    private readonly arranged: (arrangement: LayerArrangement) => void,
    private readonly redraw: () => void,
    /** The same layer of another text, to compare with. */
    private other: () => Looking | undefined = () => undefined,
  ) {
    const title = element("h3", {}, capitalized(layerName(layer)));
    const facts = element("span", { class: "faint" }, `${cellName(layer.cell)} · ${unitsText(layer.units)}`);
    const groups = groupsOf(layer).map(([name, tensors]) => this.chipGroup(name, tensors));
    const said = element(
      "span",
      { class: "faint" },
      t("what the state of this layer says by itself, through the output layer"),
    );
    this.says = new CandidateLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Says")), said),
      t("What its state says"),
    );
    if (layer.says === true)
      groups.push(chipsView(t("Predictions"), [this.chip(SAYS, t("says"), t("What its state says by itself"))]));
    for (const name of orders) this.ordering.append(element("option", { value: name }, orderNames[name]()));
    this.ordering.value = arrangement.order;
    this.ordering.addEventListener("change", () => this.arrange({ order: this.ordering.value as Order }));
    const sorting = element("label", { class: "sorting" }, element("span", {}, t("Units")), this.ordering);
    this.bar.append(title, facts, ...groups, sorting, this.orderNote);
    this.heading = new BarLane(this.bar);
  }

  /** From the top: the layer's bar, then its maps. */
  get shownLanes(): Lane[] {
    const says = this.layer.says === true && this.arrangement.shown.includes(SAYS);
    return [this.heading, ...(says ? [this.says] : []), ...this.shownTensors.map((tensor) => this.laneOf(tensor))];
  }

  private get shownTensors(): LookTensor[] {
    return this.layer.tensors.filter(({ label }) => this.arrangement.shown.includes(label));
  }

  draw(theme: Theme): void {
    this.ordering.querySelector<HTMLOptionElement>("[value=difference]")!.disabled = this.other() === undefined;
    this.sort();
    // What is asked first is answered first: the states before what they say.
    for (const tensor of this.shownTensors) this.laneOf(tensor).show(this.looking.tensors, this.order, theme);
    this.drawSays();
  }

  /** The pointer or the selection is elsewhere: an order by similarity follows what was chosen, not what is hovered. */
  select(): void {
    if (this.arrangement.order === "similarity") this.redraw();
  }

  private arrange(change: Partial<LayerArrangement>): void {
    this.arrangement = { ...this.arrangement, ...change };
    for (const [label, chip] of this.chips)
      chip.setAttribute("aria-pressed", String(this.arrangement.shown.includes(label)));
    this.arranged(this.arrangement);
  }

  private chipGroup(name: string, tensors: readonly LookTensor[]): HTMLElement {
    const chips = tensors.map((tensor) =>
      this.chip(tensor.label, tensorSign(tensor, this.layer.cell), tensorTitle(tensor)),
    );
    if (tensors.length <= 4) return chipsView(name, chips);
    const summary = element("summary", {}, name);
    return element("details", { class: "more-chips" }, summary, chipsView(name, chips));
  }

  private chip(label: string, sign: string, title: string): HTMLButtonElement {
    const chip = button(sign, () => this.toggle(label), {
      class: "toggle chip",
      title: capitalized(title),
      "aria-label": `${sign}: ${title}`,
      "aria-pressed": String(this.arrangement.shown.includes(label)),
    });
    this.chips.set(label, chip);
    return chip;
  }

  private drawSays(): void {
    const says = this.arrangement.shown.includes(SAYS) ? this.looking.saysOf(this.layer) : undefined;
    if (!says) return;
    const { predictions, strips } = this.looking.look;
    const { actual, ahead } = predictions;
    const { symbols } = strips[this.layer.strip];
    const summary = t("The likeliest at each step by the state of {0} alone.", layerName(this.layer));
    const rows = [{ candidates: says.candidates, rank: 0 }];
    this.says.show({ rows, actual, shift: ahead, symbols }, summary);
  }

  private toggle(label: string): void {
    const { shown } = this.arrangement;
    this.arrange({ shown: shown.includes(label) ? shown.filter((other) => other !== label) : [...shown, label] });
  }

  private laneOf(tensor: LookTensor): TensorLane {
    let lane = this.lanes.get(tensor.label);
    if (!lane) {
      lane = new TensorLane(this.looking.look, this.layer, tensor, this.selection, this.redraw);
      this.lanes.set(tensor.label, lane);
    }
    return lane;
  }

  /** The first of the layer's states, which the others are ordered by. */
  private get basis(): LookTensor | undefined {
    return this.layer.tensors.find(({ kind }) => kind === "state") ?? this.layer.tensors[0];
  }

  private sort(): void {
    const { order } = this.arrangement;
    const { basis } = this;
    const { kept } = this.selection;
    const unit = kept.layer === this.layer.name ? (kept.unit ?? 0) : 0;
    const other = this.other();
    const wanted = [order, order === "similarity" ? unit : "", order === "difference" ? other?.look.look : ""].join();
    if (!basis || wanted === this.orderedFor) return;
    if (order === "index") return this.ordered(wanted, byIndex(basis.width), "");
    const held = this.looking.tensors.get(basis.name);
    if (held.state !== "here") return;
    if (order === "similarity") {
      const note = t("like unit {0}, the most similar first", unit);
      return this.ordered(wanted, bySimilarity(held.states, Math.min(unit, basis.width - 1)).order, note);
    }
    if (order === "difference") {
      const theirs = other?.tensors.get(basis.name);
      if (theirs?.state !== "here" || theirs.states.units !== held.states.units) return;
      return this.ordered(wanted, byDifference(held.states, theirs.states).order, t("the most different first"));
    }
    this.orderedFor = wanted;
    setText(this.orderNote, t("sorting …"));
    this.cluster(held.states, wanted);
  }

  private cluster(states: States, wanted: string): void {
    byCluster(states, () => this.orderedFor !== wanted).then((order) => {
      if (!order) return;
      this.ordered(wanted, order, t("those that rise and fall together"));
      this.redraw();
    });
  }

  private ordered(wanted: string, order: Uint16Array, note: string): void {
    this.orderedFor = wanted;
    this.order = order;
    setText(this.orderNote, note);
  }
}

function chipsView(name: string, chips: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "chips", role: "group", "aria-label": name }, ...chips);
}

/** Tensors by what they are, in the order that a person asks for them. */
function groupsOf({ tensors }: LookLayer): [string, LookTensor[]][] {
  const of = (...kinds: string[]) => tensors.filter(({ kind }) => kinds.includes(kind));
  const groups: [string, LookTensor[]][] = [
    [t("States"), of("state", "output")],
    [t("Gates"), of("gate", "candidate", "active")],
    [t("What is kept and added"), of("kept", "added")],
    [t("Before the activation"), of("preactivation")],
    [t("Terms"), of("term")],
  ];
  return groups.filter(([, group]) => group.length > 0);
}
