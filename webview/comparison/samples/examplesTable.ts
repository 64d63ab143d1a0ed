import type { LabelsPreview, Preview, TranscriptPreview, TranslationPreview } from "../../../src/contracts/preview.ts";
import { labelsText } from "../../../src/contracts/previewText.ts";
import { element } from "../../shared/dom.ts";
import { icon } from "../../shared/icons.ts";
import { tableRegion } from "../../shared/tableRegion.ts";
import { t } from "../../shared/text.ts";
import { rightness, type SameExample } from "./sameExamples.ts";

type ShortAnswer = LabelsPreview | TranslationPreview | TranscriptPreview;

/** Answers that are a few words, so that a row has those of all runs. */
export function isShort(preview: Preview): preview is ShortAnswer {
  return preview.kind === "labels" || preview.kind === "translation" || preview.kind === "transcript";
}

/** A row an example: what was given, what is true, and what each run says. */
export function examplesTable(examples: readonly SameExample[], labels: readonly string[]): HTMLElement {
  const rows = examples.map(({ answers }) => {
    const first = answers.filter((answer) => answer !== undefined).find(isShort)!;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, bdi(inputOf(first))),
      element("td", {}, bdi(truthOf(first))),
      ...answers.map((answer) => element("td", {}, ...(answer && isShort(answer) ? answerNodes(answer) : ["–"]))),
    );
  });
  const heads = [t("Example"), t("Truth"), ...labels];
  const head = heads.map((title) => element("th", { scope: "col" }, title));
  return tableRegion(
    t("The same examples, answered by each run"),
    element(
      "table",
      { class: "same-examples" },
      element("thead", {}, element("tr", {}, ...head)),
      element("tbody", {}, ...rows),
    ),
  );
}

function answerNodes(answer: ShortAnswer): Node[] {
  const right = rightness(answer);
  const sign = right === undefined ? [] : [signOf(right)];
  return [...sign, bdi(outputOf(answer))];
}

function outputOf(answer: ShortAnswer): string {
  if (answer.kind === "labels") return labelsText(answer.predicted);
  const isCut = answer.kind === "translation" && !answer.stopped;
  return isCut ? `${answer.texts.output} …` : answer.texts.output;
}

/** A sign and, for who does not see it, a word. */
function signOf(right: boolean): HTMLElement {
  const word = element("span", { class: "visually-hidden" }, right ? t("right") : t("wrong"));
  return element("span", { class: right ? "right" : "wrong" }, icon(right ? "check" : "cross"), word);
}

function inputOf(preview: ShortAnswer): string {
  if (preview.kind === "labels") return preview.input;
  return preview.kind === "translation" ? preview.texts.source : preview.source;
}

function truthOf(preview: ShortAnswer): string {
  if (preview.kind === "labels") return preview.actual === null ? "–" : labelsText(preview.actual);
  return preview.texts.truth ?? "–";
}

function bdi(text: string): HTMLElement {
  return element("bdi", {}, text);
}
