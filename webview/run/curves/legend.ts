import { element, setText } from "../../shared/dom.ts";
import { lineSwatch } from "../../shared/icons.ts";
import { rove } from "../../shared/roving.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { DrawnCurve } from "./paneCurve.ts";

/** The curves of a pane with their values at the pointer: each can be hidden, or shown alone. */
export class PaneLegend {
  readonly view = element("ul", { class: "legend" });
  private entries: { curve: DrawnCurve; toggle: HTMLButtonElement; swatch: SVGElement; value: HTMLElement }[] = [];

  /** @param changed some are hidden that were not, or the other way */
  constructor(private readonly changed: () => void) {}

  show(curves: readonly DrawnCurve[]): void {
    this.entries = curves.map((curve) => {
      const swatch = lineSwatch("");
      const value = element("span", { class: "value" });
      const title = t("{0}: click hides or shows it, double-click or I shows it alone", curve.of.label);
      const toggle = element("button", { type: "button", class: "entry", title }, swatch, curve.of.label);
      toggle.addEventListener("click", () => this.toggle(curve));
      toggle.addEventListener("dblclick", () => this.isolate(curve));
      toggle.addEventListener("keydown", ({ key }) => {
        if (key.toLowerCase() === "i") this.isolate(curve);
      });
      return { curve, toggle, swatch, value };
    });
    this.view.replaceChildren(...this.entries.map(({ toggle, value }) => element("li", {}, toggle, value)));
    rove(this.view);
  }

  set label(label: string) {
    this.view.setAttribute("aria-label", t("Legend of {0}", label));
  }

  set theme(theme: Theme) {
    for (const { curve, swatch } of this.entries) {
      swatch.style.stroke = curve.colour(theme);
      swatch.style.strokeDasharray = curve.dash.join(" ");
    }
  }

  /** What a curve has at the pointer, or last. */
  say(values: readonly string[]): void {
    this.entries.forEach(({ value }, i) => {
      setText(value, values[i]);
    });
  }

  private toggle(curve: DrawnCurve): void {
    curve.isHidden = !curve.isHidden;
    this.mark();
    this.changed();
  }

  /** Alone, or with all others where it is alone. */
  private isolate(curve: DrawnCurve): void {
    const isAlone = this.entries.every((entry) => entry.curve.isHidden === (entry.curve !== curve));
    for (const entry of this.entries) entry.curve.isHidden = !isAlone && entry.curve !== curve;
    this.mark();
    this.changed();
  }

  /** Tells the hidden from the others. */
  mark(): void {
    for (const { curve, toggle } of this.entries) toggle.setAttribute("aria-pressed", String(!curve.isHidden));
  }
}
