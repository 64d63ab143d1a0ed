import type { Preview } from "../../../src/contracts/preview.ts";
import { button } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** The text of a preview that the inspector can read; undefined of numbers, whose examples a person chooses there. */
function textOf(preview: Preview): string | undefined {
  switch (preview.kind) {
    case "text":
      return preview.backward ? preview.text + preview.prompt : preview.prompt + preview.text;
    case "labels":
      return preview.input;
    case "tags":
      return preview.steps.map(({ symbol }) => symbol).join(" ");
    case "translation":
      return preview.texts.source;
    case "transcript":
      // Of numbers a person chooses the example.
      return preview.symbols && preview.source;
    case "ranking":
      return preview.history.join(", ");
    case "forecast":
      return undefined;
  }
}

/** Opens the inspector at what a preview shows. */
export function lookInsideButton(preview: () => Preview | undefined, look: (text: string | undefined) => void) {
  const made = button(t("Look Inside"), () => {
    const shown = preview();
    look(shown && textOf(shown));
  });
  made.title = t("Shows what the network computes at every step of this text");
  return made;
}
