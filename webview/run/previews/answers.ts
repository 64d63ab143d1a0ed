import type { LabelsPreview, TagsPreview } from "../../../src/contracts/preview.ts";
import { isRight, labelsText } from "../../../src/contracts/previewText.ts";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** An example, and under it what the network answers beside what is true. */
export function labelsView(preview: LabelsPreview): HTMLElement {
  const { input, predicted, actual } = preview;
  const right = isRight(preview);
  const fields: [string, string][] = [[t("Answer"), labelsText(predicted)]];
  if (actual !== null) fields.push([t("Truth"), labelsText(actual)]);
  const answer = element(
    "dl",
    { class: "answer" },
    ...fields.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
  return element(
    "div",
    { class: "example" },
    element("p", { class: "input" }, input),
    answer,
    ...(right === undefined ? [] : [verdict(right)]),
  );
}

/** The steps of a sequence from left to right, under each what the network answers and what is true. */
export function tagsView({ steps }: TagsPreview): HTMLElement {
  const rows = [
    element(
      "tr",
      {},
      element("td"),
      ...steps.map(({ symbol }) => element("th", { scope: "col" }, element("bdi", {}, symbol))),
    ),
    element(
      "tr",
      {},
      element("th", { scope: "row" }, t("Answer")),
      ...steps.map((step) => {
        const wrong = isRight(step) === false;
        const said = labelsText(step.predicted);
        return element("td", { class: wrong ? "wrong" : "" }, ...(wrong ? [icon("cross"), " "] : []), said);
      }),
    ),
  ];
  if (steps.some(({ actual }) => actual !== null)) {
    const truths = steps.map(({ actual }) => element("td", {}, actual === null ? "" : labelsText(actual)));
    rows.push(element("tr", {}, element("th", { scope: "row" }, t("Truth")), ...truths));
  }
  const known = steps.map(isRight).filter((right) => right !== undefined);
  const right = known.filter(Boolean).length;
  const summary =
    known.length > 0 ? [element("p", { class: "faint" }, t("{0} of {1} right", right, known.length))] : [];
  return element(
    "div",
    { class: "example" },
    tableRegion(t("Answers for each step"), element("table", { class: "tags" }, element("tbody", {}, ...rows))),
    ...summary,
  );
}

/** Told by a sign and a word, not by colour alone. */
function verdict(right: boolean): HTMLElement {
  const [sign, word] = right ? ([icon("check"), t("right")] as const) : ([icon("cross"), t("wrong")] as const);
  return element("p", { class: `verdict ${right ? "right" : "wrong"}` }, sign, " ", word);
}
