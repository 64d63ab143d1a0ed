import type { Look, Triangle } from "../../../src/contracts/inspection.ts";
import { BarsLane } from "../../run/timeline/barsLane.ts";
import type { Lane } from "../../run/timeline/lane.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** Each step's share of the gradient of a weight matrix, which is a sum over the steps of one time axis. */
export class ShareLane {
  private readonly parameter = element("select", { "aria-label": t("Weight matrix") });
  private readonly lane: BarsLane;
  private shares: Triangle["shares"] = [];

  constructor(
    private readonly symbols: readonly string[],
    redraw: () => void,
  ) {
    const about = element("span", { class: "faint" }, t("each step's share of ‖∂L/∂W‖"));
    this.lane = new BarsLane(
      element("div", { class: "lane-bar" }, element("b", {}, t("Learns from")), this.parameter, about),
      t("Shares of the gradient"),
    );
    this.parameter.addEventListener("change", () => {
      this.draw();
      redraw();
    });
  }

  get lanes(): Lane[] {
    return this.shares.length > 0 ? [this.lane] : [];
  }

  show(shares: Triangle["shares"]): void {
    this.shares = shares.filter(({ share }) => share.length <= this.symbols.length);
    this.parameter.replaceChildren(
      ...this.shares.map(({ parameter }) => element("option", { value: parameter }, parameter)),
    );
    const recurrent = this.shares.find(({ parameter }) => parameter.includes("weight_hh"));
    if (recurrent) this.parameter.value = recurrent.parameter;
    this.draw();
  }

  private draw(): void {
    const chosen = this.shares.find(({ parameter }) => parameter === this.parameter.value);
    if (!chosen || this.symbols.length === 0) return;
    this.lane.show(
      [{ name: "", values: chosen.share, scale: "signed" }],
      this.symbols,
      t("Shares of the gradient of {0}, a bar a step.", chosen.parameter),
    );
  }
}

/** One for each time axis of a look. */
export function shareLanes({ strips }: Look, redraw: () => void): ShareLane[] {
  return strips.map(({ symbols }) => new ShareLane(symbols, redraw));
}
