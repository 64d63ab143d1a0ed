import { grouped } from "../../../src/base/words.ts";
import type { Answer, LookRequest } from "../../../src/contracts/inspection.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { button, element } from "../../shared/dom.ts";
import { LineChart } from "../../shared/lineChart.ts";
import { symbolName } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Questions } from "../asking/questions.ts";
import type { Looking } from "../looking.ts";
import { stepSymbol } from "../naming.ts";
import { Pane } from "./pane.ts";

/** How the probability of a symbol after the chosen step grew through the training, over the checkpoints that were kept. */
export class HistoryPane {
  readonly pane: Pane;
  private readonly symbol = element("select", { "aria-label": t("Symbol") });
  private readonly place = element("div", { class: "history" });
  private chart: LineChart | undefined;
  private theme: Theme | undefined;
  private filledFor = -1;

  constructor(
    private readonly questions: Questions,
    private readonly looking: Looking,
    private readonly request: LookRequest,
    private readonly selection: Selection,
  ) {
    this.pane = new Pane(
      t("Through the Training"),
      t(
        "When did the network learn this? The probability of a symbol after the chosen step, at every checkpoint that was kept.",
      ),
    );
    this.pane.bar.append(
      this.symbol,
      button(t("Show"), () => this.ask()),
    );
    this.pane.body.append(this.place);
    this.select();
  }

  draw(theme: Theme): void {
    this.theme = theme;
    this.chart?.setTheme(theme);
  }

  select(): void {
    const { step } = this.selection.kept;
    const { candidates, actual, perStep } = this.looking.look.predictions;
    const row = perStep ? (step ?? 0) : 0;
    if (!candidates || row === this.filledFor) return;
    this.filledFor = row;
    const likely = Array.from(
      { length: candidates.top },
      (_, k) => candidates.names[candidates.ids[row * candidates.top + k]],
    );
    const came = actual[row];
    const names = [...new Set([...(came ? [came] : []), ...likely])].filter((name) => name !== undefined);
    this.symbol.replaceChildren(...names.map((name) => element("option", { value: name }, symbolName(name))));
  }

  private async ask(): Promise<void> {
    const { run, input } = this.request;
    const step = Math.max(0, this.filledFor);
    const asked = { run, input, step, symbol: this.symbol.value };
    const answer = await this.pane.wait((progress) => this.questions.ask("history", asked, progress));
    if (answer) this.show(answer, step);
  }

  private show({ symbol, steps, probabilities }: Answer<"history">, step: number): void {
    this.chart?.close();
    const { look } = this.looking;
    const { perStep, ahead, strip } = look.predictions;
    const at = [grouped(step), stepSymbol(look, strip, step)];
    const place = !perStep
      ? t("after all steps")
      : ahead === 1
        ? t("after step {0}, {1}", ...at)
        : t("at step {0}, {1}", ...at);
    const canvas = element("canvas", {
      role: "img",
      "aria-label": t(
        "Probability of {0} {1} through the training; the table has the numbers.",
        symbolName(symbol),
        place,
      ),
    });
    this.chart = new LineChart(
      canvas,
      [{ label: symbolName(symbol), colour: (theme) => theme.training, width: 2, marked: true }],
      ({ parsed }) => (parsed.y ?? 0).toPrecision(3),
      t("training steps"),
      (at) => t("after {0} steps", grouped(at)),
    );
    if (this.theme) this.chart.setTheme(this.theme);
    this.chart.setUnit(t("probability of {0}", symbolName(symbol)));
    const rows = steps.map((at, i) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, grouped(at)),
        element("td", {}, probabilities[i]?.toPrecision(3) ?? "–"),
      ),
    );
    const heads = [t("Training steps"), t("Probability")].map((text) => element("th", { scope: "col" }, text));
    const table = element(
      "table",
      {},
      element("thead", {}, element("tr", {}, ...heads)),
      element("tbody", {}, ...rows),
    );
    this.place.replaceChildren(
      element("p", { class: "faint" }, t("{0} {1}", symbolName(symbol), place)),
      element("div", { class: "chart" }, canvas),
      element("details", {}, element("summary", {}, t("Table")), tableRegion(t("Probability by checkpoint"), table)),
    );
    this.chart.draw([steps.flatMap((x, i) => (probabilities[i] === null ? [] : [{ x, y: probabilities[i] }]))]);
  }
}
