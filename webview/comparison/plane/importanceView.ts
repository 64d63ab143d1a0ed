import type { SettingImportance } from "../../../src/contracts/comparisonPanel.ts";
import { element } from "../../shared/dom.ts";
import { signed } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** Above it, chance explains a correlation well enough. */
const DOUBTFUL = 0.05;

/** Which settings matter: rank correlations with the figure, and how far they can be trusted. */
export function importanceView(found: readonly SettingImportance[], figure: string): HTMLElement {
  const head = [t("Setting"), t("Rank correlation with {0}", figure), t("By chance"), t("Groups")];
  const rows = found.map(({ key, rho, p, n }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, key),
      element("td", {}, rho === null ? "–" : signed(rho)),
      element("td", {}, doubt(rho, p)),
      element("td", {}, String(n)),
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

function doubt(rho: number | null, p: number | null): string {
  if (rho === null) return t("has no order");
  if (p === null) return t("too few groups to tell");
  const size = p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
  return p < DOUBTFUL ? t("unlikely ({0})", size) : t("possible ({0})", size);
}
