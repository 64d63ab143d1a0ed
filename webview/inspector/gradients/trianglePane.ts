import { capitalized, grouped } from "../../../src/base/words.ts";
import type { LookRequest, RunChoice, Triangle } from "../../../src/contracts/inspection.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { type Grid, GridTable, stepHead } from "../../run/timeline/tables/gridTable.ts";
import { type Cell, CellPlot } from "../../shared/cellPlot.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Questions } from "../asking/questions.ts";
import { runText } from "../chooser/runText.ts";
import type { Looking } from "../looking.ts";
import { layerName, stepName } from "../naming.ts";
import { Pane } from "../panes/pane.ts";
import { LagChart, lagKey } from "./lagChart.ts";
import { isReached, type NormsByStep, type Reach, reachOf, trianglePixels } from "./trianglePixels.ts";

type LayerOf = Triangle["layers"][number];
interface NamedLayer {
  name: string;
  layer: LayerOf;
}

/** How far gradients reach back: of every prediction over every earlier state, and averaged by their distance. */
export class TrianglePane {
  readonly pane: Pane;
  private readonly compute: HTMLButtonElement;
  private readonly layer = element("select", { "aria-label": t("Layer") });
  private readonly others = element("select", { "aria-label": t("Compare with another run") });
  private readonly plot: CellPlot;
  private readonly readout = element("p", { class: "readout", id: "triangle-readout", role: "status" });
  private readonly table = new GridTable(t("Gradients"), t("Prediction ↓, state →"), { rows: 9 });
  private grid: Grid | undefined;
  /** The cell that was pointed to last; of the selected step before that. */
  private at: Cell | undefined;
  private readonly verdicts = element("ul", { class: "verdicts" });
  private readonly lags: LagChart;
  private readonly tablePlace = element("details", {}, element("summary", {}, t("Table of the norms by lag")));
  private readonly answerView = element("div", { class: "triangle-answer" });
  private triangle: Triangle | undefined;
  /** Of the chosen layer. */
  private reach: Reach = { earlier: true, later: false };
  private compared: { run: string; layers: NamedLayer[] }[] = [];
  private theme: Theme | undefined;

  constructor(
    private readonly questions: Questions,
    private readonly looking: Looking,
    private readonly request: LookRequest,
    private readonly selection: Selection,
    private readonly changed: (triangle: Triangle) => void,
  ) {
    const hint = t(
      "How strongly the loss of each prediction depends on each earlier state. A network can only learn from what its gradients still reach.",
    );
    this.pane = new Pane(t("Gradients Through Time"), hint, () => this.drawTriangle());
    this.compute = button(t("Compute All"), () => this.ask());
    this.plot = new CellPlot(
      t("Gradients: arrow keys move over predictions and earlier steps"),
      "triangle-readout",
      (cell) => {
        if (!cell || !this.triangle) return setText(this.readout, "");
        this.at = cell;
        this.showTable();
        const { stride, count } = this.triangle;
        this.selection.hover({ strip: this.strip, step: Math.min(cell.column * stride, count * stride) });
        this.read(cell.column, cell.row);
      },
    );
    this.plot.view.addEventListener("pointerleave", () => this.selection.hover(undefined));
    this.lags = new LagChart();
    this.layer.addEventListener("change", () => this.drawTriangle());
    this.others.addEventListener("change", () => this.compare(this.others.value));
    this.others.addEventListener("focus", () => this.fillRuns());
    this.others.append(element("option", { value: "" }, t("Compare with another run …")));
    this.pane.bar.append(this.compute, this.layer, this.others);
    this.layer.hidden = true;
    this.others.hidden = true;
    this.answerView.hidden = true;
    const picture = element(
      "figure",
      { class: "triangle" },
      element(
        "figcaption",
        { class: "faint" },
        t("step → across, prediction ↓ down; the stronger the colour, the larger; four powers of ten"),
      ),
      this.plot.view,
      element("div", { class: "readout-line" }, this.readout, this.table.toggle),
    );
    this.answerView.append(
      this.verdicts,
      element(
        "div",
        { class: "triangle-pair" },
        picture,
        element("figure", { class: "lags" }, this.lags.view, this.tablePlace),
      ),
    );
    this.answerView.append(this.table.view);
    this.pane.body.append(this.answerView);
  }

  draw(theme: Theme): void {
    this.theme = theme;
    this.lags.theme = theme;
    this.drawTriangle();
  }

  private get chosen(): LayerOf | undefined {
    return this.triangle?.layers.find(({ layer }) => layer === this.layer.value) ?? this.triangle?.layers[0];
  }

  /** The chosen layer's triangle with its strides. */
  private get shape(): NormsByStep {
    const { stride = 1, count: rows = 0 } = this.triangle ?? {};
    const norms = this.chosen?.norms ?? new Float32Array();
    const columns = rows > 0 ? norms.length / rows : 0;
    return { norms, rows, columns, stride, columnStride: columns > rows ? 1 : stride };
  }

  private get strip(): number {
    return this.looking.layer(this.chosen?.layer ?? null)?.strip ?? 0;
  }

  private async ask(): Promise<void> {
    const triangle = await this.pane.wait((progress) =>
      this.questions.ask("triangle", { look: this.looking.look.look }, progress),
    );
    if (!triangle) return;
    this.triangle = triangle;
    this.answerView.hidden = false;
    this.layer.hidden = triangle.layers.length < 2;
    this.others.hidden = false;
    setText(this.compute, t("Compute Again"));
    this.layer.replaceChildren(
      ...triangle.layers.map(({ layer }) => element("option", { value: layer }, this.nameOf(layer))),
    );
    this.layer.value = triangle.layers.at(-1)?.layer ?? "";
    this.drawLags();
    this.drawTriangle();
    this.changed(triangle);
  }

  private drawLags(): void {
    const own = (this.triangle?.layers ?? []).map((layer) => ({ name: this.nameOf(layer.layer), layer }));
    const all = [...own, ...this.compared.flatMap(({ layers }) => layers)];
    const { columnStride } = this.shape;
    this.lags.show(
      all.map(({ name, layer }) => ({ name, byLag: layer.byLag })),
      columnStride,
    );
    if (this.theme) this.lags.theme = this.theme;
    this.verdicts.replaceChildren(
      ...all.map(({ name, layer }, i) =>
        element("li", {}, lagKey(i), element("b", {}, name), ` ${verdictText(layer)}`),
      ),
    );
    this.tablePlace.querySelector(".table")?.remove();
    this.tablePlace.append(lagTable(all));
  }

  private drawTriangle(): void {
    const { chosen, triangle, theme } = this;
    if (!chosen || !triangle || !theme) return;
    const { rows, columns, stride, columnStride } = this.shape;
    this.reach = reachOf(this.shape);
    const summary = t("Triangle of gradients of {0}: {1}", this.nameOf(chosen.layer), verdictText(chosen));
    this.plot.draw(trianglePixels(this.shape, theme.kind), columns, rows, summary);
    const room = this.plot.view.parentElement?.clientWidth ?? 360;
    const large = this.pane.view.classList.contains("enlarged") ? 800 : 420;
    const side = Math.min(12, Math.min(room, large) / (rows * stride));
    this.plot.lay(side * columnStride, side * stride);
    this.grid = this.gridOf(chosen);
    this.showTable();
  }

  /** The selected step is another one. */
  select(): void {
    this.showTable();
  }

  private showTable(): void {
    const { stride, columnStride } = this.shape;
    const step = this.selection.kept.step ?? 0;
    const selected = { column: Math.floor(step / columnStride), row: Math.floor(step / stride) };
    this.table.show(this.grid, this.at ?? selected);
  }

  /** The norms as a table: a row a prediction, a column a state. */
  private gridOf({ norms }: LayerOf): Grid {
    const { rows, columns, stride, columnStride } = this.shape;
    const name = (step: number) => stepHead(step, stepName(this.looking.look, this.strip, step));
    return {
      columns,
      column: (column) => name(column * columnStride),
      rows,
      row: (row) => name(row * stride),
      cell: (row, column) =>
        isReached(this.reach, column * columnStride, row * stride) ? norms[row * columns + column].toPrecision(3) : "",
      someRows: (first, last) => {
        const [from, to] = [grouped(first * stride), grouped(last * stride)];
        return t(
          "Predictions after steps {0} to {1}: point to another one in the picture for those around it.",
          from,
          to,
        );
      },
    };
  }

  private read(column: number, row: number): void {
    const { chosen, triangle } = this;
    if (!chosen || !triangle) return;
    const { stride, columnStride, columns } = this.shape;
    const [s, at] = [column * columnStride, row * stride];
    if (!isReached(this.reach, s, at))
      return setText(
        this.readout,
        s > at
          ? t("What comes later changes no earlier prediction.")
          : t("The backward direction begins at the end: what comes earlier changes no later prediction."),
      );
    const norm = chosen.norms[row * columns + column];
    const { look } = this.looking;
    const places = [grouped(at), stepName(look, this.strip, at), grouped(s), stepName(look, this.strip, s)];
    const said =
      triangle.of === "forecast"
        ? t(
            "The forecast after step {0}, {1}, changes with the state after step {2}, {3}, by {4}.",
            ...places,
            norm.toPrecision(3),
          )
        : t(
            "The loss after step {0}, {1}, changes with the state after step {2}, {3}, by {4}.",
            ...places,
            norm.toPrecision(3),
          );
    setText(this.readout, said);
  }

  private nameOf(layer: string): string {
    const own = this.looking.layer(layer);
    return own ? capitalized(layerName(own)) : layer;
  }

  private async fillRuns(): Promise<void> {
    if (this.others.options.length > 1) return;
    const runs: RunChoice[] = await this.questions.ask("runs", {}).answer.catch(() => []);
    for (const run of runs) {
      const { folder, task } = run;
      if (folder !== this.request.run && task === this.looking.look.run.task)
        this.others.append(element("option", { value: folder }, runText(run, runs)));
    }
  }

  /** Looks at the same text with another network. */
  private async compare(run: string): Promise<void> {
    if (run === "") return;
    const name = this.others.selectedOptions[0]?.textContent ?? run;
    this.others.value = "";
    const { input } = this.request;
    const look = await this.pane.wait((progress) => this.questions.ask("open", { run, input }, progress));
    if (!look || "counted" in look) return;
    const named = (layer: LayerOf) => {
      const own = look.layers.find((it) => it.name === layer.layer);
      return { name: `${name}, ${own ? layerName(own) : layer.layer}`, layer };
    };
    const triangle = await this.pane.wait((progress) => this.questions.ask("triangle", { look: look.look }, progress));
    this.questions.ask("close", { look: look.look });
    if (!triangle) return;
    this.compared = [
      ...this.compared.filter((other) => other.run !== run),
      { run, layers: triangle.layers.map(named) },
    ];
    this.drawLags();
  }
}

/** "vanishes within 12 steps: from there on less than a hundredth is left." */
export function verdictText({ verdict }: LayerOf): string {
  switch (verdict.kind) {
    case "vanishes":
      return t(
        "vanishes within {0} steps: from there on less than a hundredth of the gradient is left.",
        grouped(verdict.lag),
      );
    case "explodes":
      return t(
        "explodes: at a distance of {0} steps the gradient is more than a hundred times as large.",
        grouped(verdict.lag),
      );
    default:
      if (verdict.lag === 0) return t("has no earlier step to look at.");
      return t("healthy over the {0} steps that were looked at.", grouped(verdict.lag));
  }
}

function lagTable(all: readonly NamedLayer[]): HTMLElement {
  const most = Math.max(0, ...all.map(({ layer }) => layer.byLag.length));
  const lags = Array.from({ length: most }, (_, lag) => lag).filter((lag) => lag <= 20 || lag % 10 === 0);
  const head = element(
    "tr",
    {},
    element("th", { scope: "col" }, t("Lag")),
    ...all.map(({ name }) => element("th", { scope: "col" }, name)),
  );
  const rows = lags.map((lag) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, grouped(lag)),
      ...all.map(({ layer }) => element("td", {}, layer.byLag[lag]?.toPrecision(3) ?? "")),
    ),
  );
  return tableRegion(
    t("Norms by lag"),
    element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows)),
  );
}
