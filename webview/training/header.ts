import { grouped } from "../../src/base/words.ts";
import { resumptionOf } from "../../src/contracts/resumption.ts";
import type { PanelCommand, PanelOrigin, PanelProgress } from "../../src/contracts/trainingPanel.ts";
import type { RunView } from "../run/runView.ts";
import { button, element, setAttribute, setText } from "../shared/dom.ts";
import { type IconName, icon } from "../shared/icons.ts";
import { t } from "../shared/text.ts";
import { Wheel } from "./wheel/wheel.ts";

type State = PanelProgress["state"];

const icons: Record<State, IconName> = {
  running: "sync",
  finished: "check",
  stopped: "stop",
  interrupted: "pause",
  failed: "error",
  diverged: "warning",
};

function stateName(state: State): string {
  const names: Record<State, string> = {
    running: t("Running"),
    finished: t("Finished"),
    stopped: t("Stopped"),
    interrupted: t("Interrupted"),
    failed: t("Failed"),
    diverged: t("Diverged"),
  };
  return names[state];
}

/** Early stopping ends a run before its last step. */
export function stateLabel({ state, step, steps, measuring, waiting, paused }: PanelProgress): string {
  if (waiting) return t("Waiting");
  if (paused) return t("Paused");
  if (state === "running" && measuring) {
    const share = Math.floor(100 * measuring.share);
    return measuring.part === "test" ? t("Testing {0} %", share) : t("Validating {0} %", share);
  }
  return state === "finished" && step < steps ? t("Ended early") : stateName(state);
}

/** A request that nothing came of may be made again after this time, milliseconds. */
const PATIENCE = 5000;

/** Degrees that the sign of a running training turns with each news of it. */
const TURN = 30;

/** The run's name, its state and progress, and what a person can do with it. */
export class Header {
  readonly view: HTMLElement;
  private readonly name = element("h1");
  private readonly origin = element("span");
  private readonly facts = element("span");
  private readonly changes = element("p", { class: "facts" });
  private readonly state = element("span", { class: "state" });
  private readonly stateText = element("span");
  private readonly stop: HTMLButtonElement;
  private readonly resume: HTMLButtonElement;
  private readonly extend: HTMLButtonElement;
  private readonly actions: HTMLElement;
  private readonly bar = element("div", { class: "bar" });
  private readonly progress = element(
    "div",
    { class: "progress", role: "progressbar", "aria-label": t("Progress of the training"), "aria-valuemin": "0" },
    this.bar,
  );
  /** What the state and the buttons were drawn from. */
  private drawn = "";
  private turn = 0;
  private readonly wheel: Wheel;
  private asked: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly run: RunView,
    private readonly request: (type: PanelCommand) => void,
  ) {
    this.wheel = new Wheel(run, request);
    this.stop = this.action(t("Stop"), t("Stopping …"), "stop");
    this.resume = this.action(t("Resume"), t("Resuming …"), "resume");
    // It asks for how long first, so that nothing is under way yet.
    this.extend = button(t("Train Longer …"), () => request("resume"));
    this.actions = element(
      "div",
      { class: "actions", role: "group", "aria-label": t("Actions") },
      this.stop,
      this.resume,
      this.extend,
      button(t("Open Run Folder"), () => request("openRunFolder"), { class: "secondary" }),
      button(t("Show Log"), () => request("showLog"), { class: "secondary" }),
      button(t("Open Config"), () => request("openConfig"), { class: "secondary" }),
    );
    this.view = element(
      "header",
      {},
      element(
        "div",
        { class: "title" },
        element(
          "div",
          {},
          element("div", { class: "name" }, this.name, this.state),
          element("p", { class: "facts" }, this.origin, this.facts),
          this.changes,
        ),
        this.actions,
      ),
      this.wheel.view,
      this.progress,
    );
  }

  draw(): void {
    const { run, progress } = this.run;
    if (!run || !progress) return;
    setText(this.name, run.name);
    const build = run.build === "simd" ? "SIMD" : `${run.build} SIMD`;
    const symbols = run.symbols > 0 ? [t("{0} symbols", grouped(run.symbols))] : [];
    const numbers = run.parameters > 0 ? [t("{0} numbers counted", grouped(run.parameters))] : [];
    const facts =
      run.counted === undefined
        ? [t("{0} parameters", grouped(run.parameters)), ...symbols, build]
        : [run.counted, ...numbers, ...symbols];
    setText(this.facts, facts.join(" · "));
    this.drawOrigin(run.origin);
    const drawn = [
      stateLabel({ ...progress, measuring: null }),
      resumptionOf({ ...progress, isCounted: this.run.isCounted }),
      this.run.isLost,
    ].join();
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.drawState(progress);
    }
    setText(this.stateText, this.run.isLost ? t("Not connected") : stateLabel(progress));
    // An animation would draw sixty frames a second, which without a graphics card takes a third of a core from the training.
    this.turn = (this.turn + TURN) % 360;
    this.state.style.setProperty("--turn", `${this.turn}deg`);
    this.drawProgress(progress);
    this.wheel.draw();
  }

  /** A button that says what it has asked for, until the state changes. */
  private action(label: string, waiting: string, type: PanelCommand): HTMLButtonElement {
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

  /** Which config, when, and what is different: what tells the run from others of its name. */
  private drawOrigin(origin: PanelOrigin | undefined): void {
    const { config, began, changes = [] } = origin ?? {};
    setText(this.origin, `${t("{0} · began {1}", config ?? "", began ?? "")}\u00a0· `);
    setText(this.changes, t("Changed since the previous run: {0}", changes.join(", ")));
    this.origin.hidden = origin === undefined;
    this.changes.hidden = changes.length === 0;
  }

  private drawState(progress: PanelProgress): void {
    const { isLost, isCounted } = this.run;
    const state = isLost ? "lost" : progress.waiting ? "waiting" : progress.paused ? "paused" : progress.state;
    clearTimeout(this.asked);
    this.state.className = `state state-${state}`;
    const sign = isLost || progress.waiting ? "warning" : progress.paused ? "pause" : icons[progress.state];
    this.state.replaceChildren(icon(sign), this.stateText);
    const main = [this.stop, this.resume, this.extend];
    const hadFocus = main.some((made) => made === document.activeElement);
    for (const made of [this.stop, this.resume]) {
      made.textContent = made.dataset.label ?? "";
      made.removeAttribute("aria-disabled");
    }
    this.stop.hidden = progress.state !== "running";
    const resumption = resumptionOf({ ...progress, isCounted });
    this.resume.hidden = resumption !== "continue";
    this.extend.hidden = resumption !== "extend";
    // Nobody would hear of it.
    this.actions.hidden = isLost;
    if (hadFocus) main.find((made) => !made.hidden)?.focus();
  }

  private drawProgress({ step, steps, state, waiting, paused }: PanelProgress): void {
    const share = steps > 0 ? Math.min(1, step / steps) : 0;
    this.bar.style.width = `${100 * share}%`;
    setAttribute(this.progress, "aria-valuemax", String(Math.max(1, steps)));
    setAttribute(this.progress, "aria-valuenow", String(Math.min(step, Math.max(1, steps))));
    setAttribute(
      this.progress,
      "aria-valuetext",
      t("{0} %, step {1} of {2}", Math.floor(100 * share), grouped(step), grouped(steps)),
    );
    this.progress.classList.toggle("ended", state !== "running" || this.run.isLost || Boolean(waiting || paused));
  }
}
