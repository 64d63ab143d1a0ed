import type { Look } from "../../../src/contracts/inspection.ts";
import { stepHead } from "../../run/timeline/tables/gridTable.ts";
import { AttentionMap } from "../../shared/attention/attentionMap.ts";
import { element } from "../../shared/dom.ts";
import { symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Looking } from "../looking.ts";
import { Pane } from "./pane.ts";

/** Symbols of the source that the table names for each output. */
const STRONGEST = 3;

/** Where the decoder looked at each step that it wrote. */
export class AttentionPane {
  readonly pane = new Pane(
    t("Attention"),
    t("Which symbols of the source the network looked at while it wrote each symbol of the target."),
  );
  private readonly map = new AttentionMap();
  private drawn: Theme | undefined;
  private readonly tablePlace = element("div");
  private readonly details = element("details", {}, element("summary", {}, t("Table")), this.tablePlace);

  constructor(private readonly looking: Looking) {
    this.map.view.hidden = true;
    this.details.hidden = true;
    this.pane.body.append(this.map.view, this.details);
  }

  /** Whether a look has an attention to show. */
  static has({ tensors, strips }: Look): boolean {
    return tensors.some(({ name }) => name === "attention") && strips.some(({ name }) => name === "source");
  }

  draw(theme: Theme): void {
    const held = this.looking.tensors.get("attention");
    if (held.state === "coming") return;
    if (held.state === "failed") return this.pane.fail(held.problem);
    if (this.drawn === theme) return;
    this.drawn = theme;
    const { strips, predictions } = this.looking.look;
    const [source, target] = ["source", "target"].map(
      (name) => strips.find((strip) => strip.name === name)?.symbols ?? [],
    );
    const { values, time, units } = held.states;
    const written = (row: number) => target[row + 1] ?? predictions.actual[row] ?? "";
    const outputs = Array.from({ length: time }, (_, row) => {
      const symbol = written(row);
      return { symbol, wrong: false, ...(symbol === "" && { shown: t("stop") }) };
    });
    const weights = Array.from({ length: time }, (_, row) =>
      Array.from(values.subarray(row * units, (row + 1) * units)),
    );
    this.map.view.hidden = false;
    this.map.show({ source, outputs, weights }, theme);
    const named = outputs.map(({ symbol, shown }) => shown ?? symbolName(symbol));
    this.tablePlace.replaceChildren(tableRegion(t("Attention by output"), strongestTable(source, named, weights)));
    this.details.hidden = false;
  }
}

/** For each output the symbols of the source that it looks at most, with their weights. */
function strongestTable(
  source: readonly string[],
  outputs: readonly string[],
  weights: readonly (readonly number[])[],
): HTMLTableElement {
  const heads = [t("Output"), t("Looks at most"), ...Array.from({ length: STRONGEST - 1 }, () => t("then"))];
  const rows = weights.map((row, i) => {
    const strongest = row.map((_, column) => column).sort((a, b) => row[b] - row[a]);
    const cells = strongest
      .slice(0, STRONGEST)
      .map((column) => element("td", {}, `${stepHead(column, symbolName(source[column]))}: ${row[column].toFixed(3)}`));
    return element("tr", {}, element("th", { scope: "row" }, stepHead(i, outputs[i])), ...cells);
  });
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
}
