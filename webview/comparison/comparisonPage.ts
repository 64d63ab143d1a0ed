import {
  type ComparisonMessage,
  type ComparisonRequest,
  type ComparisonState,
  comparisonState,
} from "../../src/contracts/comparisonPanel.ts";
import { matches } from "../../src/contracts/shapes.ts";
import { CurvesSection } from "../run/curves/curvesSection.ts";
import { Connection } from "../shared/connection.ts";
import { button, element, oncePerFrame, setText } from "../shared/dom.ts";
import type { Host } from "../shared/host.ts";
import { icon } from "../shared/icons.ts";
import { t } from "../shared/text.ts";
import { onThemeChange, readTheme } from "../shared/theme.ts";
import { AskSection } from "./asking/askSection.ts";
import { Comparison } from "./comparison.ts";
import { ComparedCurves } from "./curves/comparedCurves.ts";
import { GroupControls } from "./groupControls.ts";
import { PlaneSection } from "./plane/planeSection.ts";
import { SamplesSection } from "./samples/samplesSection.ts";
import { TableSection } from "./table/tableSection.ts";
import { Verdicts } from "./verdicts.ts";

type Kept = ComparisonState & { smoothing: number };

/** What comes of runs is drawn at most ten times a second, milliseconds. */
const INTERVAL = 100;

/** How much of the past is in the smoothed curves until somebody moves the slider. */
const SMOOTHING = 0.6;

/** The page that compares runs: puts its parts together, gives them what arrives, and remembers how a person arranged them. */
export class ComparisonPage {
  private readonly comparison: Comparison;
  private readonly curves: CurvesSection;
  private readonly samples: SamplesSection;
  private readonly asking: AskSection;
  private readonly parts: { draw(): void }[];
  private readonly title = element("h1");
  private readonly configs: HTMLButtonElement;
  private readonly loading = element("p", { class: "empty loading" }, t("Reading the runs …"));
  private readonly failed = element("div", { class: "problem", role: "alert" });
  private readonly connection = new Connection(() => this.draw());
  private readonly page = element("main");
  private readonly draw = oncePerFrame(() => this.drawNow());
  private kept: Kept;
  private said: Comparison["problem"];
  /** When it was drawn, and what draws it soon. */
  private drawn = Number.NEGATIVE_INFINITY;
  private soon: ReturnType<typeof setTimeout> | undefined;
  /** What the host was last told to tell of. */
  private told = "";

  constructor(
    body: HTMLElement,
    private readonly host: Host<ComparisonRequest, ComparisonState>,
  ) {
    this.kept = keptOf(host.getState());
    this.comparison = new Comparison(this.kept.drawn);
    const keep = (change: Partial<Kept>) => this.keep(change);
    const save = (name: string, content: string | ArrayBuffer) => host.postMessage({ type: "save", name, content });
    const copy = (text: string) => host.postMessage({ type: "copy", text });
    const table = new TableSection(this.comparison, this.kept, {
      ...{ keep, save, copy },
      drawnChanged: () => this.draw(),
      show: (run) => host.postMessage({ type: "show", run }),
    });
    const plane = new PlaneSection(this.comparison, this.kept, {
      keep: ({ ranges, against }) => keep({ ranges: { ...ranges }, ...(against !== undefined && { against }) }),
      drawnChanged: () => {
        keep({ drawn: this.comparison.drawn.map(({ folder }) => folder) });
        this.draw();
      },
      show: (run) => host.postMessage({ type: "show", run }),
    });
    const groups = new GroupControls(this.comparison, this.kept, (look) => {
      keep(look);
      this.draw();
    });
    const needs = { keep, save, copy, draw: () => this.draw() };
    this.curves = new CurvesSection(new ComparedCurves(this.comparison, this.kept), this.kept, needs, [groups.view]);
    this.samples = new SamplesSection(this.comparison);
    this.asking = new AskSection(this.comparison, this.kept, keep, (asked) =>
      host.postMessage(asked === undefined ? { type: "cancelTrial" } : { type: "try", ...asked }),
    );
    this.configs = button(t("Compare Configs"), () => this.compareConfigs(), { class: "secondary" });
    const add = button(t("Add Runs …"), () => host.postMessage({ type: "addRuns" }), { class: "secondary" });
    const actions = element("div", { class: "actions", role: "group", "aria-label": t("Actions") }, add, this.configs);
    const header = element("header", { class: "compared-header" }, this.title, actions);
    const verdicts = new Verdicts(this.comparison);
    this.parts = [verdicts, table, groups, this.curves, plane, this.samples, this.asking];
    const sections = [verdicts, table, this.curves, plane, this.samples, this.asking];
    this.page.append(header, ...sections.map(({ view }) => view));
    this.page.hidden = true;
    this.failed.hidden = true;
    body.append(this.connection.view, this.failed, this.loading, this.page);
    this.colour();
    onThemeChange(oncePerFrame(() => this.colour()));
  }

  /** A message has come, which may have to wait for its turn. */
  hear(): void {
    this.connection.listen(false);
  }

  receive(message: ComparisonMessage): void {
    this.connection.listen(message.type === "alive");
    this.comparison.receive(message);
    if (message.type === "table") this.keep({ runs: [...message.folders] });
    if (message.type === "run" && message.message.type === "delta") this.drawSoon();
    else if (message.type !== "alive") this.draw();
  }

  /** Runs that train at once each send ten messages a second; who looks sees them together. */
  private drawSoon(): void {
    this.soon ??= setTimeout(
      () => {
        this.soon = undefined;
        this.draw();
      },
      Math.max(0, this.drawn + INTERVAL - performance.now()),
    );
  }

  private drawNow(): void {
    this.drawn = performance.now();
    const { comparison, connection } = this;
    const { runs } = this.kept;
    connection.draw(runs.length === 0 ? undefined : { name: "unroll.compareRuns", arguments: [runs] });
    this.drawProblem();
    if (comparison.table === undefined) {
      this.loading.hidden = connection.isLost || comparison.problem !== undefined;
      return;
    }
    this.loading.hidden = true;
    // In sight before it is drawn: what is hidden has no width.
    this.page.hidden = false;
    setText(this.title, t("{0} runs compared", comparison.rows.length));
    this.configs.hidden = comparison.rows.length < 2;
    this.tell();
    for (const part of this.parts) part.draw();
  }

  private drawProblem(): void {
    const { problem } = this.comparison;
    this.failed.hidden = problem === undefined;
    if (problem === this.said) return;
    this.said = problem;
    this.failed.replaceChildren();
    if (problem === undefined) return;
    const hint = problem.hint === undefined ? [] : [element("p", {}, problem.hint)];
    this.failed.append(icon("error"), element("div", {}, element("p", { class: "message" }, problem.message), ...hint));
  }

  /** Tells the host of which runs the page wants to hear. */
  private tell(): void {
    const runs = this.comparison.drawn.map(({ folder }) => folder);
    const told = runs.join("\n");
    if (told === this.told) return;
    this.told = told;
    this.host.postMessage({ type: "draw", runs });
  }

  /** Of two runs those two; of more a person chooses. */
  private compareConfigs(): void {
    const { rows, drawn } = this.comparison;
    const two = [rows, drawn].find(({ length }) => length === 2)?.map(({ folder }) => folder);
    this.host.postMessage({ type: "configs", ...(two && { runs: two }) });
  }

  private colour(): void {
    const theme = readTheme();
    this.curves.theme = theme;
    this.samples.theme = theme;
    this.asking.theme = theme;
  }

  /** Which runs, how they are arranged, and what a person has typed; never data. */
  private keep(change: Partial<Kept>): void {
    Object.assign(this.kept, change);
    if (this.kept.runs.length > 0) this.host.setState(this.kept);
  }
}

function keptOf(state: unknown): Kept {
  const usual = { runs: [], showTable: false, smoothing: SMOOTHING };
  return matches(comparisonState, state) ? { ...usual, ...state } : usual;
}
