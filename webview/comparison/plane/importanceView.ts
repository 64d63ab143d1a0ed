import { element } from "../../shared/dom.ts";
import { signed } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** How a setting goes with the figure, over n runs. */
export interface Importance {
  key: string;
  /** Spearman's ρ; null where the setting has no order, or one side does not vary. */
  rho: number | null;
  /** How probable so large a |ρ| is by chance; null of fewer than three runs. */
  p: number | null;
  n: number;
}

/** Above it, chance explains a correlation well enough. */
const DOUBTFUL = 0.05;

/** Which settings matter: rank correlations with the figure, and how far they can be trusted. */
export function importanceView(found: readonly Importance[], figure: string): HTMLElement {
  const head = [t("Setting"), t("Rank correlation with {0}", figure), t("By chance (p)"), t("Runs"), ""];
  const rows = found.map(({ key, rho, p, n }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, key),
      element("td", { class: "number" }, rho === null ? "–" : signed(rho)),
      element("td", { class: "number" }, p === null ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3)),
      element("td", { class: "number" }, String(n)),
      element("td", {}, verdict(rho, p)),
    ),
  );
  const table = element(
    "table",
    {},
    element("thead", {}, element("tr", {}, ...head.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows),
  );
  const note = t(
    "Spearman's ρ compares orders: +1 where a larger setting always goes with a larger figure, −1 where it always goes with a smaller one. It is blind to a best value in the middle, and says nothing about settings together.",
  );
  return element("div", {}, tableRegion(t("Which settings matter"), table), element("p", { class: "faint" }, note));
}

function verdict(rho: number | null, p: number | null): string {
  if (rho === null) return t("cannot be ranked");
  if (p === null) return t("too few runs to tell");
  return p < DOUBTFUL ? t("unlikely to be chance") : t("may be chance");
}
