import { alignSymbols } from "../../../src/base/differences.ts";
import { decimalText } from "../../../src/base/numberText.ts";
import { stretchesOf } from "../../../src/base/stretches.ts";
import { grouped } from "../../../src/base/words.ts";
import type { LengthRow, WrittenExample } from "../../../src/contracts/report.ts";
import { element, textNode } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { headOf, reportTable } from "./reportTable.ts";

/** How strong the colour of a whole share is, in percent. */
const STRONGEST = 40;

/** How well outputs are written for sources of each length; the share of exact ones is a colour too. */
export function lengthTable(rows: readonly LengthRow[]): HTMLElement {
  const heads = [t("Source tokens"), t("Examples"), t("Exact match %"), t("BLEU"), t("Error rate %")];
  const body = rows.map(({ from, to, examples, exactMatch, bleu, errorRate }) => {
    const exact = element("td", { class: "right" }, figureText(100 * exactMatch));
    exact.style.setProperty("--share", `${Math.round(STRONGEST * exactMatch)}%`);
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, from === to ? grouped(from) : `${grouped(from)}–${grouped(to)}`),
      element("td", {}, grouped(examples)),
      exact,
      element("td", {}, figureText(bleu)),
      element("td", {}, figureText(100 * errorRate)),
    );
  });
  return reportTable(t("Output by length of the source"), [headOf(heads), element("tbody", {}, ...body)], "lengths");
}

/** The examples that are the furthest from the truth, with what differs marked. */
export function worstTable(rows: readonly WrittenExample[]): HTMLElement {
  const heads = [t("Source"), t("Output"), t("Truth"), t("Error rate %")];
  const body = rows.map(({ source, output, truth, errorRate, stopped }) => {
    const [written, right] = [symbolsOf(output), symbolsOf(truth)];
    const steps = alignSymbols(written, right).filter(({ difference }) => difference !== "same");
    const marked = (text: string, symbols: readonly string[], side: "output" | "truth") => {
      const all = new Set(steps.map((step) => step[side]));
      const stretches = stretchesOf(text, symbols, (i) => all.has(i));
      return stretches.map(({ text, marked }) => (marked ? element("mark", {}, text) : textNode(text)));
    };
    const cut = stopped ? [] : [element("span", { class: "faint" }, ` ${t("(cut)")}`)];
    const none = output === "" ? [element("span", { class: "faint" }, t("nothing"))] : [];
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, element("bdi", {}, source)),
      element("td", {}, element("bdi", {}, ...none, ...marked(output, written, "output")), ...cut),
      element("td", {}, element("bdi", {}, ...marked(truth, right, "truth"))),
      element("td", {}, figureText(100 * errorRate)),
    );
  });
  return reportTable(t("The furthest from the truth"), [headOf(heads), element("tbody", {}, ...body)], "worst");
}

/** Words where there are several, else characters. */
function symbolsOf(text: string): string[] {
  return /\s/.test(text.trim()) ? text.trim().split(/\s+/) : [...text.trim()];
}

/** What is not known, or cannot be, is a dash. */
function figureText(value: number | null): string {
  return value === null || !Number.isFinite(value) ? "–" : decimalText(value, 1);
}
