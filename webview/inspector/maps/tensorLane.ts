import { capitalized, grouped } from "../../../src/base/words.ts";
import type { Look, LookLayer, LookTensor } from "../../../src/contracts/inspection.ts";
import type { Frame, Lane } from "../../run/timeline/lane.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { type Grid, GridTable } from "../../run/timeline/tables/gridTable.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { signed } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { progressText } from "../asking/progressText.ts";
import type { Held, Tensors } from "../asking/tensors.ts";
import { boundsOf, layerName, tensorSign, tensorTitle, unitsText } from "../naming.ts";
import { Legend } from "./legend.ts";
import { MapLane } from "./mapLane.ts";
import { unitGrid } from "./unitGrid.ts";

/** The map of one tensor: its name, its colours, its picture, or what stands in its place until it has come. */
export class TensorLane implements Lane {
  private readonly map: MapLane;
  private readonly legend = new Legend();
  private readonly state = element("p", { class: "lane-state" });
  private readonly table: GridTable;
  private grid: Grid | undefined;
  private shownHeld: Held | undefined;
  private shownOrder: Uint16Array | undefined;
  private shownTheme: Theme | undefined;

  constructor(
    private readonly look: Look,
    private readonly layer: LookLayer,
    private readonly tensor: LookTensor,
    private readonly selection: Selection,
    private readonly redraw: () => void,
  ) {
    const title = capitalized(tensorTitle(tensor));
    const sign = element("b", { class: "sign" }, tensorSign(tensor, layer.cell));
    this.table = new GridTable(`${title}, ${layerName(layer)}`, t("Step"));
    const large = button(t("Enlarge"), () => this.enlarge(large), { class: "quiet", "aria-pressed": "false" });
    const bar = element(
      "div",
      { class: "lane-bar" },
      sign,
      element("span", {}, title),
      this.table.toggle,
      large,
      this.legend.view,
    );
    const label = t("{0} of {1}: arrow keys move over units and steps", title, layerName(layer));
    this.map = new MapLane(label, bar, { layer: layer.name, tensor: tensor.name });
    this.map.selected = () => {
      const { layer: chosen, unit } = this.selection.now;
      return chosen === layer.name && unit !== null ? unit : undefined;
    };
    this.map.chooseUnit = (unit) =>
      this.selection.choose({
        strip: layer.strip,
        layer: layer.name,
        tensor: tensor.name,
        unit,
        step: selection.kept.step ?? 0,
      });
    this.map.view.append(this.state, this.table.view);
  }

  get view(): HTMLElement {
    return this.map.view;
  }

  get plot(): HTMLElement {
    return this.map.plot;
  }

  show(tensors: Tensors, order: Uint16Array | undefined, theme: Theme): void {
    const held = tensors.get(this.tensor.name);
    const here = held.state === "here" && held.states.values.length > 0;
    this.map.plot.hidden = !here;
    this.legend.view.hidden = !here;
    this.state.hidden = here;
    if (held.state === "coming") setText(this.state, progressText(held.progress));
    if (held.state === "failed") {
      const again = button(t("Try Again"), () => tensors.retry(this.tensor.name), { class: "secondary" });
      this.state.replaceChildren(`${held.problem.message} ${held.problem.hint ?? ""} `, again);
    }
    if (held.state !== "here") return;
    if (held === this.shownHeld && order === this.shownOrder && theme === this.shownTheme) return;
    [this.shownHeld, this.shownOrder, this.shownTheme] = [held, order, theme];
    const fits = order && order.length === held.states.units;
    const groups = this.layer.groups?.map(({ from, to, period }) => ({ from, to, name: t("period {0}", period) }));
    const map = {
      states: held.states,
      bounds: boundsOf(this.tensor),
      ...(fits && { order }),
      ...(groups && { groups }),
    };
    this.map.show(map, this.summary(held));
    this.grid = unitGrid(held.states, this.look.strips[this.layer.strip].symbols);
    if (this.map.scale) this.legend.draw(this.map.scale, theme);
  }

  draw(frame: Frame): boolean {
    return this.map.draw(frame);
  }

  select(frame: Frame, step: number | null): void {
    this.map.select(frame);
    const { layer, unit } = this.selection.now;
    this.table.show(this.grid, { column: step, row: layer === this.layer.name ? unit : null });
  }

  at(y: number) {
    return this.map.at(y);
  }

  key(event: KeyboardEvent): boolean {
    return this.map.key(event);
  }

  private enlarge(toggle: HTMLButtonElement): void {
    this.map.large = !this.map.large;
    toggle.setAttribute("aria-pressed", String(this.map.large));
    setText(toggle, this.map.large ? t("Reduce") : t("Enlarge"));
    this.redraw();
  }

  private summary(held: Held & { state: "here" }): string {
    const { units, time } = held.states;
    const { min, max } = this.map.figures ?? { min: 0, max: 0 };
    return t(
      "heat map of {0} at {1}, values from {2} to {3}",
      ...[unitsText(units), time === 1 ? t("1 step") : t("{0} steps", grouped(time)), signed(min), signed(max)],
    );
  }
}
