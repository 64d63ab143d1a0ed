import { grouped } from "../../../src/base/words.ts";
import { button, element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";

/** What shows one example, again and again. */
interface OneView<P> {
  readonly view: HTMLElement;
  show(preview: P, theme: Theme): void;
}

/** What tells examples apart, and how wrong they are: null where nobody knows. */
interface Ranking<P> {
  keyOf(preview: P): string;
  errorsOf(preview: P): number | null;
}

/** The examples of one step, one at a time: those with most errors first. Who chose one keeps it while the network learns. */
export class Turning<P> {
  private readonly back = button("‹", () => this.turn(-1), { class: "secondary" });
  private readonly forth = button("›", () => this.turn(1), { class: "secondary" });
  private readonly place = element("span", { role: "status" });
  private readonly turning: HTMLElement;
  readonly view: HTMLElement;
  private all: { preview: P; errors: number | null }[] = [];
  private at = 0;
  private theme: Theme | undefined;
  /** The example that a person chose to look at. */
  private chosen: string | undefined;

  constructor(
    private readonly one: OneView<P>,
    private readonly ranking: Ranking<P>,
  ) {
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

  /** The example that is looked at. */
  get current(): P | undefined {
    return this.all[this.at]?.preview;
  }

  show(previews: readonly P[], theme: Theme): void {
    this.theme = theme;
    const ranked = previews.map((preview) => ({ preview, errors: this.ranking.errorsOf(preview) }));
    this.all = ranked.sort((a, b) => (b.errors ?? 0) - (a.errors ?? 0));
    const again = this.all.findIndex(({ preview }) => this.ranking.keyOf(preview) === this.chosen);
    this.at = Math.max(0, again);
    this.draw();
  }

  private turn(by: number): void {
    this.at = (this.at + by + this.all.length) % this.all.length;
    this.chosen = this.ranking.keyOf(this.all[this.at].preview);
    this.draw();
  }

  private draw(): void {
    const { all, at, theme } = this;
    this.turning.hidden = all.length < 2;
    const known = all.filter(({ errors }) => errors !== null);
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
