import { grouped } from "../../../src/base/words.ts";
import { answersOf, isWrong } from "../../../src/contracts/previewText.ts";
import type { ShownExample, ShownExamples } from "../../../src/contracts/report.ts";
import type { PanelState } from "../../../src/contracts/trainingPanel.ts";
import { isHeard } from "../../run/previews/heardLabels.ts";
import { previewView } from "../../run/previews/previewView.ts";
import type { SoundRequests } from "../../run/sound/soundRequests.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { shareText } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import { ExampleSound } from "./exampleSound.ts";

/** Which examples a person looks at. */
export type ExampleFilter = NonNullable<PanelState["examples"]>;

/** Examples that are drawn at once. */
const PAGE = 8;

/** Examples of the part with what the network answers: errors first, by label, or those of a cell of the confusion matrix. */
export class ExamplesView {
  private readonly title = element("h3", { tabindex: "-1", id: "examples-title" }, t("Examples"));
  private readonly counts = element("p", { class: "faint" });
  private readonly only = element("select", { id: "examples-only" });
  private readonly label = element("select", { id: "examples-label" });
  private readonly byLabel: HTMLElement;
  private readonly pair = element("span", { class: "pair" });
  private readonly filters: HTMLElement;
  private readonly list = element("ol", { class: "example-list", "aria-live": "off" });
  private readonly none = element("p", { class: "empty", role: "status" });
  private readonly more = button("", () => this.showMore(), { class: "secondary" });
  readonly view: HTMLElement;
  private readonly sound: ExampleSound;
  private all: ShownExamples = { shown: [], wrong: 0, total: 0 };
  private labels: string[] = [];
  private drawn = 0;
  private currentTheme: Theme | undefined;

  constructor(
    private filter: ExampleFilter,
    private readonly filtered: (filter: ExampleFilter) => void,
    sounds: SoundRequests,
  ) {
    this.sound = new ExampleSound(sounds);
    this.only.append(
      ...(
        [
          ["", t("all")],
          ["wrong", t("wrong")],
          ["right", t("right")],
        ] as const
      ).map(([value, text]) => element("option", { value }, text)),
    );
    this.only.value = filter.only ?? "";
    this.only.addEventListener("change", () => {
      const only = this.only.value as "" | "wrong" | "right";
      this.choose({ ...this.filter, only: only === "" ? undefined : only });
    });
    this.label.addEventListener("change", () => {
      const { value } = this.label;
      this.choose({ only: this.filter.only, label: value === "" ? undefined : this.labels[Number(value)] });
    });
    const field = (name: string, select: HTMLSelectElement) =>
      element("div", { class: "example-field" }, element("label", { for: select.id }, name), select);
    this.byLabel = field(t("Label"), this.label);
    this.filters = element("div", { class: "example-filters" }, field(t("Show"), this.only), this.byLabel, this.pair);
    this.view = element(
      "div",
      { class: "report examples", role: "group", "aria-labelledby": "examples-title" },
      this.title,
      this.counts,
      this.filters,
      this.none,
      this.list,
      this.more,
    );
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    this.draw();
  }

  show(examples: ShownExamples): void {
    this.all = examples;
    const { shown, wrong, total } = examples;
    const isRanking = shown[0]?.preview.kind === "ranking";
    const parts = [grouped(shown.length), grouped(total), grouped(wrong)];
    const text = isRanking
      ? t("{0} of {1} items are shown here; {2} were not among the first ten.", ...parts)
      : t("{0} of {1} examples are shown here, errors first; {2} are wrong.", ...parts);
    setText(this.counts, text);
    this.labels = [...new Set(shown.flatMap(({ preview }) => labelsOf(preview)))].sort();
    const options = this.labels.map((label, i) => element("option", { value: String(i) }, label || t("none")));
    this.label.replaceChildren(element("option", { value: "" }, t("any")), ...options);
    this.byLabel.hidden = this.labels.length === 0;
    const at = this.filter.label === undefined ? -1 : this.labels.indexOf(this.filter.label);
    this.label.value = at < 0 ? "" : String(at);
    this.draw();
  }

  /** Those of a cell of the confusion matrix. */
  look(pair: { actual: string; predicted: string }): void {
    this.choose({ pair });
    this.view.scrollIntoView({ block: "nearest" });
    this.title.focus({ preventScroll: true });
  }

  private choose(filter: ExampleFilter): void {
    this.filter = filter;
    this.only.value = filter.only ?? "";
    if (filter.label === undefined) this.label.value = "";
    this.filtered(filter);
    this.draw();
  }

  private draw(): void {
    const { pair } = this.filter;
    this.pair.hidden = pair === undefined;
    if (pair) {
      const clear = button(t("Show All"), () => this.choose({}), { class: "secondary" });
      const said =
        pair.actual === pair.predicted
          ? t("{0}, right", pair.actual)
          : t("{0} taken for {1}", pair.actual, pair.predicted);
      this.pair.replaceChildren(element("bdi", {}, said), " ", clear);
    }
    this.drawn = 0;
    this.list.replaceChildren();
    this.showMore();
    this.sound.settle();
  }

  private showMore(): void {
    const { currentTheme } = this;
    if (currentTheme === undefined) return;
    const found = this.all.shown.filter((example) => fits(example, this.filter));
    const fresh = found.slice(this.drawn, this.drawn + PAGE);
    this.list.append(...fresh.map((example) => this.item(example, currentTheme)));
    const focus = this.drawn > 0 ? (this.list.children[this.drawn] as HTMLElement | undefined) : undefined;
    this.drawn += fresh.length;
    const left = found.length - this.drawn;
    this.more.hidden = left === 0;
    setText(this.more, t("Show More ({0})", grouped(left)));
    this.none.hidden = found.length > 0;
    setText(this.none, found.length > 0 ? "" : t("None of the examples that are shown here fits."));
    focus?.focus();
  }

  private item({ preview, confidence, line, from, of }: ShownExample, theme: Theme): HTMLElement {
    const notes = [
      ...(line === undefined ? [] : [t("line {0}", grouped(line))]),
      ...(confidence === undefined ? [] : [t("probability of the answer {0}", shareText(confidence))]),
      ...(from === undefined || of === undefined ? [] : [t("from step {0} of {1} on", grouped(from + 1), grouped(of))]),
    ];
    return element(
      "li",
      { tabindex: "-1" },
      ...previewView(preview, theme),
      ...(notes.length > 0 ? [element("p", { class: "faint" }, notes.join(" · "))] : []),
      ...(isHeard(preview) ? [this.sound.disclosure(preview, theme)] : []),
    );
  }
}

type Shown = ShownExample["preview"];

function labelsOf(preview: Shown): string[] {
  if (preview.kind === "ranking") return [];
  return answersOf(preview).flatMap(({ predicted, actual }) => [...predicted, ...(actual ?? [])]);
}

function failed(preview: Shown): boolean {
  if (preview.kind !== "ranking") return isWrong(preview);
  return preview.rank === null || preview.rank > preview.ranked.length;
}

function fits({ preview }: ShownExample, { only, label, pair }: ExampleFilter): boolean {
  if (only !== undefined && failed(preview) !== (only === "wrong")) return false;
  if (label !== undefined && !labelsOf(preview).includes(label)) return false;
  if (!pair || preview.kind === "ranking") return true;
  return answersOf(preview).some(
    ({ predicted, actual }) => actual?.[0] === pair.actual && predicted[0] === pair.predicted,
  );
}
