import { decimalText } from "../../../../src/base/numberText.ts";
import { visibleSymbol } from "../../../../src/base/visibleText.ts";
import type { DrawnSymbol, LikelySymbol } from "../../../../src/contracts/preview.ts";
import { button, element } from "../../../shared/dom.ts";
import { icon } from "../../../shared/icons.ts";
import { shareText, symbolName } from "../../../shared/numbers.ts";
import { t } from "../../../shared/text.ts";

/** What else was likely in the place of a symbol: a card beside it. It is looked at, or pinned and its symbols chosen. */
export class SymbolCard {
  readonly view = element("div", { class: "symbol-card", role: "group" });

  constructor() {
    this.view.hidden = true;
  }

  /** @param choose takes another symbol; without it there is only something to look at */
  show(symbol: DrawnSymbol, choose: ((likely: LikelySymbol) => void) | undefined, isPinned: boolean): void {
    this.view.hidden = false;
    this.view.classList.toggle("pinned", isPinned);
    this.view.setAttribute("aria-label", spokenSymbol(symbol));
    const written = symbol.text;
    const rows = symbol.likeliest.map((likely) => this.row(likely, written === textOf(likely), choose));
    const hint = isPinned
      ? t("Choose a symbol to go on from it. Escape closes.")
      : t("Click, or press Enter, to go on from another.");
    this.view.replaceChildren(
      element("p", { class: "symbol-title" }, element("bdi", {}, shownName(written)), " ", ...shareOf(symbol)),
      ...(rows.length > 0 ? [element("ol", {}, ...rows)] : []),
      ...(choose ? [element("p", { class: "faint" }, hint)] : []),
    );
  }

  hide(): void {
    this.view.hidden = true;
    this.view.classList.remove("pinned");
  }

  /** The first symbol that can be chosen has the focus. */
  focus(): void {
    this.view.querySelector("button")?.focus();
  }

  private row(likely: LikelySymbol, isWritten: boolean, choose: ((likely: LikelySymbol) => void) | undefined) {
    const shown = visibleSymbol(likely.symbol);
    const share = shareText(likely.probability);
    const bar = element("span", { class: "share-bar" });
    bar.style.setProperty("--share", `${100 * likely.probability}%`);
    const parts = [
      element("bdi", { class: "symbol-shown" }, shown),
      element("span", { class: "share" }, share),
      bar,
      ...(isWritten ? [icon("check")] : []),
    ];
    if (!choose) return element("li", {}, ...parts);
    const made = button("", () => choose(likely), { class: "secondary" });
    made.setAttribute("aria-label", t("Go on from {0}, {1}", symbolName(likely.symbol), share));
    made.append(...parts);
    return element("li", {}, made);
  }
}

/** A symbol as it is; one that cannot be seen by its name. */
function shownName(text: string): string {
  const symbol = text.trim() || text;
  const name = symbolName(symbol);
  return name === `“${symbol}”` ? symbol : name;
}

/** What a likely symbol would add to the text. */
export function textOf({ symbol, text = symbol }: LikelySymbol): string {
  return text;
}

/** “e”, 31 %; likeliest “e” 31 %, “a” 12 % … */
export function spokenSymbol({ text, probability, likeliest }: DrawnSymbol): string {
  const name = symbolName(text.trim() || text);
  if (probability === null) return t("{0}, given", name);
  const listed = likeliest.map(({ symbol, probability }) => `${symbolName(symbol)} ${shareText(probability)}`);
  return t("{0}, {1}; likeliest: {2}", name, shareText(probability), listed.join(", "));
}

function shareOf({ probability }: DrawnSymbol): (Node | string)[] {
  if (probability === null) return [element("span", { class: "faint" }, t("given"))];
  const bits = decimalText(-Math.log2(probability), 1);
  return [element("span", {}, shareText(probability)), " ", element("span", { class: "faint" }, t("{0} bits", bits))];
}
