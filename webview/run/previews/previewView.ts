import type { Preview, TextPreview, TranscriptPreview, TranslationPreview } from "../../../src/contracts/preview.ts";
import { element, textNode } from "../../shared/dom.ts";
import type { Theme } from "../../shared/theme.ts";
import { TranscriptView } from "../transcripts/transcriptView.ts";
import { labelsView, tagsView } from "./answers.ts";
import { forecastView } from "./forecast.ts";
import { rankingView } from "./ranking.ts";
import { TranslationView } from "./translation/translationView.ts";

/** An example by itself, as one of many. A text that a network has written is shown by `Samples`. */
export function previewView(preview: Preview, theme: Theme): Node[] {
  switch (preview.kind) {
    case "text":
      return textOf(preview);
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
    case "transcript": {
      const shown = new TranscriptView();
      shown.show(preview, theme);
      return [shown.view];
    }
    default:
      return preview satisfies never;
  }
}

/** An example of an old run, which kept its text alone: the answer is what the network adds. */
function textOf({ start, prompt, text }: TextPreview): Node[] {
  if (start !== undefined) return [element("bdi", {}, start), textNode(" → "), element("strong", {}, prompt, text)];
  return prompt === "" ? [textNode(text)] : [textNode(prompt), element("strong", {}, text)];
}

export function isText(preview: Preview): preview is TextPreview {
  return preview.kind === "text";
}

export function isTranslation(preview: Preview): preview is TranslationPreview {
  return preview.kind === "translation";
}

export function isTranscript(preview: Preview): preview is TranscriptPreview {
  return preview.kind === "transcript";
}
