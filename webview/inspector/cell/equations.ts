import { capitalized } from "../../../src/base/words.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { type Formula, type SumFormula, shown, stateFormulas, sumsOf } from "./formulas.ts";
import { dominant, type Term, type UnitValues } from "./unitValues.ts";

const partNames: Record<string, () => string> = {
  input: () => t("input"),
  recurrent: () => t("state before"),
  bias: () => t("bias"),
  peephole: () => t("peephole"),
  context: () => t("context"),
  earlier: () => t("earlier steps"),
};

const partName = (part: string) => partNames[part]?.() ?? part;

/** The equations of a cell with the numbers of one unit at one step: each sum with its terms apart, then the state. */
export function equations(values: UnitValues): HTMLElement {
  const most = Math.max(
    1,
    ...values.sums.flatMap((of) => (values.terms(of) ?? []).map(({ value }) => Math.abs(value))),
  );
  const sums = sumsOf(values).map((sum, i) => sumView(sum, values.terms(values.sums[i]), most));
  return element("div", { class: "equations" }, ...sums, ...stateFormulas(values).map(formulaView));
}

function sumView(formula: SumFormula, terms: Term[] | undefined, most: number): HTMLElement {
  const { of, title, symbols, activation, sum, result } = formula;
  const parts = (terms ?? []).flatMap(({ part, value }, i) => {
    const sign = i === 0 && value >= 0 ? "" : value < 0 ? "−" : "+";
    const number = element("span", { class: `term term-${part}`, title: partName(part) }, shown(Math.abs(value)));
    return [` ${sign} `, number];
  });
  const open = activation === "identity" ? "" : activation;
  return element(
    "div",
    { class: "equation" },
    element(
      "div",
      { class: "equation-head" },
      element("b", {}, of),
      element("span", { class: "faint" }, capitalized(title)),
      element("output", {}, shown(result)),
    ),
    element("div", { class: "formula" }, ...lowered(`${of} = ${open}(${symbols || "…"})`)),
    element(
      "div",
      { class: "formula" },
      `= ${open}(`,
      ...(parts.length > 0 ? parts : ["…"]),
      ` ) = ${open}(${shown(sum)})`,
    ),
    ...(terms && terms.length > 0
      ? [termBars(terms, sum ?? 0, most), element("p", { class: "faint verdict" }, verdict(terms))]
      : []),
  );
}

function verdict(terms: readonly Term[]): string {
  const most = dominant(terms);
  if (!most) return t("No term dominates.");
  const sum = terms.reduce((all, { value }) => all + value, 0);
  const against = Math.sign(sum) !== Math.sign(most.value) && sum !== 0;
  const name = partName(most.part);
  return against ? t("The {0} is the largest term, and the others outweigh it.", name) : t("The {0} dominates.", name);
}

/** Each term a bar from zero to one side, on one scale for all sums of the cell; a line marks their sum. */
function termBars(terms: readonly Term[], sum: number, most: number): HTMLElement {
  const range = Math.max(most, Math.abs(sum));
  const share = (value: number) => `${Math.min(50, (50 * Math.abs(value)) / range)}%`;
  const rows = terms.map(({ part, value }) => {
    const bar = element("span", { class: `term-bar term-${part} ${value < 0 ? "negative" : "positive"}` });
    bar.style.setProperty("--share", share(value));
    return element(
      "div",
      { class: "term-row" },
      element("span", { class: "term-name" }, partName(part)),
      element("span", { class: "term-track" }, bar),
    );
  });
  return element("div", { class: "term-bars", "aria-hidden": "true" }, ...rows);
}

function formulaView({ symbols, numbers, result, because }: Formula): HTMLElement {
  return element(
    "div",
    { class: "equation state-equation" },
    element("div", { class: "formula" }, ...lowered(symbols)),
    element("div", { class: "formula" }, `= ${numbers} = `, element("output", {}, shown(result))),
    ...(because === undefined ? [] : [element("p", { class: "faint verdict" }, because)]),
  );
}

/** A formula whose names between underscores stand low. */
export function lowered(text: string): (Node | string)[] {
  return text.split("_").map((part, i) => (i % 2 === 1 ? element("sub", {}, part) : part));
}
