import { lossText } from "../../src/base/metrics.ts";
import { valueText } from "../../src/base/numberText.ts";
import { visibleSymbol } from "../../src/base/visibleText.ts";
import { capitalized, grouped } from "../../src/base/words.ts";
import type { Look, LookLayer, LookPredictions } from "../../src/contracts/inspection.ts";
import type { Selection } from "../run/timeline/selecting/selection.ts";
import { element, setText } from "../shared/dom.ts";
import { shareText, symbolName } from "../shared/numbers.ts";
import { t, withValues } from "../shared/text.ts";
import type { Theme } from "../shared/theme.ts";
import { diagramOf } from "./cell/diagrams/diagramOf.ts";
import { diagramView } from "./cell/diagramView.ts";
import { equations } from "./cell/equations.ts";
import { shown } from "./cell/formulas.ts";
import { UnitValues } from "./cell/unitValues.ts";
import type { Looking } from "./looking.ts";
import { cellName, layerName, readsRow } from "./naming.ts";
import { enlargeButton } from "./panes/pane.ts";

const CANDIDATES = 8;

/** The step under the cursor: what is read, what is predicted, and the cell of the selected unit with its numbers. */
export class StepPane {
  private readonly title = element("h2", { id: "step-title" });
  private readonly reads = element("p", { class: "reads" });
  private readonly predictionTitle = element("h3");
  private readonly candidates = element("ol", { class: "candidates" });
  private readonly came = element("p", { class: "faint" });
  private readonly cellTitle = element("h3");
  private readonly unit = element("input", { type: "number", min: "0", "aria-label": t("Unit") });
  private readonly layerChoice = element("select", { "aria-label": t("Layer") });
  private readonly cell = element("div", { class: "cell" });
  readonly view = element("section", { class: "step-pane", "aria-labelledby": "step-title" });
  private looking: Looking | undefined;
  theme: Theme | undefined;

  constructor(private readonly selection: Selection) {
    this.unit.addEventListener("change", () => this.chooseUnit());
    this.layerChoice.addEventListener("change", () => this.chooseLayer(this.layerChoice.value));
    const choice = element(
      "div",
      { class: "unit-choice" },
      this.layerChoice,
      element("label", {}, t("unit"), " ", this.unit),
    );
    const enlarge = enlargeButton(
      () => this.view,
      () => {},
    );
    this.view.append(
      ...[
        element("div", { class: "bar-of-section" }, this.title, enlarge),
        this.reads,
        this.predictionTitle,
        this.candidates,
        this.came,
      ],
      ...[element("div", { class: "cell-head" }, this.cellTitle, choice), this.cell],
    );
  }

  show(looking: Looking): void {
    if (looking !== this.looking) {
      const options = looking.look.layers.map((layer) =>
        element("option", { value: layer.name }, capitalized(layerName(layer))),
      );
      this.layerChoice.replaceChildren(...options);
    }
    this.looking = looking;
    this.select();
  }

  /** Draws what is selected now. */
  select(): void {
    const { looking, theme } = this;
    if (!looking || !theme) return;
    const { strip, step } = this.selection.now;
    const { look } = looking;
    const at = Math.min(step ?? 0, look.strips[strip].symbols.length - 1);
    setText(this.title, t("Step {0}", grouped(at)));
    this.reads.replaceChildren(...readText(looking, strip, at));
    this.drawPrediction(look, strip, at);
    this.drawCell(looking, strip, at, theme);
  }

  private drawPrediction({ predictions }: Look, strip: number, step: number): void {
    const { candidates, actual, surprise, perStep, kind, ahead, numbers } = predictions;
    const row = perStep ? step : 0;
    const has = candidates !== undefined && (strip === predictions.strip || !perStep);
    for (const part of [this.predictionTitle, this.candidates, this.came]) part.hidden = !has;
    this.came.classList.toggle("faint", has);
    if (numbers && perStep) {
      this.came.hidden = false;
      setText(this.came, forecastText(numbers, step));
    }
    if (!has) return;
    setText(
      this.predictionTitle,
      ahead === 1 ? t("What it expects next") : kind === "symbol" ? t("What it expects here") : t("What it says"),
    );
    const came = actual[row] ?? null;
    const rows = Array.from({ length: Math.min(CANDIDATES, candidates.top) }, (_, k) => row * candidates.top + k)
      .filter((at) => at < candidates.ids.length)
      .map((at) => {
        const name = candidates.names[candidates.ids[at]];
        return candidateView(name, candidates.probabilities[at], name === came);
      });
    this.candidates.replaceChildren(...rows);
    this.came.hidden = came === null;
    const said =
      kind === "symbol"
        ? t("What came: {0}, a surprise of {1} nats.")
        : t("What is true: {0}, a surprise of {1} nats.");
    if (came !== null) this.came.replaceChildren(...withValues(said, symbolName(came), lossText(surprise[row])));
  }

  private drawCell(looking: Looking, strip: number, step: number, theme: Theme): void {
    const layer = this.layerOf(looking, strip);
    this.layerChoice.hidden = looking.look.layers.length < 2;
    const none = layer === undefined || layer.tensors.length === 0;
    this.cell.hidden = none;
    this.unit.disabled = none;
    if (!layer || none) return setText(this.cellTitle, t("No layer has been chosen."));
    const unit = Math.min(this.selection.now.unit ?? 0, layer.units - 1);
    if (document.activeElement !== this.unit) this.unit.value = String(unit);
    this.unit.max = String(layer.units - 1);
    this.layerChoice.value = layer.name;
    setText(this.cellTitle, t("{0} cell", cellName(layer.cell)));
    const values = new UnitValues(looking, layer, step, unit);
    const diagram = diagramOf(values);
    const summary = t(
      "Diagram of unit {0} of {1} at step {2}: {3}",
      unit,
      layerName(layer),
      step,
      numbersIn(diagram?.nodes ?? []),
    );
    const picture = diagram ? [diagramView(diagram, theme.kind, summary)] : [];
    this.cell.replaceChildren(...picture, equations(values));
  }

  private layerOf({ look }: Looking, strip: number): LookLayer | undefined {
    const { layer } = this.selection.now;
    const ofStrip = look.layers.filter((it) => it.strip === strip);
    return ofStrip.find(({ name }) => name === layer) ?? ofStrip[0];
  }

  private chooseUnit(): void {
    const unit = Number(this.unit.value);
    const layer = this.looking && this.layerOf(this.looking, this.selection.kept.strip);
    if (layer && Number.isInteger(unit) && unit >= 0 && unit < layer.units)
      this.selection.choose({ layer: layer.name, unit });
  }

  private chooseLayer(name: string): void {
    const layer = this.looking?.layer(name);
    if (layer)
      this.selection.choose({
        layer: name,
        strip: layer.strip,
        unit: Math.min(this.selection.kept.unit ?? 0, layer.units - 1),
      });
  }
}

/** "The network reads the row 12: co2 = 371.69." */
function readText(looking: Looking, strip: number, step: number): Node[] {
  const { look } = looking;
  const symbol = look.strips[strip].symbols[step] ?? "";
  const row = looking.rowText(strip, step);
  if (readsRow(look, strip, step)) {
    return row === ""
      ? withValues(t("The network reads the row {0}."), symbol)
      : withValues(t("The network reads the row {0}: {1}."), symbol, row);
  }
  return row === ""
    ? withValues(t("The network reads {0}."), symbolName(symbol))
    : withValues(t("The network reads {0} with {1}."), symbolName(symbol), row);
}

/** "Forecast of co2: 371.69, actually 371.13." Of each column that has one. */
function forecastText({ columns, forecast, actual }: NonNullable<LookPredictions["numbers"]>, row: number): string {
  const said = columns.flatMap((name, column) => {
    const [value, came] = [forecast, actual].map((of) => of[row * columns.length + column]);
    if (value === undefined || Number.isNaN(value)) return [];
    return Number.isNaN(came)
      ? [t("Forecast of {0}: {1}.", name, valueText(value))]
      : [t("Forecast of {0}: {1}, actually {2}.", name, valueText(value), valueText(came))];
  });
  return said.join(" ");
}

function candidateView(name: string, probability: number, came: boolean): HTMLElement {
  const bar = element("span", { class: "candidate-bar" });
  bar.style.setProperty("--share", `${100 * probability}%`);
  return element(
    "li",
    came ? { class: "came" } : {},
    element("span", { class: "candidate-name" }, name === "" ? t("stop") : visibleSymbol(name)),
    element("span", { class: "candidate-track" }, bar),
    element("span", { class: "candidate-share" }, shareText(probability)),
  );
}

function numbersIn(nodes: readonly { label: string; value?: number | undefined; kind: string }[]): string {
  return nodes
    .filter(({ kind }) => kind !== "operation")
    .map(({ label, value }) => `${label} ${shown(value)}`)
    .join(", ");
}
