import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { grouped } from "../../../src/base/words.ts";
import type { PartReport } from "../../../src/contracts/report.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { headOf, reportTable } from "./reportTable.ts";

type Report = PartReport["report"];

/** How often transcripts were changed against the truth, and in which way. */
export function editsTable({
  labels,
  substitutions,
  insertions,
  deletions,
}: NonNullable<Report["edits"]>): HTMLElement {
  const heads = [t("Labels"), t("Substitutions"), t("Insertions"), t("Deletions")];
  const cells = [labels, substitutions, insertions, deletions].map((n) => element("td", {}, grouped(n)));
  return reportTable(t("Edits of all transcripts"), [headOf(heads), element("tbody", {}, element("tr", {}, ...cells))]);
}

/** The labels that were taken for each other, the most frequent pairs first. */
export function confusedTable(pairs: NonNullable<Report["confused"]>): HTMLElement {
  const heads = [t("Truth"), t("Output"), t("Times")];
  const body = pairs.map(({ truth, output, count }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, element("bdi", {}, visibleSymbol(truth))),
      element("td", {}, element("bdi", {}, visibleSymbol(output))),
      element("td", {}, grouped(count)),
    ),
  );
  return reportTable(t("Taken for each other"), [headOf(heads), element("tbody", {}, ...body)]);
}
