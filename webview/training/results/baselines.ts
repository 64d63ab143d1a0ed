import { compared, figureText, modelTitle } from "../../../src/base/comparison.ts";
import { figureLabel } from "../../../src/base/metrics.ts";
import { capitalized, listed } from "../../../src/base/words.ts";
import { element, setText } from "../../shared/dom.ts";
import { labelHead, tableRegion } from "../../shared/tableRegion.ts";
import type { RunView } from "../runView.ts";

/** The figures of the baselines beside those of the network, and which of them are ahead. Out of sight without baselines. */
export class Baselines {
  private readonly verdict = element("p", { class: "verdict" });
  private readonly table = element("table");
  readonly view = element(
    "section",
    { class: "baselines", "aria-labelledby": "baselines-title" },
    element("h2", { id: "baselines-title" }, "Baselines"),
    this.verdict,
    tableRegion("Table of the baselines", this.table),
  );
  private drawn = "";

  constructor(private readonly run: RunView) {
    this.view.hidden = true;
  }

  draw(): void {
    const { baselines, progress } = this.run;
    const { best, test, baseline } = progress ?? {};
    // Figures change with a validation; the page is drawn for each step.
    const now = JSON.stringify([baselines, best, test, baseline, this.run.isRunning]);
    if (now === this.drawn) return;
    this.drawn = now;
    const network = { name: `This ${this.noun}`, validation: best ?? {}, test: test ?? {} };
    const { models, columns, winners, by, decided } = compared(baselines, network);
    const training = baseline && this.run.isRunning ? baseline : undefined;
    this.view.hidden = columns.length === 0 && !training;
    if (this.view.hidden) return;
    const parts = [...new Set(columns.map(({ part }) => part))];
    const span = (part: string) => String(columns.filter((column) => column.part === part).length);
    const edge = (column: (typeof columns)[number]): { class?: string } =>
      columns.find(({ part }) => part === column.part) === column ? { class: "first" } : {};
    const head = element(
      "thead",
      {},
      element(
        "tr",
        {},
        element("th", { scope: "col", rowspan: "2" }, "Model"),
        ...parts.map((part) =>
          element("th", { scope: "colgroup", colspan: span(part), class: "first" }, capitalized(part)),
        ),
      ),
      element(
        "tr",
        {},
        ...columns.map((column) => element("th", { scope: "col", ...edge(column) }, figureLabel(column.figure))),
      ),
    );
    const rows = models.map((model) =>
      element(
        "tr",
        model === network ? { class: "own" } : {},
        labelHead("row", modelTitle(model)),
        ...columns.map((column) => element("td", edge(column), figureText(column.figure, model[column.part]))),
      ),
    );
    this.table.replaceChildren(head, element("tbody", {}, ...rows));
    const verdict = this.said(winners, by, decided);
    setText(
      this.verdict,
      training
        ? `${capitalized(training.name)} is being trained: step ${training.step} of ${training.steps}.`
        : verdict,
    );
  }

  private get noun(): string {
    return this.run.isCounted ? "model" : "network";
  }

  private said(
    winners: string[],
    { part, figure }: { part: string; figure: Parameters<typeof figureLabel>[0] },
    decided: boolean,
  ) {
    if (!decided) return `The ${this.noun} has not been measured yet.`;
    const by = `${part} ${figureLabel(figure)}`;
    const now = this.run.isRunning ? "so far " : "";
    if (winners.length === 0) return `No baseline is ${now}ahead of the ${this.noun} (${by}).`;
    return `${capitalized(listed(winners, "and"))} ${winners.length === 1 ? "is" : "are"} ${now}ahead of the ${this.noun} (${by}).`;
  }
}
