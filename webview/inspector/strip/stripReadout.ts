import { grouped } from "../../../src/base/words.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { element, setText } from "../../shared/dom.ts";
import { signed } from "../../shared/numbers.ts";
import { t, withValues } from "../../shared/text.ts";
import type { Looking } from "../looking.ts";
import { layerName, readsRow, stepName } from "../naming.ts";

/** Symbols of a span that are said. */
const SAID = 60;

let readouts = 0;

/** What is at the selection, in a line. */
export class StripReadout {
  readonly view = element("p", { class: "readout", role: "status", id: `step-readout-${++readouts}` });

  constructor(
    private readonly looking: Looking,
    private readonly strip: number,
    private readonly selection: Selection,
  ) {}

  read(): void {
    const { strip, step, layer: name, tensor: chosen, unit } = this.selection.now;
    if (strip !== this.strip) return;
    if (step === null)
      return setText(
        this.view,
        t("Point to a step, or press an arrow key, to look into it. Click to hold it; drag to select a span."),
      );
    const { look, tensors } = this.looking;
    const isNumber = readsRow(look, strip, step) && look.strips[strip].symbols[step] === String(step);
    const named = isNumber
      ? t("Step {0}", grouped(step))
      : t("Step {0}, {1}", grouped(step), stepName(look, strip, step));
    const row = this.looking.rowText(strip, step);
    const place = row === "" ? named : t("{0}: {1}", named, row);
    const layer = this.looking.layer(name);
    const tensor = layer?.tensors.find((it) => it.name === chosen);
    if (!layer || !tensor || unit === null) return setText(this.view, `${place}.${this.span}`);
    const values = tensors.row(tensor.name, step, tensor.width, look.strips[strip].symbols.length);
    const value = values ? signed(values[unit], 4) : "…";
    this.view.replaceChildren(
      ...withValues(t("{0} · {1} of unit {2}, {3}: {4}."), place, tensor.label, grouped(unit), layerName(layer), value),
      this.span,
    );
  }

  private get span(): string {
    const { span } = this.selection.now;
    if (!span) return "";
    const symbols = this.looking.look.strips[this.strip].symbols.slice(span.from, span.to);
    return ` ${t("Span {0} to {1}: “{2}”.", span.from, span.to - 1, symbols.join("").slice(0, SAID))}`;
  }
}
