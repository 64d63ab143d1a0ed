import type { AlignedSymbol } from "../../../../src/base/differences.ts";
import { visibleSymbol } from "../../../../src/base/visibleText.ts";
import type { Attention } from "../../../shared/attention/attentionMap.ts";
import { element } from "../../../shared/dom.ts";
import { icon } from "../../../shared/icons.ts";
import { symbolName } from "../../../shared/numbers.ts";
import { tableRegion } from "../../../shared/tableRegion.ts";
import { t } from "../../../shared/text.ts";

/** Symbols of the source that are named for an output, and the least weight that is. */
const MOST_NAMED = 3;
const LEAST_WEIGHT = 0.05;

/** A row a symbol: what was written, what is true, and what the network looked at. */
export function symbolTable(
  steps: readonly AlignedSymbol[],
  { source, outputs, weights }: Attention,
  truth: readonly string[] | null,
): HTMLElement {
  const hasWeights = weights.length > 0;
  const heads = [t("Output"), ...(truth === null ? [] : [t("Truth")]), ...(hasWeights ? [t("Looks at")] : [])];
  const rows = steps.map((step) => {
    const label = step.output === undefined ? undefined : outputs[step.output];
    const written = label && element("bdi", {}, label.shown ?? visibleSymbol(label.symbol));
    const missing = element("span", { class: "faint" }, t("missing"));
    const wrong = truth !== null && step.difference !== "same";
    const sign = wrong ? [icon("cross"), " "] : [];
    const cells = [element("th", { scope: "row", class: wrong ? "wrong" : "" }, ...sign, written ?? missing)];
    const right = truth === null || step.truth === undefined ? "" : visibleSymbol(truth[step.truth]);
    const others = [
      ...(truth === null ? [] : [element("td", {}, element("bdi", {}, right))]),
      ...(hasWeights
        ? [element("td", {}, ...(step.output === undefined ? [] : looksAt(source, weights[step.output])))]
        : []),
    ];
    return element("tr", {}, ...cells, ...others);
  });
  const table = element(
    "table",
    { class: "symbols" },
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows),
  );
  return tableRegion(t("Symbol by symbol"), table);
}

/** “hundred” 0.91, “and” 0.07 */
function looksAt(source: readonly string[], weights: readonly number[]): Node[] {
  const order = weights.map((_, i) => i).sort((a, b) => weights[b] - weights[a]);
  const named = order.slice(0, MOST_NAMED).filter((i, rank) => rank === 0 || weights[i] >= LEAST_WEIGHT);
  return named.map((i, rank) => {
    const symbol = element("bdi", {}, symbolName(source[i]));
    return element("span", {}, rank > 0 ? ", " : "", symbol, ` ${weights[i].toFixed(2)}`);
  });
}
