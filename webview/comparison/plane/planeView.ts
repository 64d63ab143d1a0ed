import type { SettingImportance } from "../../../src/contracts/comparisonPanel.ts";
import { element } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import { type Axis, numberAxis, settingAxis } from "./axis.ts";
import { importanceView } from "./importanceView.ts";
import { ParallelView } from "./parallelView.ts";
import { passing, type Ranges } from "./ranges.ts";
import { ScatterView } from "./scatterView.ts";

/** Runs with the settings in which they differ, and one figure. */
export interface PlaneSubject {
  runs: readonly { label: string }[];
  /** The values are JSON, one a run. */
  settings: readonly { key: string; values: readonly string[] }[];
  figure: {
    key: string;
    title: string;
    values: readonly (number | null)[];
    text: (value: number) => string;
    rises: boolean;
  };
  importance: readonly SettingImportance[];
}

/** What a person chose: the stretches that runs must lie in, and the setting that the figure is drawn against. */
export interface PlaneChoice {
  ranges: Ranges;
  against?: string;
}

export interface PlaneHost {
  keep: (choice: PlaneChoice) => void;
  /** Which runs pass, when a person has changed that. */
  filter: (passes: readonly boolean[]) => void;
  open: (run: number) => void;
}

/** Figure and settings of many runs: parallel coordinates, a scatter of the figure against one setting, and which settings matter. */
export class PlaneView {
  private readonly parallel: ParallelView;
  private readonly scatter: ScatterView;
  private readonly against = element("select", { id: "plane-against" });
  private readonly matters = element("div", { class: "plane-importance" });
  readonly view: HTMLElement;
  private subject: PlaneSubject | undefined;
  private axes = new Map<string, Axis & { title: string }>();
  private choice: PlaneChoice = { ranges: {} };

  constructor(private readonly host: PlaneHost) {
    this.parallel = new ParallelView((ranges) => {
      this.choose({ ranges });
      host.filter(this.passes);
    });
    this.scatter = new ScatterView(host.open);
    this.against.addEventListener("change", () => this.choose({ against: this.against.value }));
    const label = element("label", { for: this.against.id }, t("Against"));
    const beside = element("div", {}, element("div", { class: "plane-row" }, label, this.against), this.scatter.view);
    this.view = element(
      "div",
      { class: "plane" },
      this.parallel.view,
      element("div", { class: "plane-below" }, beside, this.matters),
    );
  }

  show(subject: PlaneSubject, choice: PlaneChoice): void {
    [this.subject, this.choice] = [subject, choice];
    const { settings, figure } = subject;
    this.axes = new Map(
      settings.map(({ key, values }) => [key, { ...settingAxis(values), title: key.replace(/^.*\./, "") }]),
    );
    this.axes.set(figure.key, { ...numberAxis(figure.values, figure.text), title: figure.title });
    this.against.replaceChildren(...settings.map(({ key }) => element("option", { value: key }, key)));
    this.matters.replaceChildren(importanceView(subject.importance, figure.title));
    this.draw();
  }

  private get passes(): boolean[] {
    return passing(this.axes, this.choice.ranges, this.subject?.runs.length ?? 0);
  }

  private choose(change: Partial<PlaneChoice>): void {
    this.choice = { ...this.choice, ...change };
    this.host.keep(this.choice);
    this.draw();
  }

  private draw(): void {
    if (!this.subject) return;
    const { runs, figure, settings } = this.subject;
    const figureAxis = this.axes.get(figure.key)!;
    const drawn = runs.map(({ label }, run) => {
      const place = figureAxis.at[run];
      return { label, quality: place === null ? null : figure.rises ? place : 1 - place };
    });
    this.parallel.show({ runs: drawn, axes: this.axes }, this.choice.ranges);
    const { passes } = this;
    const known = settings.some(({ key }) => key === this.choice.against);
    const against = known ? this.choice.against! : (this.subject.importance[0]?.key ?? settings[0]?.key);
    const x = against === undefined ? undefined : this.axes.get(against);
    this.scatter.view.hidden = x === undefined;
    if (!x) return;
    this.against.value = against!;
    this.scatter.show({ runs, x: { ...x, title: against! }, y: figureAxis, passes });
  }
}
