import type { Preview } from "../../../src/contracts/preview.ts";
import type { LookedInto } from "../../../src/contracts/trainingPanel.ts";
import { button } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** What of a preview the inspector can read; nothing of numbers, whose examples a person chooses there. */
function readable(preview: Preview): LookedInto {
  switch (preview.kind) {
    case "text":
      return { text: preview.backward ? preview.text + preview.prompt : preview.prompt + preview.text };
    case "labels":
      if (preview.sound) return { sound: preview.sound.file };
      return preview.isNamed ? {} : { text: preview.input };
    case "tags":
      return { text: preview.steps.map(({ symbol }) => symbol).join(" ") };
    case "translation":
      return { text: preview.texts.source };
    case "transcript":
      if (preview.sound) return { sound: preview.sound.file };
      return preview.symbols ? { text: preview.source } : {};
    case "ranking":
      return { text: preview.history.join(", ") };
    case "forecast":
      return {};
  }
}

/** Opens the inspector at what a preview shows. */
export function lookInsideButton(preview: () => Preview | undefined, look: (example: LookedInto) => void) {
  const made = button(t("Look Inside"), () => {
    const shown = preview();
    look(shown ? readable(shown) : {});
  });
  made.title = t("Shows what the network computes at every step of this text");
  return made;
}
