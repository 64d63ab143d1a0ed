import { matches } from "../../src/contracts/shapes.ts";
import {
  type PanelMessage,
  type PanelRequest,
  type PanelState,
  panelState,
} from "../../src/contracts/trainingPanel.ts";
import { type Arrangement, CurvesSection } from "../run/curves/curvesSection.ts";
import { type PreviewLook, Previews } from "../run/previews/previews.ts";
import type { KeptTrial } from "../run/previews/trial/trialForm.ts";
import { TrialSection } from "../run/previews/trial/trialSection.ts";
import { RunView } from "../run/runView.ts";
import { SoundRequests } from "../run/sound/soundRequests.ts";
import { Connection } from "../shared/connection.ts";
import { element, oncePerFrame } from "../shared/dom.ts";
import type { Host } from "../shared/host.ts";
import { t } from "../shared/text.ts";
import { onThemeChange, readTheme } from "../shared/theme.ts";
import { Announcer } from "./announcer.ts";
import { RunCurves } from "./curves/runCurves.ts";
import { FiguresSection } from "./figures.ts";
import { Header } from "./header.ts";
import { Problem } from "./problem.ts";
import { Baselines } from "./results/baselines.ts";
import { Results } from "./results/results.ts";
import { HiddenStates } from "./states/hiddenStates.ts";
import { SingleStepSection } from "./wheel/singleStep.ts";

/** What the page keeps of what a person did in it. */
type Kept = Arrangement & PreviewLook & KeptTrial & Pick<PanelState, "examples" | "logScale">;

/** How much of the past is in the smoothed curve until somebody moves the slider. */
const SMOOTHING = 0.6;

/** The page of a run: puts its parts together, gives them what arrives, and remembers how a person arranged them. */
export class TrainingPage {
  private readonly run = new RunView();
  private readonly curves: CurvesSection;
  private readonly sounds: SoundRequests;
  private readonly trial: TrialSection;
  private readonly previews: Previews;
  private readonly results: Results;
  private readonly hidden: HiddenStates;
  private readonly parts: { view: HTMLElement; draw(): void }[];
  private readonly loading = element("p", { class: "empty loading" }, t("Waiting for the run …"));
  private readonly connection = new Connection(() => this.draw());
  private readonly page = element("main");
  private readonly draw = oncePerFrame(() => this.drawNow());
  private arrangement: Kept;

  constructor(
    body: HTMLElement,
    private readonly host: Host<PanelRequest, PanelState>,
  ) {
    this.arrangement = arrangementOf(host.getState());
    this.curves = new CurvesSection(new RunCurves(this.run, this.arrangement.logScale ?? false), this.arrangement, {
      keep: (change) => this.keep(change),
      draw: () => this.draw(),
      save: (name, content) => host.postMessage({ type: "save", name, content }),
      copy: (text) => host.postMessage({ type: "copy", text }),
    });
    this.sounds = new SoundRequests((file) => host.postMessage({ type: "sound", file }));
    this.trial = new TrialSection(this.run, {
      kept: this.arrangement,
      changed: (change) => this.keep(change),
      request: (asked) => host.postMessage(asked === undefined ? { type: "cancelTrial" } : { type: "try", asked }),
      sounds: this.sounds,
    });
    this.previews = new Previews(this.run, {
      look: this.arrangement,
      changed: (change) => this.keep(change),
      inspect: (example) => host.postMessage({ type: "inspect", ...example }),
      goOn: (from) => this.trial.goOn(from),
      sounds: this.sounds,
    });
    const filtered = (examples: Kept["examples"]) => this.keep({ examples });
    this.results = new Results(this.run, this.arrangement.examples ?? {}, filtered, this.sounds);
    this.hidden = new HiddenStates(this.run);
    const head = [
      new Header(this.run, (type) => host.postMessage({ type })),
      new Problem(this.run, (type) => host.postMessage({ type })),
      new SingleStepSection(this.run),
    ];
    // What people look at first comes first, also where the panel is small.
    const measured = [this.curves, new FiguresSection(this.run), this.results, new Baselines(this.run)];
    const said = [this.previews, this.trial, this.hidden];
    const announcer = new Announcer(this.run);
    this.parts = [...head, ...measured, ...said, announcer];
    const column = (parts: readonly { view: HTMLElement }[]) =>
      element("div", { class: "column" }, ...parts.map(({ view }) => view));
    const columns = element("div", { class: "columns" }, column(measured), column(said));
    this.page.append(...head.map(({ view }) => view), columns, announcer.view);
    this.page.hidden = true;
    body.append(this.connection.view, this.loading, this.page);
    this.colour();
    onThemeChange(oncePerFrame(() => this.colour()));
  }

  receive(message: PanelMessage): void {
    this.connection.listen(message.type === "alive");
    this.run.receive(message);
    if (message.type === "sound") return this.sounds.receive(message);
    if (message.type === "snapshot") this.remember();
    if (message.type === "askTrial") this.trial.askFor();
    if (message.type !== "alive") this.draw();
  }

  private drawNow(): void {
    this.run.isLost = this.connection.isLost;
    const folder = this.run.run?.folder ?? this.host.getState()?.run;
    this.connection.draw(folder === undefined ? undefined : { name: "unroll.showPanel", arguments: [folder] });
    if (this.run.run === undefined) {
      this.loading.hidden = this.run.isLost;
      return;
    }
    // In sight before it is drawn: what is hidden has no width.
    this.page.hidden = false;
    this.loading.hidden = true;
    for (const part of this.parts) part.draw();
  }

  private colour(): void {
    const theme = readTheme();
    this.curves.theme = theme;
    this.trial.theme = theme;
    this.previews.theme = theme;
    this.results.theme = theme;
    this.hidden.theme = theme;
  }

  private keep(change: Partial<Kept>): void {
    this.arrangement = { ...this.arrangement, ...change };
    this.remember();
  }

  /** Which run, how it is arranged, and what a person has typed; never data. */
  private remember(): void {
    const folder = this.run.run?.folder ?? this.host.getState()?.run;
    if (folder !== undefined) this.host.setState({ ...this.arrangement, run: folder });
  }
}

function arrangementOf(kept: unknown): Kept {
  const usual = { showTable: false, smoothing: SMOOTHING };
  if (!matches(panelState, kept)) return usual;
  const { run: _, ...arrangement } = kept;
  return { ...usual, ...arrangement };
}
