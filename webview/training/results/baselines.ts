import { type Compared, compared, figureText } from "../../../src/base/comparison.ts";
import { figureLabel } from "../../../src/base/metrics.ts";
import { grouped } from "../../../src/base/words.ts";
import type { RunView } from "../../run/runView.ts";
import { element, setText } from "../../shared/dom.ts";
import { labelHead, tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** The figures of the baselines beside those of the network, and which of them are ahead. Out of sight without baselines. */
export class Baselines {
  private readonly verdict = element("p", { class: "verdict" });
  private readonly table = element("table");
  readonly view = element(
    "section",
    { class: "baselines", "aria-labelledby": "baselines-title" },
    element("h2", { id: "baselines-title" }, t("Baselines")),
    this.verdict,
    tableRegion(t("Table of the baselines"), this.table),
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
    const network = {
      name: this.run.isCounted ? t("This model") : t("This network"),
      validation: best ?? {},
      test: test ?? {},
    };
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
        element("th", { scope: "col", rowspan: "2" }, t("Model")),
        ...parts.map((part) =>
          element(
            "th",
            { scope: "colgroup", colspan: span(part), class: "first" },
            part === "test" ? t("Test") : t("Validation"),
          ),
        ),
      ),
      element(
        "tr",
        {},
        ...columns.map((column) => element("th", { scope: "col", ...edge(column) }, t(figureLabel(column.figure)))),
      ),
    );
    const rows = models.map((model) =>
      element(
        "tr",
        model === network ? { class: "own" } : {},
        labelHead("row", titleOf(model)),
        ...columns.map((column) => element("td", edge(column), figureText(column.figure, model[column.part]))),
      ),
    );
    this.table.replaceChildren(head, element("tbody", {}, ...rows));
    const verdict = this.said(winners, by, decided);
    setText(
      this.verdict,
      training
        ? t("Training the baseline {0}: step {1} of {2}.", training.name, training.step, training.steps)
        : verdict,
    );
  }

  /** Which baselines are better by the figure that decides. */
  private said(
    winners: string[],
    { part, figure }: { part: string; figure: Parameters<typeof figureLabel>[0] },
    decided: boolean,
  ): string {
    const { isCounted, isRunning } = this.run;
    if (!decided)
      return isCounted ? t("The model has not been measured yet.") : t("The network has not been measured yet.");
    const label = t(figureLabel(figure));
    const by = part === "test" ? t("test {0}", label) : t("validation {0}", label);
    // Names have commas of their own.
    const names = winners.join("; ");
    if (winners.length === 0)
      return isRunning ? t("So far no baseline is ahead by {0}.", by) : t("No baseline is ahead by {0}.", by);
    return isRunning ? t("Ahead so far by {0}: {1}.", by, names) : t("Ahead by {0}: {1}.", by, names);
  }
}

/** What the table calls a model: of a baseline that was trained, also how. */
function titleOf({ name, parameters, steps }: Compared): string {
  if (parameters === undefined || steps === undefined) return name;
  return t("{0} ({1} parameters, trained like the network)", name, grouped(parameters));
}
