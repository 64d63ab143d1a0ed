import type { PanelState } from "../../../src/contracts/trainingPanel.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { RunView } from "../runView.ts";
import { LossChart } from "./lossChart.ts";
import { LossTable } from "./lossTable.ts";

/** How a person arranged the section. */
export type Arrangement = Required<Pick<PanelState, "showTable" | "logScale" | "smoothing">>;

/** The chart or, instead of it, the table of the losses, and how to arrange them. */
export class LossSection {
  readonly view: HTMLElement;
  private readonly chart: LossChart;
  private readonly table: LossTable;
  private readonly slider = element("input", { type: "range", min: "0", max: "99" });
  private readonly share = element("span", { class: "share" });
  private readonly smoothing = element("label", {}, t("Smoothing"), this.slider, this.share);
  private readonly logScale: HTMLButtonElement;
  private readonly showTable: HTMLButtonElement;

  /** @param change asks for another arrangement; whoever keeps it then gives it to `arrange` */
  constructor(
    private readonly run: RunView,
    private arrangement: Arrangement,
    change: (change: Partial<Arrangement>) => void,
  ) {
    this.chart = new LossChart(run);
    this.table = new LossTable(run);
    const toggle = { class: "toggle" };
    this.logScale = button(t("Log Scale"), () => change({ logScale: !this.arrangement.logScale }), toggle);
    this.showTable = button(t("Show as Table"), () => change({ showTable: !this.arrangement.showTable }), toggle);
    this.slider.addEventListener("input", () => change({ smoothing: Number(this.slider.value) / 100 }));
    this.view = element(
      "section",
      { "aria-labelledby": "loss-title" },
      element(
        "div",
        { class: "bar-of-section" },
        element("h2", { id: "loss-title" }, t("Loss")),
        element("div", { class: "controls" }, this.smoothing, this.logScale, this.showTable),
      ),
      this.chart.legend,
      this.chart.view,
      this.table.view,
    );
    this.arrange(arrangement);
  }

  arrange(arrangement: Arrangement): void {
    const { showTable, logScale, smoothing } = arrangement;
    this.arrangement = arrangement;
    this.slider.value = String(Math.round(100 * smoothing));
    setText(this.share, smoothing.toFixed(2));
    this.logScale.setAttribute("aria-pressed", String(logScale));
    this.showTable.setAttribute("aria-pressed", String(showTable));
    const ofChart = [this.smoothing, this.logScale, this.chart.legend, this.chart.view];
    for (const part of ofChart) part.hidden = showTable;
    this.table.view.hidden = !showTable;
    this.chart.smoothing = smoothing;
    this.chart.logScale = logScale;
  }

  set theme(theme: Theme) {
    this.chart.theme = theme;
  }

  draw(): void {
    // What counts is measured once, which its figures say.
    this.view.hidden = this.run.isCounted;
    if (this.run.isCounted) return;
    // What is out of sight is drawn when it comes back.
    if (this.arrangement.showTable) this.table.draw();
    else this.chart.draw();
  }
}
