import { grouped } from "../../../src/base/words.ts";
import type { ComparedRow } from "../../../src/contracts/comparisonPanel.ts";
import type { Preview, StepPreview } from "../../../src/contracts/preview.ts";
import { isText, previewView } from "../../run/previews/previewView.ts";
import { Samples } from "../../run/previews/samples.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Comparison } from "../comparison.ts";
import { lookOf, runTitle } from "../swatch.ts";
import { examplesTable, isShort } from "./examplesTable.ts";
import { type SameExample, sameExamples } from "./sameExamples.ts";

/** Runs and examples that are looked at side by side; more nobody reads at once. */
const MOST_RUNS = 12;
const PAGE = 12;

/** What each run has written latest, and the examples that several have answered. */
export class SamplesSection {
  private readonly title = element("h2", { id: "samples-title" });
  private readonly note = element("p", { class: "faint" });
  private readonly cards = element("div", { class: "side-by-side" });
  private readonly examples = element("div", { class: "same" });
  private readonly more = button("", () => this.showMore(), { class: "secondary" });
  readonly view = element(
    "section",
    { class: "samples-compared", "aria-labelledby": "samples-title" },
    element("div", { class: "bar-of-section" }, this.title),
    ...[this.note, this.cards, this.examples, this.more],
  );
  private readonly texts = new Map<string, Samples>();
  private shown: unknown[] = [];
  private count = PAGE;
  private currentTheme: Theme | undefined;

  constructor(private readonly comparison: Comparison) {}

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.shown = [];
    this.draw();
  }

  draw(): void {
    const runs = this.comparison.drawn.slice(0, MOST_RUNS);
    const views = runs.map(({ folder }) => this.comparison.view(folder));
    const latest = views.map(({ previews }) => latestOf(previews));
    this.view.hidden = latest.every((previews) => previews.length === 0);
    if (this.view.hidden || this.currentTheme === undefined) return;
    // Drawn anew where there is something new alone: somebody may read.
    const shown = [
      this.count,
      ...runs.map(({ folder, label }) => `${lookOf(this.comparison.look(folder))} ${label}`),
      ...latest.flat(),
      ...views.map(({ reports }) => reports),
    ];
    if (shown.length === this.shown.length && shown.every((one, i) => one === this.shown[i])) return;
    this.shown = shown;
    const rest = this.comparison.drawn.length - runs.length;
    setText(this.note, rest > 0 ? t("Of the runs that are drawn, the first {0}.", MOST_RUNS) : "");
    this.note.hidden = rest <= 0;
    const same = sameExamples(views);
    setText(this.title, same.length > 0 ? t("The Same Examples") : t("Side by Side"));
    this.drawCards(same.length > 0 ? [] : runs, latest, this.currentTheme);
    this.drawExamples(same, runs, this.currentTheme);
  }

  private drawCards(runs: readonly ComparedRow[], latest: readonly StepPreview[][], theme: Theme): void {
    const cards = runs.map(({ folder, label }, i) => {
      const step = latest[i].at(-1)?.step;
      const none = this.comparison.view(folder).writesText ? t("No text was sampled.") : t("No example was shown.");
      const at = step === undefined ? none : t("at step {0}", grouped(step));
      const previews = latest[i].map(({ preview }) => preview);
      return element(
        "div",
        { class: "card" },
        runTitle(label, this.comparison.look(folder)),
        element("p", { class: "faint" }, at),
        ...this.nodesOf(folder, label, previews, theme),
      );
    });
    this.cards.hidden = cards.length === 0;
    this.cards.replaceChildren(...cards);
  }

  private nodesOf(folder: string, label: string, previews: readonly Preview[], theme: Theme): Node[] {
    const texts = previews.filter(isText);
    if (!this.comparison.view(folder).writesText || texts.length === 0)
      return previews.flatMap((preview) => previewView(preview, theme));
    const title = t("Text of {0}", label);
    const samples = this.texts.get(`${folder}\n${title}`) ?? new Samples(title, undefined);
    this.texts.set(`${folder}\n${title}`, samples);
    samples.show(texts, true);
    return [samples.view];
  }

  private drawExamples(same: readonly SameExample[], runs: readonly ComparedRow[], theme: Theme): void {
    const page = same.slice(0, this.count);
    this.more.hidden = page.length === same.length;
    setText(this.more, t("Show {0} More", Math.min(PAGE, same.length - page.length)));
    const short = page.filter(({ answers }) => answers.some((answer) => answer && isShort(answer)));
    const long = page.filter((example) => !short.includes(example));
    const blocks = long.map(({ answers }) =>
      element(
        "div",
        { class: "side-by-side" },
        ...answers.flatMap((answer, i) => {
          if (answer === undefined) return [];
          const { folder, label } = runs[i];
          const title = runTitle(label, this.comparison.look(folder));
          return [element("div", { class: "card" }, title, ...previewView(answer, theme))];
        }),
      ),
    );
    const labels = runs.map(({ label }) => label);
    this.examples.hidden = same.length === 0;
    this.examples.replaceChildren(...(short.length > 0 ? [examplesTable(short, labels)] : []), ...blocks);
  }

  private showMore(): void {
    this.count += PAGE;
    this.draw();
  }
}

/** What was shown at the latest step. */
function latestOf(previews: readonly StepPreview[]): StepPreview[] {
  const step = previews.at(-1)?.step;
  return previews.filter((preview) => preview.step === step);
}
