import { grouped } from "../../../src/base/words.ts";
import type { LabelsPreview, Preview } from "../../../src/contracts/preview.ts";
import { isRight } from "../../../src/contracts/previewText.ts";
import type { SoundSteps } from "../../../src/contracts/sound.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { SoundRequests } from "../sound/soundRequests.ts";
import { labelsView } from "./answers.ts";
import { ExampleSteps, stepNumbers } from "./exampleSteps.ts";
import { Turning } from "./turning.ts";

/** A sound with its labels. */
export type HeardPreview = LabelsPreview & Required<Pick<LabelsPreview, "sound" | "steps">>;

export function isHeard(preview: Preview): preview is HeardPreview {
  return preview.kind === "labels" && preview.sound !== undefined && preview.steps !== undefined;
}

/** Sounds of one step of a training with what the network answers. */
export class HeardLabels extends Turning<HeardPreview> {
  constructor(sounds: SoundRequests) {
    const errorsOf = (preview: HeardPreview) => {
      const right = isRight(preview);
      return right === undefined ? null : Number(!right);
    };
    super(new HeardView(sounds), { keyOf: ({ sound }) => sound.file, errorsOf });
  }
}

/** The answer beside what is true, and the sound below. */
class HeardView {
  private readonly answer = element("div");
  private readonly steps: HeardSteps;
  readonly view: HTMLElement;

  constructor(sounds: SoundRequests) {
    this.steps = new HeardSteps(sounds);
    this.view = element("div", {}, this.answer, this.steps.view);
  }

  show(preview: HeardPreview, theme: Theme): void {
    this.answer.replaceChildren(labelsView(preview));
    this.steps.show(preview, theme);
  }
}

/** The sound of an example, seen and heard; of a step it is said when it is. */
export class HeardSteps {
  private readonly steps: ExampleSteps;
  readonly view: HTMLElement;
  /** What is shown, until it is stopped. */
  shown: HeardPreview | undefined;

  constructor(sounds: SoundRequests) {
    this.steps = new ExampleSteps(sounds, (step) => timeText(this.shown!.sound, step));
    this.view = this.steps.view;
  }

  show(preview: HeardPreview, theme: Theme): void {
    const { sound, steps } = preview;
    const isAnother = sound.file !== this.shown?.sound.file || steps !== this.shown.steps;
    this.shown = preview;
    this.steps.show({ sound, symbols: stepNumbers(steps), lanes: [] }, isAnother, theme);
  }

  /** Ends the sound, and forgets it. */
  stop(): void {
    this.shown = undefined;
    this.steps.stop();
  }
}

function timeText({ first, every }: SoundSteps, step: number): string {
  return t("Step {0}, at {1} s.", grouped(step), (first + step * every).toFixed(2));
}
