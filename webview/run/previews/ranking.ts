import { grouped } from "../../../src/base/words.ts";
import type { RankingPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { shareText } from "../../shared/numbers.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** The items before, and under them what is recommended next, in its order, with the one that came marked. */
export function rankingView({ history, ranked, actual, rank }: RankingPreview): HTMLElement {
  const items = history.flatMap((item, i) => [i > 0 ? ", " : "", element("bdi", {}, item)]);
  const rows = ranked.map(({ symbol, probability }, i) => {
    const came = symbol === actual;
    const bar = element("span", { class: "share-bar" });
    bar.style.setProperty("--share", `${100 * probability}%`);
    return element(
      "tr",
      came ? { class: "own" } : {},
      element("td", {}, grouped(i + 1)),
      element("th", { scope: "row" }, ...(came ? [icon("check"), " "] : []), element("bdi", {}, symbol)),
      element("td", {}, shareText(probability)),
      element("td", { class: "bar-cell" }, bar),
    );
  });
  const heads = [t("Rank"), t("Item"), t("Probability"), ""];
  const table = element(
    "table",
    { class: "ranking" },
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows),
  );
  const place = rank === null ? t("not among the items of training") : t("rank {0}", grouped(rank));
  const came = actual === null ? place : `${actual} (${place})`;
  return element(
    "div",
    { class: "example" },
    element("p", { class: "input" }, ...(items.length > 0 ? items : [t("nothing before")])),
    tableRegion(t("What is recommended next"), table),
    element("p", { class: "faint" }, t("Came: "), element("bdi", {}, came)),
  );
}
