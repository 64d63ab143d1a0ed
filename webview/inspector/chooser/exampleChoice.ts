import { oneLine } from "../../../src/base/visibleText.ts";
import { grouped } from "../../../src/base/words.ts";
import { type LookInput, type LookPart, lookParts, type RunChoices } from "../../../src/contracts/inspection.ts";
import { element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** Beginnings that are listed at once. */
const LISTED = 30;
const LONGEST = 70;

const partNames: Record<LookPart, () => string> = {
  training: () => t("training part"),
  validation: () => t("validation part"),
  test: () => t("test part"),
};

type Example = { index: number; text: string; actual: string | null };

/** One example of the run's own data: of which part, and which of its examples. */
export class ExampleChoice {
  private readonly part = element("select", { "aria-label": t("Part of the data") });
  private readonly list = element("select", { "aria-label": t("Example"), class: "example-list" });
  private readonly number = element("input", { type: "number", min: "0", "aria-label": t("Number of the example") });
  private readonly label = element("span", { class: "choice-label" });
  private readonly because = element("span", { class: "faint" });
  readonly view: HTMLElement;
  private parts: NonNullable<RunChoices["parts"]> = [];
  private listed = "";

  constructor(
    private readonly ask: (part: LookPart, from: number, count: number) => Promise<Example[]>,
    private readonly chosen: (input: LookInput) => void,
  ) {
    this.view = element(
      "div",
      { class: "by-example" },
      this.label,
      element("div", { class: "example-line" }, this.part, this.number, this.list),
      this.because,
    );
    this.part.addEventListener("change", () => {
      this.number.value = "0";
      this.fill().then(() => this.open(0));
    });
    this.number.addEventListener("change", () => this.open(Number(this.number.value)));
    this.list.addEventListener("change", () => this.open(Number(this.list.value)));
    // Beginnings are read when somebody wants to see them.
    this.list.addEventListener("focus", () => this.fill());
    this.list.addEventListener("pointerenter", () => this.fill());
  }

  show({ parts, because, typed }: RunChoices, input: LookInput | undefined): void {
    setText(this.label, typed === null ? t("Example") : t("or an example"));
    this.parts = (parts ?? []).filter(({ examples }) => examples > 0);
    for (const control of [this.part, this.list, this.number]) control.hidden = this.parts.length === 0;
    setText(this.because, this.parts.length === 0 ? (because ?? t("The data of the run have no examples.")) : "");
    this.part.replaceChildren(
      ...this.parts.map(({ part, examples }) =>
        element("option", { value: part }, `${partNames[part]()} (${grouped(examples)})`),
      ),
    );
    this.listed = "";
    this.list.replaceChildren(element("option", { value: "" }, t("choose …")));
    if (input?.from === "example") {
      this.part.value = input.part;
      this.number.value = String(input.index);
    } else this.part.value = this.parts.find(({ part }) => part !== "training")?.part ?? this.parts[0]?.part ?? "";
  }

  private open(index: number): void {
    const part = lookParts.find((name) => name === this.part.value);
    const most = this.parts.find((one) => one.part === part)?.examples ?? 0;
    if (!part || !Number.isInteger(index) || index < 0 || index >= most) return;
    this.number.value = String(index);
    this.fill();
    this.chosen({ from: "example", part, index });
  }

  /** Lists the beginnings around the chosen example. */
  private async fill(): Promise<void> {
    const part = lookParts.find((name) => name === this.part.value);
    const at = Number(this.number.value) || 0;
    const from = Math.floor(at / LISTED) * LISTED;
    const wanted = `${part} ${from}`;
    if (!part || wanted === this.listed) {
      if (this.list.querySelector(`option[value="${at}"]`)) this.list.value = String(at);
      return;
    }
    this.listed = wanted;
    const examples = await this.ask(part, from, LISTED).catch(() => []);
    if (wanted !== this.listed || examples.length === 0) return;
    this.list.replaceChildren(
      ...examples.map(({ index, text, actual }) => {
        const beginning = oneLine(text.slice(0, LONGEST));
        const label = actual === null || actual === "" ? beginning : `${beginning} → ${oneLine(actual.slice(0, 30))}`;
        return element("option", { value: String(index) }, `${grouped(index)}: ${label}`);
      }),
    );
    this.list.value = String(at);
  }
}
