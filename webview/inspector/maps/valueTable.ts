import { grouped } from "../../../src/base/words.ts";
import type { InspectorSelection } from "../../../src/contracts/inspection.ts";
import { button, element } from "../../shared/dom.ts";
import type { States } from "../../shared/heatMap.ts";
import { signed, symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** Steps on each side of the selected, and units that a table shows. */
const BESIDE = 3;
const MOST_UNITS = 64;

/** The numbers of a map around the selected step, for whoever reads rather than sees them. */
export class ValueTable {
  readonly toggle: HTMLButtonElement;
  readonly view = element("div", { class: "value-table" });
  private drawn = "";

  constructor(
    private readonly label: string,
    toggled: () => void,
  ) {
    this.view.hidden = true;
    this.toggle = button(
      t("Table"),
      () => {
        this.view.hidden = !this.view.hidden;
        this.toggle.setAttribute("aria-pressed", String(!this.view.hidden));
        toggled();
      },
      { class: "quiet", "aria-pressed": "false" },
    );
  }

  show(states: States, symbols: readonly string[], { step, unit }: InspectorSelection): void {
    if (this.view.hidden) return;
    const { time, units, values } = states;
    const middle = step ?? 0;
    const first = Math.max(0, Math.min(time - 1 - 2 * BESIDE, middle - BESIDE));
    const last = Math.min(time - 1, first + 2 * BESIDE);
    const top = Math.max(0, Math.min(units - MOST_UNITS, (unit ?? 0) - MOST_UNITS / 2));
    const drawn = `${first} ${middle} ${unit} ${top} ${units}`;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const steps = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const chosen = unit ?? -1;
    const heads = steps.map((at) => {
      const name = `${grouped(at)} ${symbolName(symbols[at] ?? "")}`;
      return element("th", { scope: "col", ...(at === step && { "aria-current": "true" }) }, name);
    });
    const rows = Array.from({ length: Math.min(units, MOST_UNITS) }, (_, i) => {
      const own = top + i;
      const cells = steps.map((at) => element("td", {}, signed(values[at * units + own], 4)));
      const attributes: Record<string, string> = own === chosen ? { "aria-current": "true" } : {};
      return element("tr", attributes, element("th", { scope: "row" }, t("unit {0}", grouped(own))), ...cells);
    });
    const head = element("tr", {}, element("th", { scope: "col" }, t("Step")), ...heads);
    const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
    const shown = units > MOST_UNITS ? [element("p", { class: "faint" }, shownUnits(top, units))] : [];
    this.view.replaceChildren(tableRegion(this.label, table), ...shown);
  }
}

function shownUnits(top: number, units: number): string {
  return t(
    "Units {0} to {1} of {2}: choose another unit for those around it.",
    top,
    top + MOST_UNITS - 1,
    grouped(units),
  );
}
