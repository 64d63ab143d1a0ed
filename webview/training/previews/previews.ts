import { grouped } from "../../../src/base/words.ts";
import type { StepPreview, TranslationPreview } from "../../../src/contracts/preview.ts";
import { element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { RunView } from "../runView.ts";
import { lookInsideButton } from "./lookInside.ts";
import { previewView } from "./previewView.ts";
import { Translations } from "./translation/translations.ts";

/** The latest preview, and those before it in a list that opens. */
export class Previews {
  readonly view: HTMLElement;
  private readonly title = element("h2", { id: "previews-title" });
  private readonly step = element("span", { class: "faint" });
  private readonly latest = element("div", { tabindex: "0", role: "region" });
  private readonly empty = element("p", { class: "empty" });
  private readonly summary = element("summary");
  private readonly list = element("ol", { class: "earlier" });
  private readonly earlier = element("details", {}, this.summary, this.list);
  private shown: StepPreview | undefined;
  /** Those in the list, the latest first. */
  private listed: StepPreview[] = [];
  private readonly translations = new Translations();
  private currentTheme: Theme | undefined;

  private readonly lookInside: HTMLButtonElement;

  /** @param look opens the inspector with a text, or where a person chooses one */
  constructor(
    private readonly run: RunView,
    look: (text: string | undefined) => void,
  ) {
    this.lookInside = lookInsideButton(() => this.shown?.preview, look);
    this.view = element(
      "section",
      { "aria-labelledby": "previews-title" },
      element("div", { class: "bar-of-section" }, this.title, this.step, this.lookInside),
      this.empty,
      this.latest,
      this.earlier,
    );
    this.earlier.hidden = true;
    this.earlier.addEventListener("toggle", () => this.drawEarlier());
  }

  set theme(theme: Theme) {
    this.currentTheme = theme;
    if (this.shown?.preview.kind !== "translation") return;
    // Maps have colours of their own.
    [this.shown, this.listed] = [undefined, []];
    this.draw();
  }

  draw(): void {
    const { previews, isCounted, writesText } = this.run;
    // What counts and writes nothing shows no examples either.
    this.view.hidden = isCounted && !writesText && previews.length === 0;
    const latest = previews.at(-1);
    setText(this.title, writesText ? t("Sampled Text") : t("Examples and Answers"));
    this.empty.hidden = latest !== undefined;
    // What counts has no states.
    this.lookInside.hidden = latest === undefined || isCounted;
    this.latest.hidden = latest === undefined;
    const waiting = writesText ? t("Waiting for the first sample …") : t("Waiting for the first example …");
    const none = writesText ? t("No text was sampled.") : t("No example was shown.");
    setText(this.empty, this.run.isRunning ? waiting : none);
    setAttribute(this.latest, "aria-label", writesText ? t("Latest sample") : t("Latest example"));
    setText(this.step, latest && !isCounted ? t("at step {0}", grouped(latest.step)) : "");
    if (latest !== this.shown) {
      this.shown = latest;
      this.latest.className = latest?.preview.kind === "text" ? "sample" : "";
      this.drawLatest(latest);
      this.drawEarlier();
    }
  }

  private drawLatest(latest: StepPreview | undefined): void {
    const translations = this.latestTranslations();
    if (translations.length > 0) {
      // What is there stays: somebody may be reading a map by keys.
      const { view } = this.translations;
      if (this.latest.firstChild !== view) this.latest.replaceChildren(view);
      this.translations.show(translations, this.currentTheme!);
    } else
      this.latest.replaceChildren(
        ...(latest ? previewView(latest.preview, this.run.writesText, this.currentTheme!) : []),
      );
  }

  /** Examples of the latest step, which are looked at together. */
  private latestTranslations(): TranslationPreview[] {
    const { previews } = this.run;
    const last = previews.at(-1)?.step;
    const first = previews.findIndex(({ step, preview }) => step === last && preview.kind === "translation");
    const together = first < 0 ? [] : previews.slice(first).map(({ preview }) => preview);
    return together.filter((preview) => preview.kind === "translation");
  }

  private drawEarlier(): void {
    const latest = Math.max(1, this.latestTranslations().length);
    const before = this.run.previews.slice(0, -latest).reverse();
    this.earlier.hidden = before.length === 0;
    setText(this.summary, this.earlierText(before.length));
    if (!this.earlier.open) return;
    // Only the new ones are added, so that whoever reads an old one is not disturbed.
    const fresh = this.listed.length > 0 ? before.indexOf(this.listed[0]) : -1;
    if (fresh < 0) this.list.replaceChildren(...before.map((preview) => this.item(preview)));
    else {
      this.list.prepend(...before.slice(0, fresh).map((preview) => this.item(preview)));
      while (this.list.children.length > before.length) this.list.lastElementChild?.remove();
    }
    this.listed = before;
  }

  private earlierText(number: number): string {
    if (this.run.writesText) return number === 1 ? t("1 earlier sample") : t("{0} earlier samples", grouped(number));
    return number === 1 ? t("1 earlier example") : t("{0} earlier examples", grouped(number));
  }

  private item({ step, preview }: StepPreview): HTMLElement {
    return element(
      "li",
      {},
      element("h3", {}, t("Step {0}", grouped(step))),
      element(
        "div",
        preview.kind === "text" ? { class: "sample" } : {},
        ...previewView(preview, this.run.writesText, this.currentTheme!),
      ),
    );
  }
}
