import { capitalized, measuringText } from "../../src/base/words.ts";
import type { PanelProgress, PanelRequest } from "../../src/protocol/trainingPanel.ts";
import { button, element, setAttribute, setText } from "../shared/dom.ts";
import { type IconName, icon } from "../shared/icons.ts";
import { count } from "../shared/numbers.ts";
import type { RunView } from "./runView.ts";

type State = PanelProgress["state"];

const states: Record<State, { label: string; icon: IconName }> = {
  running: { label: "Running", icon: "sync" },
  finished: { label: "Finished", icon: "check" },
  stopped: { label: "Stopped", icon: "stop" },
  interrupted: { label: "Interrupted", icon: "pause" },
  failed: { label: "Failed", icon: "error" },
  diverged: { label: "Diverged", icon: "warning" },
};

/** Early stopping ends a run before its last step. */
export function stateLabel({ state, step, steps, measuring }: PanelProgress): string {
  if (state === "running" && measuring) return capitalized(measuringText(measuring));
  return state === "finished" && step < steps ? "Ended early" : (states[state]?.label ?? state);
}

/** A run that failed goes on from its checkpoint, if it has one. */
function canResume({ state, hasCheckpoint }: PanelProgress): boolean {
  return state === "stopped" || state === "interrupted" || (state === "failed" && hasCheckpoint === true);
}

/** A request that nothing came of may be made again after this time, milliseconds. */
const PATIENCE = 5000;

/** Degrees that the sign of a running training turns with each news of it. */
const TURN = 30;

/** The run's name, its state and progress, and what a person can do with it. */
export class Header {
  readonly view: HTMLElement;
  private readonly name = element("h1");
  private readonly facts = element("p", { class: "facts" });
  private readonly state = element("span", { class: "state" });
  private readonly stateText = element("span");
  private readonly stop: HTMLButtonElement;
  private readonly resume: HTMLButtonElement;
  private readonly bar = element("div", { class: "bar" });
  private readonly progress = element(
    "div",
    { class: "progress", role: "progressbar", "aria-label": "Progress of the training", "aria-valuemin": "0" },
    this.bar,
  );
  private shownState: State | undefined;
  private turn = 0;
  private resumable = false;
  private asked: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly run: RunView,
    private readonly request: (type: PanelRequest["type"]) => void,
  ) {
    this.stop = this.action("Stop", "Stopping …", "stop");
    this.resume = this.action("Resume", "Resuming …", "resume");
    this.view = element(
      "header",
      {},
      element(
        "div",
        { class: "title" },
        element("div", {}, element("div", { class: "name" }, this.name, this.state), this.facts),
        element(
          "div",
          { class: "actions", role: "group", "aria-label": "Actions" },
          this.stop,
          this.resume,
          button("Open Run Folder", () => request("openRunFolder"), { class: "secondary" }),
          button("Show Log", () => request("showLog"), { class: "secondary" }),
          button("Open Config", () => request("openConfig"), { class: "secondary" }),
        ),
      ),
      this.progress,
    );
  }

  draw(): void {
    const { run, progress } = this.run;
    if (!run || !progress) return;
    setText(this.name, run.name);
    const build = run.build === "simd" ? "SIMD" : `${run.build} SIMD`;
    const symbols = run.symbols > 0 ? `${count(run.symbols)} symbols · ` : "";
    const numbers = run.parameters > 0 ? `${count(run.parameters)} numbers counted · ` : "";
    const facts =
      run.counted === undefined
        ? `${count(run.parameters)} parameters · ${symbols}${build}`
        : `${run.counted} · ${numbers}${symbols}`.replace(/ · $/, "");
    setText(this.facts, facts);
    const resumable = canResume(progress);
    if (progress.state !== this.shownState || resumable !== this.resumable) {
      this.resumable = resumable;
      this.drawState(progress);
    }
    setText(this.stateText, stateLabel(progress));
    // An animation would draw sixty frames a second, which without a graphics card takes a third of a core from the training.
    this.turn = (this.turn + TURN) % 360;
    this.state.style.setProperty("--turn", `${this.turn}deg`);
    this.drawProgress(progress);
  }

  /** A button that says what it has asked for, until the state changes. */
  private action(label: string, waiting: string, type: PanelRequest["type"]): HTMLButtonElement {
    const made = button(label, () => {
      if (made.getAttribute("aria-disabled") === "true") return;
      // Not `disabled`, which would take the focus away.
      made.setAttribute("aria-disabled", "true");
      made.textContent = waiting;
      clearTimeout(this.asked);
      this.asked = setTimeout(() => this.run.progress && this.drawState(this.run.progress), PATIENCE);
      this.request(type);
    });
    made.dataset.label = label;
    return made;
  }

  private drawState(progress: PanelProgress): void {
    const { state } = progress;
    this.shownState = state;
    clearTimeout(this.asked);
    this.state.className = `state state-${state}`;
    this.state.replaceChildren(icon(states[state]?.icon ?? "warning"), this.stateText);
    const hadFocus = document.activeElement === this.stop || document.activeElement === this.resume;
    for (const made of [this.stop, this.resume]) {
      made.textContent = made.dataset.label ?? "";
      made.removeAttribute("aria-disabled");
    }
    this.stop.hidden = state !== "running";
    this.resume.hidden = !this.resumable;
    if (hadFocus) [this.stop, this.resume].find((made) => !made.hidden)?.focus();
  }

  private drawProgress({ step, steps, state }: PanelProgress): void {
    const share = steps > 0 ? Math.min(1, step / steps) : 0;
    this.bar.style.width = `${100 * share}%`;
    setAttribute(this.progress, "aria-valuemax", String(Math.max(1, steps)));
    setAttribute(this.progress, "aria-valuenow", String(Math.min(step, Math.max(1, steps))));
    setAttribute(
      this.progress,
      "aria-valuetext",
      `${Math.floor(100 * share)} %, step ${count(step)} of ${count(steps)}`,
    );
    this.progress.classList.toggle("ended", state !== "running");
  }
}
