import { alignSymbols } from "../../../../src/base/differences.ts";
import { grouped } from "../../../../src/base/words.ts";
import type { TranslationPreview } from "../../../../src/contracts/preview.ts";
import { button, element, setAttribute, setText } from "../../../shared/dom.ts";
import { t } from "../../../shared/text.ts";
import type { Theme } from "../../../shared/theme.ts";
import { TranslationView } from "./translationView.ts";

/** The examples of one step, one at a time: those with most errors first. Who chose one keeps it while the network learns. */
export class Translations {
  private readonly back = button("‹", () => this.turn(-1), { class: "secondary" });
  private readonly forth = button("›", () => this.turn(1), { class: "secondary" });
  private readonly place = element("span", { role: "status" });
  private readonly turning: HTMLElement;
  private readonly one = new TranslationView();
  readonly view: HTMLElement;
  private all: { preview: TranslationPreview; errors: number }[] = [];
  private at = 0;
  private theme: Theme | undefined;
  /** The source that a person chose to look at. */
  private chosen: string | undefined;

  constructor() {
    setAttribute(this.back, "aria-label", t("Previous example"));
    setAttribute(this.forth, "aria-label", t("Next example"));
    this.turning = element(
      "div",
      { class: "turning", role: "group", "aria-label": t("Examples") },
      this.back,
      this.place,
      this.forth,
    );
    this.view = element("div", {}, this.turning, this.one.view);
  }

  show(previews: readonly TranslationPreview[], theme: Theme): void {
    this.theme = theme;
    const ranked = previews.map((preview) => ({ preview, errors: errorsOf(preview) }));
    this.all = ranked.sort((a, b) => b.errors - a.errors);
    const again = this.all.findIndex(({ preview }) => preview.texts.source === this.chosen);
    this.at = Math.max(0, again);
    this.draw();
  }

  private turn(by: number): void {
    this.at = (this.at + by + this.all.length) % this.all.length;
    this.chosen = this.all[this.at].preview.texts.source;
    this.draw();
  }

  private draw(): void {
    const { all, at, theme } = this;
    this.turning.hidden = all.length < 2;
    const known = all.filter(({ preview }) => preview.truth !== null);
    const right = known.filter(({ errors }) => errors === 0).length;
    const place = [grouped(at + 1), grouped(all.length)];
    setText(
      this.place,
      known.length === 0
        ? t("Example {0} of {1}", ...place)
        : t("Example {0} of {1}, {2} right", ...place, grouped(right)),
    );
    if (theme !== undefined && all.length > 0) this.one.show(all[at].preview, theme);
  }
}

/** Symbols that differ from the truth, where it is known; one that was cut is wrong too. */
function errorsOf({ output, truth, stopped }: TranslationPreview): number {
  if (truth === null) return 0;
  const differing = alignSymbols(output, truth).filter(({ difference }) => difference !== "same");
  return differing.length + (stopped ? 0 : 1);
}
