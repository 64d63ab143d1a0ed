import { grouped } from "../../../src/base/words.ts";
import type { PanelCommand, PanelProgress } from "../../../src/contracts/trainingPanel.ts";
import type { RunView } from "../../run/runView.ts";
import { button, element, setAttribute, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";

/** A request that nothing came of may be made again after this time, milliseconds. */
const PATIENCE = 5000;

/** What a person can do with a training while it takes steps. Of any other run nothing of it is shown. */
export class Wheel {
  private readonly pause = this.control("pause", t("Pause"));
  private readonly goOn = this.control("continue", t("Continue"));
  private readonly step = this.control("step", t("One Step"), t("Takes one step, and pauses after it"));
  private readonly save = this.control("saveCheckpoint", t("Save"), t("Writes a checkpoint of now, which is kept"));
  private readonly rate = button("", () => this.request("changeLearningRate"), {
    class: "secondary",
    title: t("Changes the learning rate from the next step on"),
  });
  private readonly status = element("span", { class: "faint", role: "status" });
  readonly view = element(
    "div",
    { class: "wheel", role: "group", "aria-label": t("While it trains") },
    ...[this.pause, this.goOn, this.step, this.save].map(({ view }) => view),
    this.rate,
    this.status,
  );
  /** The state that the controls were drawn for. */
  private drawn = "";
  private saved: number | undefined;

  constructor(
    private readonly run: RunView,
    private readonly request: (type: PanelCommand) => void,
  ) {}

  draw(): void {
    const { progress, isLost, isCounted } = this.run;
    const isSteered = progress?.state === "running" && !isCounted && !isLost && !progress.waiting && !this.isElsewhere;
    this.view.hidden = !isSteered;
    if (!isSteered || !progress) return;
    const { paused = false, learningRate, savedStep, singleStep } = progress;
    const drawn = [paused, savedStep, singleStep?.step].join();
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.drawState(paused);
    }
    const rate = learningRate == null ? t("Learning Rate …") : t("Learning Rate {0} …", String(learningRate));
    setText(this.rate, rate);
    this.drawSaved(progress);
  }

  /** Said once, when it has happened: nothing else tells that a checkpoint was written. */
  private drawSaved({ savedStep }: PanelProgress): void {
    if (savedStep === this.saved) return;
    this.saved = savedStep;
    setText(this.status, savedStep === undefined ? "" : t("Saved: step {0}", grouped(savedStep)));
  }

  private drawState(paused: boolean): void {
    const hadFocus = [this.pause, this.goOn].some(({ view }) => view === document.activeElement);
    for (const control of [this.pause, this.goOn, this.step, this.save]) control.ready();
    this.pause.view.hidden = paused;
    this.goOn.view.hidden = !paused;
    // The one that was pressed has gone.
    if (hadFocus) (paused ? this.goOn : this.pause).view.focus();
  }

  /** Another process trains it, and hears nothing of this page. */
  private get isElsewhere(): boolean {
    return this.run.progress?.learningRate === undefined;
  }

  /** A button that waits, once it is pressed, until something has come of it. */
  private control(type: PanelCommand, label: string, title = "") {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ready = () => {
      clearTimeout(timer);
      made.removeAttribute("aria-disabled");
    };
    const made = button(
      label,
      () => {
        if (made.getAttribute("aria-disabled") === "true") return;
        // Not `disabled`, which would take the focus away.
        setAttribute(made, "aria-disabled", "true");
        timer = setTimeout(ready, PATIENCE);
        this.request(type);
      },
      { class: "secondary", ...(title !== "" && { title }) },
    );
    return { view: made, ready };
  }
}
