import { type Scale, tableOf } from "../../run/timeline/maps/scale.ts";
import { element, setText } from "../../shared/dom.ts";
import { drawPixels } from "../../shared/heatMap.ts";
import { signed } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";

/** The colours of a map and the values at their ends. */
export class Legend {
  private readonly low = element("span");
  private readonly high = element("span");
  private readonly colours = element("canvas", { "aria-hidden": "true" });
  readonly view = element("div", { class: "colours" }, this.low, this.colours, this.high);

  draw(scale: Scale, theme: Theme): void {
    const [low, high] = scale.min === 0 ? ["0", shortNumber(scale.max)] : [signed(scale.min), signed(scale.max)];
    setText(this.low, scale.clipped ? t("{0} or less", low) : low);
    setText(this.high, scale.clipped ? t("{0} or more", high) : high);
    drawPixels(this.colours, tableOf(scale, theme.kind), 256, 1);
  }
}

/** 0.42 → "0.42", 1 → "1", 0.00031 → "3.1e−4" */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  if (value !== 0 && Math.abs(value) < 0.001) return value.toExponential(1).replace("-", "−");
  return String(Number(value.toPrecision(3))).replace("-", "−");
}
