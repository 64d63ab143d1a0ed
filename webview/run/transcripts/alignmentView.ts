import { type Edit, editsBetween } from "../../../src/base/edits.ts";
import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { grouped } from "../../../src/base/words.ts";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";

/** Labels that are shown one by one. */
const MOST_SHOWN = 500;

const words: Record<Edit["kind"], { sign: string; name: () => string }> = {
  same: { sign: "", name: () => t("right") },
  substitution: { sign: "≠", name: () => t("substitution") },
  insertion: { sign: "+", name: () => t("insertion") },
  deletion: { sign: "−", name: () => t("deletion") },
};

type Line = readonly [name: string, text: string];

/** Output and truth, each with its name. */
export function answerLines(
  { output, truth }: { output: string; truth: string | null },
  beam: number | null = null,
): Line[] {
  const written = beam === null ? t("Output") : t("Output of a search, beam {0}", grouped(beam));
  return [[written, output], ...(truth === null ? [] : [[t("Truth"), truth] as const])];
}

/** Texts below their names. */
export function linesView(...lines: readonly Line[]): HTMLElement {
  const views = lines.map(([name, text]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, text || t("nothing"))),
  );
  return element("dl", { class: "transcript-lines" }, ...views);
}

/** What is true above what was written, label by label, with a sign and a frame where they differ. */
export function alignmentView(truth: readonly string[], output: readonly string[]): HTMLElement {
  const edits = editsBetween(truth, output);
  const said = verdict(edits, truth.length);
  if (edits.every(({ kind }) => kind === "same")) return element("div", { class: "alignment-view" }, said);
  const shown = edits.slice(0, MOST_SHOWN);
  const cell = (symbol: string | undefined) =>
    element(
      "td",
      symbol === undefined ? { class: "gap" } : {},
      element("bdi", {}, symbol === undefined ? "" : visibleSymbol(symbol)),
    );
  const row = (name: string, cells: HTMLElement[]) =>
    element("tr", {}, element("th", { scope: "row" }, name), ...cells);
  const table = element(
    "table",
    { class: "alignment" },
    element(
      "tbody",
      {},
      row(
        t("Truth"),
        shown.map(({ truth: i }) => cell(i === undefined ? undefined : truth[i])),
      ),
      row(
        t("Output"),
        shown.map(({ kind, output: j }) => withKind(cell(j === undefined ? undefined : output[j]), kind)),
      ),
      row(
        t("Edit"),
        shown.map(({ kind }) => signOf(kind)),
      ),
    ),
  );
  const region = tableRegion(t("Truth and output, aligned"), table);
  const more =
    edits.length > shown.length
      ? [element("p", { class: "faint" }, t("The first {0} of {1}.", grouped(MOST_SHOWN), grouped(edits.length)))]
      : [];
  return element("div", { class: "alignment-view" }, said, region, ...more);
}

/** "2 substitutions, 1 deletion: 3 edits of 12 labels" */
function verdict(edits: readonly Edit[], length: number): HTMLElement {
  const count = (kind: Edit["kind"]) => edits.filter((edit) => edit.kind === kind).length;
  const [substitutions, insertions, deletions] = [count("substitution"), count("insertion"), count("deletion")];
  const all = substitutions + insertions + deletions;
  if (all === 0) return element("p", { class: "verdict right" }, icon("check"), " ", t("right"));
  const share = length === 0 ? "" : ` (${((100 * all) / length).toFixed(1)} %)`;
  const text = t(
    "{0} of {1} labels: substitutions {2}, insertions {3}, deletions {4}",
    ...[grouped(all), grouped(length) + share, grouped(substitutions), grouped(insertions), grouped(deletions)],
  );
  return element("p", { class: "verdict wrong" }, icon("cross"), " ", text);
}

function withKind(cell: HTMLElement, kind: Edit["kind"]): HTMLElement {
  if (kind !== "same") cell.classList.add("edit", kind);
  return cell;
}

function signOf(kind: Edit["kind"]): HTMLElement {
  if (kind === "same") return element("td");
  const { sign, name } = words[kind];
  const hidden = element("span", { class: "visually-hidden" }, name());
  return element("td", { title: name() }, element("span", { "aria-hidden": "true" }, sign), hidden);
}
