import type { TranslationPreview } from "../../../src/contracts/preview.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** What was read, what the network wrote, and the truth where it is known. */
export function translationView({ texts, stopped }: TranslationPreview): HTMLElement {
  const fields: [string, string][] = [
    [t("Source"), texts.source],
    [stopped ? t("Output") : t("Output (cut)"), texts.output],
  ];
  if (texts.truth !== null) fields.push([t("Truth"), texts.truth]);
  return element(
    "dl",
    { class: "answer" },
    ...fields.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}
