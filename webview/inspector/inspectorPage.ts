import {
  type InspectionProgress,
  type InspectorMessage,
  type InspectorRequest,
  type InspectorState,
  inspectorState,
  type LookRequest,
} from "../../src/contracts/inspection.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { Selection } from "../run/timeline/selecting/selection.ts";
import { button, element, oncePerFrame, setText } from "../shared/dom.ts";
import type { Host } from "../shared/host.ts";
import { t } from "../shared/text.ts";
import { onThemeChange, readTheme, type Theme } from "../shared/theme.ts";
import { Arrangement } from "./arrangement.ts";
import { progressText } from "./asking/progressText.ts";
import { type Pending, Questions } from "./asking/questions.ts";
import { problemOf } from "./asking/tensors.ts";
import { Chooser } from "./chooser/chooser.ts";
import { Looking } from "./looking.ts";
import { LookView } from "./lookView.ts";

/** The page of the inspector: what is looked into, what is seen of it, and what is remembered. */
export class InspectorPage {
  private readonly questions: Questions;
  private readonly selection = new Selection();
  private readonly arrangement: Arrangement;
  private readonly chooser: Chooser;
  private readonly waiting = element("p", { class: "waiting", role: "status" });
  private readonly cancel = button(t("Cancel"), () => this.pending?.cancel(), { class: "secondary" });
  private readonly waitingLine = element("div", { class: "waiting-line" }, this.waiting, this.cancel);
  private readonly problem = element("div", { class: "problem" });
  private readonly place = element("div", { class: "look-place" });
  private pending: Pending<"open"> | undefined;
  private looking: Looking | undefined;
  private view: LookView | undefined;
  private theme: Theme = readTheme();
  private state: InspectorState;
  private readonly draw = oncePerFrame(() => this.view?.draw(this.theme));

  constructor(
    body: HTMLElement,
    private readonly host: Host<InspectorRequest, InspectorState>,
  ) {
    const kept = host.getState();
    this.state = matches(inspectorState, kept) ? kept : { start: {} };
    this.questions = new Questions((request) => host.postMessage(request));
    this.arrangement = new Arrangement(this.state.views, () => this.remember({ views: { ...this.arrangement.now } }));
    this.chooser = new Chooser(this.questions, {
      look: (request) => this.open(request),
      leave: () => this.leave(),
      chooseFile: () => host.postMessage({ type: "chooseFile" }),
    });
    if (this.state.selection) this.selection.choose(this.state.selection);
    const remembered = oncePerFrame(() => this.remember({ selection: this.selection.kept }));
    this.selection.onChange(() => {
      this.view?.select();
      remembered();
    });
    this.problem.hidden = true;
    this.waitingLine.hidden = true;
    body.append(element("main", {}, this.chooser.view, this.waitingLine, this.problem, this.place));
    onThemeChange(
      oncePerFrame(() => {
        this.theme = readTheme();
        this.draw();
      }),
    );
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "f" && this.view) {
        event.preventDefault();
        this.view.find();
      }
    });
  }

  receive(message: InspectorMessage): void {
    if (message.type === "alive") return;
    if (message.type !== "start") return this.questions.receive(message);
    const { start } = message;
    // What the page had open before it was reloaded, unless somebody wants something else: another text is read by the same network.
    const { input: _, ...network } = this.state.start;
    const isEmpty = Object.keys(start).length === 0;
    this.chooser.choose(isEmpty ? this.state.start : start.run === undefined ? { ...network, ...start } : start);
  }

  /** What was asked for is not answered any more, which needs no word. */
  private leave(): void {
    this.ended();
    this.questions.abandon();
  }

  private open(request: LookRequest): void {
    this.leave();
    this.remember({ start: request });
    this.problem.hidden = true;
    this.say(undefined);
    const pending = this.questions.ask("open", request, (progress) => this.say(progress));
    this.pending = pending;
    pending.answer.then(
      (answer) => {
        if (this.pending !== pending) return;
        this.ended();
        if ("counted" in answer)
          return this.showProblem(
            t("A model that counts has no layers and no steps to look into."),
            t("`unroll inspect` prints what it has counted."),
          );
        this.show(new Looking(this.questions, answer, this.draw), request);
      },
      (why: unknown) => {
        if (this.pending !== pending) return;
        this.ended();
        const { message, hint } = problemOf(why);
        this.showProblem(message, hint);
      },
    );
  }

  private show(looking: Looking, request: LookRequest): void {
    const before = this.looking;
    this.looking = looking;
    const { step, layer, unit, strip } = this.selection.kept;
    const { strips, layers, predictions } = looking.look;
    // The selection stays as far as it is there: the same step and unit at another checkpoint.
    const ownStrip = step !== null && strip < strips.length ? strip : predictions.strip;
    const last = strips[ownStrip].symbols.length - 1;
    const own = layers.find(({ name }) => name === layer);
    this.selection.choose({
      strip: ownStrip,
      step: step === null ? Math.min(last, Math.floor(last / 2)) : Math.min(step, last),
      ...(own ? { unit: unit === null ? null : Math.min(unit, own.units - 1) } : { layer: null, tensor: null }),
    });
    this.view?.close();
    this.view = new LookView(this.questions, looking, request, this.selection, this.arrangement, this.draw);
    this.place.replaceChildren(this.view.view);
    this.view.draw(this.theme);
    before?.close();
  }

  private say(progress: InspectionProgress | undefined): void {
    this.waitingLine.hidden = false;
    this.place.classList.add("stale");
    setText(this.waiting, progressText(progress));
  }

  private ended(): void {
    this.pending = undefined;
    this.waitingLine.hidden = true;
    this.place.classList.remove("stale");
  }

  private showProblem(message: string, hint: string | undefined): void {
    this.problem.hidden = false;
    const log = button(t("Show Log"), () => this.host.postMessage({ type: "showLog" }), { class: "secondary" });
    const said = element("div", {}, element("p", { class: "message" }, message), element("p", {}, hint ?? ""), log);
    this.problem.replaceChildren(said);
  }

  private remember(change: Partial<InspectorState>): void {
    this.state = { ...this.state, ...change };
    this.host.setState(this.state);
  }
}
