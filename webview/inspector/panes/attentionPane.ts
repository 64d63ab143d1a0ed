import type { Look } from "../../../src/contracts/inspection.ts";
import { AttentionMap } from "../../shared/attention/attentionMap.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Looking } from "../looking.ts";
import { Pane } from "./pane.ts";

/** Where the decoder looked at each step that it wrote. */
export class AttentionPane {
  readonly pane = new Pane(
    t("Attention"),
    t("Which symbols of the source the network looked at while it wrote each symbol of the target."),
  );
  private readonly map = new AttentionMap();
  private drawn: Theme | undefined;

  constructor(private readonly looking: Looking) {
    this.map.view.hidden = true;
    this.pane.body.append(this.map.view);
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
  }
}
