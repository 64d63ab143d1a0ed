import type { Preview, TextPreview } from "../../../src/contracts/preview.ts";
import { element, textNode } from "../../shared/dom.ts";
import type { Theme } from "../../shared/theme.ts";
import { labelsView, tagsView } from "./answers.ts";
import { forecastView } from "./forecast.ts";
import { rankingView } from "./ranking.ts";
import { TranslationView } from "./translation/translationView.ts";

/** A preview by itself, as one of many; `writesText` says whether a text is a sample or an example with its answer. */
export function previewView(preview: Preview, writesText: boolean, theme: Theme): Node[] {
  switch (preview.kind) {
    case "text":
      return textOf(preview, writesText);
    case "labels":
      return [labelsView(preview)];
    case "tags":
      return [tagsView(preview)];
    case "forecast":
      return [forecastView(preview)];
    case "ranking":
      return [rankingView(preview)];
    case "translation": {
      const shown = new TranslationView(true);
      shown.show(preview, theme);
      return [shown.view];
    }
    default:
      return preview satisfies never;
  }
}

/** Prompt and drawn text, or an example and its answer, as text nodes: whatever the network writes, it is only ever text. */
function textOf({ start, prompt, text, backward }: TextPreview, writesText: boolean): Node[] {
  const drawn = textNode(text);
  if (start !== undefined) return [element("bdi", {}, start), textNode(" → "), element("strong", {}, prompt, drawn)];
  if (prompt === "") return [drawn];
  // An example of a run that was read from its folder: the answer is what the network adds.
  if (!writesText) return [textNode(prompt), element("strong", {}, drawn)];
  const given = element("span", { class: "prompt" }, prompt);
  return backward ? [drawn, given] : [given, drawn];
}
