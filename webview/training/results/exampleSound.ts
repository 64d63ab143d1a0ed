import { type HeardPreview, HeardSteps } from "../../run/previews/heardLabels.ts";
import type { SoundRequests } from "../../run/sound/soundRequests.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";

/** The sound of one of many examples, which a person opens below it. */
export class ExampleSound {
  private readonly steps: HeardSteps;

  constructor(sounds: SoundRequests) {
    this.steps = new HeardSteps(sounds);
  }

  /** Where the sound of an example is opened. One that is open stays so when its example is drawn anew. */
  disclosure(preview: HeardPreview, theme: Theme): HTMLElement {
    // Of one name, one at a time.
    const made = element("details", { class: "example-sound", name: "example-sound" });
    made.append(element("summary", {}, t("Sound")));
    made.addEventListener("toggle", () => {
      if (made.open) this.show(made, preview, theme);
      else if (made.contains(this.steps.view)) this.close();
    });
    if (this.steps.shown?.sound.file === preview.sound.file) {
      made.open = true;
      made.append(this.steps.view);
    }
    return made;
  }

  /** Ends the sound of an example that is no longer there. */
  settle(): void {
    if (this.steps.shown && !this.steps.view.isConnected) this.close();
  }

  private show(place: HTMLElement, preview: HeardPreview, theme: Theme): void {
    place.append(this.steps.view);
    this.steps.show(preview, theme);
  }

  private close(): void {
    this.steps.stop();
    this.steps.view.remove();
  }
}
