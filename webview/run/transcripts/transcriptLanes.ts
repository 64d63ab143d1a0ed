import { visibleSymbol } from "../../../src/base/visibleText.ts";
import { grouped } from "../../../src/base/words.ts";
import { element, setText } from "../../shared/dom.ts";
import { shareText, symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Lane } from "../timeline/lane.ts";
import { stepHead } from "../timeline/tables/gridTable.ts";
import { stepGrid } from "../timeline/tables/stepGrid.ts";
import { CollapseLane } from "./collapseLane.ts";
import { LabelMapLane, type MapRow } from "./labelMapLane.ts";
import type { LatticePicture, TranscriptPicture } from "./picture.ts";
import { SpikesLane } from "./spikesLane.ts";

/** Probabilities and weights lie between 0 and 1. */
const SCALE = { kind: "sequential", min: 0, max: 1 } as const;
/** Labels that are said of a step, and the least probability that is. */
const MOST_SAID = 4;
const LEAST_SAID = 0.005;

/** The pictures of a transcript along the steps: the probabilities of the labels, the lattice, and how the best path collapses. */
export class TranscriptLanes {
  private readonly spikes: SpikesLane;
  private readonly map: LabelMapLane;
  private readonly lattice: LabelMapLane;
  private readonly collapse: CollapseLane;
  private readonly latticeFacts = element("span", { class: "faint" });
  private picture: TranscriptPicture | undefined;

  constructor() {
    const spikes = t("Probability of each label as a line, the blank dashed: arrow keys move the step");
    this.spikes = new SpikesLane(bar(t("Labels"), said(t("how likely each label is at each step"))), spikes);
    const about = said(t("the same as a map; the blank (·) in grey"));
    this.map = new LabelMapLane(bar(t("Map of the Labels"), about), t("Map of the labels"), t("Step"));
    this.lattice = new LabelMapLane(bar(t("Lattice"), this.latticeFacts), t("Lattice"), t("Step"));
    const collapse = t("How the best path becomes the transcript: arrow keys move the step");
    this.collapse = new CollapseLane(bar(t("Collapse")), collapse);
  }

  /** Those that there is something to show of. */
  get lanes(): Lane[] {
    const { posteriors, lattice, path } = this.picture ?? {};
    return [
      ...(posteriors ? [this.spikes, this.map] : []),
      ...(lattice ? [this.lattice] : []),
      ...(path?.length ? [this.collapse] : []),
    ];
  }

  /** `symbols`: what stands at each step. */
  show(picture: TranscriptPicture, symbols: readonly string[]): void {
    this.picture = picture;
    const { labels, posteriors, lattice, steps, stages } = picture;
    this.spikes.show(picture, t("{0} labels over {1} steps", grouped(labels.length), grouped(steps)));
    const names = labels.map((_, label) => labelName(labels, label));
    const transcript = (stages.at(-1)?.labels ?? []).map(({ label }) => names[label]).join(" ");
    this.collapse.show(picture, t("{0} steps become: {1}", grouped(steps), transcript || t("nothing")));
    if (posteriors) {
      const rows = names.map((_, unit) => rowOf(labels, unit, unit));
      const cells = names.map((name, unit) => ({ name, cell: (step: number) => cellOf(posteriors, step, unit) }));
      const summary = t("heat map of {0} labels over {1} steps", grouped(labels.length), grouped(steps));
      this.map.show({ states: posteriors, rows, scale: SCALE }, stepGrid(symbols, steps, cells), summary);
    }
    if (lattice) this.showLattice(lattice, names, symbols);
  }

  /** What the network says at a step, in words. */
  read(step: number): string {
    const { picture } = this;
    if (!picture || picture.path.length === 0) return "";
    const { posteriors, labels, path } = picture;
    const name = (label: number) => (label === 0 ? t("blank") : symbolName(labels[label]));
    if (!posteriors) return t("Best path: {0}.", name(path[step]));
    const row = posteriors.values.subarray(step * posteriors.units, (step + 1) * posteriors.units);
    const likely = [...row.keys()]
      .sort((a, b) => row[b] - row[a])
      .slice(0, MOST_SAID)
      .filter((label, rank) => rank === 0 || row[label] >= LEAST_SAID);
    return `${likely.map((label) => `${name(label)} ${shareText(row[label])}`).join(", ")}.`;
  }

  private showLattice(
    { of, labels: places, weights }: LatticePicture,
    names: string[],
    symbols: readonly string[],
  ): void {
    const rows = Array.from(places, (label, unit) => rowOf(this.picture!.labels, label, unit));
    const cells = Array.from(places, (label, unit) => ({
      name: stepHead(unit, names[label]),
      cell: (step: number) => cellOf(weights, step, unit),
    }));
    const facts = {
      truth: t("share of all paths of the truth that are at each label or blank"),
      output: t("share of all paths of the output that are at each label or blank"),
    };
    setText(this.latticeFacts, facts[of]);
    const summary = t("heat map of {0} places over {1} steps", grouped(rows.length), grouped(weights.time));
    this.lattice.show({ states: weights, rows, scale: SCALE }, stepGrid(symbols, weights.time, cells), summary);
  }
}

/** A row of a map; the sign of the blank leaves room for what it says. */
function rowOf(labels: readonly string[], label: number, unit: number): MapRow {
  return label === 0 ? { name: "·", unit, isBlank: true } : { name: visibleSymbol(labels[label]), unit };
}

/** What a label is called. */
function labelName(labels: readonly string[], label: number): string {
  return label === 0 ? t("blank") : visibleSymbol(labels[label]);
}

function cellOf({ values, units }: { values: Float32Array; units: number }, step: number, unit: number): string {
  return values[step * units + unit].toFixed(4);
}

function bar(title: string, ...facts: Node[]): HTMLElement {
  return element("div", { class: "lane-bar" }, element("b", {}, title), ...facts);
}

function said(text: string): HTMLElement {
  return element("span", { class: "faint" }, text);
}
