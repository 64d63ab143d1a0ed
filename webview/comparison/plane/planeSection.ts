import { figureLabel, figureSaid, rises } from "../../../src/base/metrics.ts";
import type { ComparisonState, ComparisonTable } from "../../../src/contracts/comparisonPanel.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { type Comparison, MOST_DRAWN } from "../comparison.ts";
import { type PlaneChoice, PlaneView } from "./planeView.ts";

/** Fewer runs are told by their table. */
const LEAST_RUNS = 3;

interface PlaneNeeds {
  keep: (choice: PlaneChoice) => void;
  /** Other runs are drawn. */
  drawnChanged: () => void;
  show: (run: string) => void;
}

/** The settings in which many runs differ, beside the figure that they are judged by. */
export class PlaneSection {
  private readonly plane: PlaneView;
  readonly view: HTMLElement;
  private shown: ComparisonTable | undefined;
  private drawn = "";

  constructor(
    private readonly comparison: Comparison,
    private readonly kept: Pick<ComparisonState, "ranges" | "against">,
    needs: PlaneNeeds,
  ) {
    this.plane = new PlaneView({
      keep: needs.keep,
      filter: (passes) => {
        this.filter(passes);
        needs.drawnChanged();
      },
      open: (row) => needs.show(comparison.rows[row].folder),
    });
    const help = t("A line is a run. Drag along an axis, and only runs that pass there are drawn in the charts above.");
    const key = element(
      "span",
      { class: "quality-key" },
      ...[element("span", {}, t("worst")), element("span", { class: "quality-scale" }), element("span", {}, t("best"))],
    );
    this.view = element(
      "section",
      { class: "plane-section", "aria-labelledby": "plane-title" },
      element("h2", { id: "plane-title" }, t("Settings and Figure")),
      element("p", { class: "faint plane-help" }, help, key),
      this.plane.view,
    );
  }

  draw(): void {
    const { table } = this.comparison;
    // Columns and settings are those of `importance`: without the seed.
    const keys = new Set(table?.importance.map(({ key }) => key));
    const settings = (table?.settings ?? []).filter(({ key }) => keys.has(key));
    this.view.hidden =
      table === undefined || table.by === null || settings.length === 0 || table.rows.length < LEAST_RUNS;
    // What runs send changes nothing here.
    if (this.view.hidden || table === undefined || table.by === null || table === this.shown) return;
    this.shown = table;
    const { part, figure } = table.columns[table.by];
    const values = table.rows.map(({ figures }) => figures[table.by!]);
    const label = t(figureLabel(figure));
    const title = part === "test" ? t("test {0}", label) : t("best {0}", label);
    const subject = {
      runs: table.rows.map((row) => ({ label: row.label })),
      settings,
      figure: { key: `${part} ${figure}`, title, values },
      importance: table.importance,
    };
    const drawn = JSON.stringify(subject);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const { ranges = {}, against } = this.kept;
    const said = { text: (value: number) => figureSaid(figure, value), rises: rises(figure) };
    this.plane.show({ ...subject, figure: { ...subject.figure, ...said } }, { ranges, ...(against && { against }) });
  }

  /** Of the runs that pass the best are drawn, no more than anybody can tell apart. */
  private filter(passes: readonly boolean[]): void {
    const { order = [], rows = [] } = this.comparison.table ?? {};
    const best = order.filter((row) => passes[row]).slice(0, MOST_DRAWN);
    this.comparison.draw(best.map((row) => rows[row].folder));
  }
}
