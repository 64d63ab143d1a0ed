import { lossText } from "../../../src/base/metrics.ts";
import { capitalized, grouped } from "../../../src/base/words.ts";
import type { Candidates, LookPredictions, LookRequest, Patched } from "../../../src/contracts/inspection.ts";
import type { Selection } from "../../run/timeline/selecting/selection.ts";
import { type Grid, GridTable, stepHead } from "../../run/timeline/tables/gridTable.ts";
import { type Cell, CellPlot } from "../../shared/cellPlot.ts";
import { colourTable } from "../../shared/colourTable.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { heatMapPixels } from "../../shared/heatMap.ts";
import { shareText, symbolName } from "../../shared/numbers.ts";
import { t } from "../../shared/text.ts";
import type { Theme } from "../../shared/theme.ts";
import type { Questions } from "../asking/questions.ts";
import { Looking } from "../looking.ts";
import { layerName, stepSymbol } from "../naming.ts";
import { Pane } from "../panes/pane.ts";

/** Another text beside this one: which is likelier, which units differ, and what of it comes back when its states are put into this one. */
export class OtherTextPane {
  readonly pane: Pane;
  private readonly typed = element("textarea", { rows: "2", spellcheck: "false", "aria-label": t("The other text") });
  private readonly compared = element("div", { role: "status" });
  private readonly patching: HTMLButtonElement;
  private readonly plot: CellPlot;
  private readonly readout = element("p", { class: "readout", id: "patch-readout", role: "status" });
  private readonly names = element("div", { class: "patch-names" });
  private readonly caption = element(
    "p",
    { class: "faint" },
    t(
      "Each cell copies the state of its row at the step of its column from the other text into this one (beside each name: at all steps): orange where the prediction moves towards that of the other text, up to 100 %, blue where it moves away. The strongest orange is the state that carries the difference: look at its heat map at that step, or clamp its units in What If.",
    ),
  );
  private readonly grid = element("div", { class: "patch" });
  private readonly table = new GridTable(t("Recovery"), t("Patched at step"));
  private readonly readoutLine = element("div", { class: "readout-line" }, this.readout, this.table.toggle);
  private gridTable: Grid | undefined;
  private at: Cell = { column: 0, row: 0 };
  private readonly verdict = element("p", { class: "verdict" });
  private patched: Patched | undefined;
  /** What was compared last, whatever has been typed since. */
  private donor: LookRequest["input"] | undefined;
  private looked: Looking | undefined;
  private theme: Theme | undefined;

  constructor(
    private readonly questions: Questions,
    private readonly looking: Looking,
    private readonly request: LookRequest,
    private readonly selection: Selection,
    private readonly redraw: () => void,
    /** Shows the other look below; nothing where there is none. */
    private readonly show: (other: Looking | undefined) => void,
  ) {
    const hint = t(
      "Change a word or two of the text above to see which text is likelier, which units differ, and which state carries the difference.",
    );
    this.pane = new Pane(t("Compare With Another Text"), hint, () => this.drawGrid());
    this.typed.value = looking.look.typed?.text ?? "";
    const compare = button(t("Compare"), () => this.compare());
    this.patching = button(t("Patch Its States Into This Text"), () => this.patch(), { class: "secondary" });
    this.patching.hidden = true;
    this.plot = new CellPlot(t("Recovery: arrow keys move over steps and states"), "patch-readout", (cell) =>
      this.read(cell?.column, cell?.row),
    );
    this.grid.append(this.names, this.plot.view);
    this.caption.hidden = true;
    this.grid.hidden = true;
    this.readoutLine.hidden = true;
    this.pane.body.append(
      element("div", { class: "typed-line" }, this.typed, compare),
      this.compared,
      this.patching,
      this.verdict,
      this.caption,
      this.grid,
      this.readoutLine,
      this.table.view,
    );
    this.table.show(undefined, this.at);
  }

  /** The other text, as looked into. */
  get other(): Looking | undefined {
    return this.looked;
  }

  draw(theme: Theme): void {
    this.theme = theme;
    this.drawGrid();
  }

  close(): void {
    this.looked?.close();
  }

  private async compare(): Promise<void> {
    const { run, checkpoint } = this.request;
    const input = this.typedInput();
    const asked = { run, input, ...(checkpoint !== undefined && { checkpoint }) };
    const look = await this.pane.wait((progress) => this.questions.ask("open", asked, progress));
    if (!look || "counted" in look) return;
    this.looked?.close();
    this.looked = new Looking(this.questions, look, this.redraw);
    // What was patched was of another text.
    [this.donor, this.patched] = [input, undefined];
    setText(this.verdict, "");
    this.drawGrid();
    this.table.show(undefined, this.at);
    this.patching.hidden = !this.looking.look.predictions.candidates;
    setText(this.compared, comparedText(this.looking.look.predictions, look.predictions));
    this.show(this.looked);
    this.redraw();
  }

  /** The other text; what is written begins as this one does, and its target is written anew. */
  private typedInput(): LookRequest["input"] {
    const { target: _, ...typed } = this.looking.look.typed ?? {};
    return { from: "text", ...typed, text: this.typed.value };
  }

  private async patch(): Promise<void> {
    const { donor } = this;
    if (!donor) return;
    const step = this.step();
    const asked = { look: this.looking.look.look, donor, ...(step !== undefined && { step }) };
    const patched = await this.pane.wait((progress) => this.questions.ask("patch", asked, progress));
    if (!patched) return;
    this.patched = patched;
    setText(this.verdict, this.patchText(patched));
    const best = bestOf(patched.recovery ?? new Float32Array());
    this.at = { column: best % patched.steps, row: Math.floor(best / patched.steps) };
    this.drawGrid();
  }

  /** The chosen step, where both texts have it and differ by then; else undefined, which is the last step of both. */
  private step(): number | undefined {
    const { strip, step } = this.selection.kept;
    const { predictions, strips } = this.looking.look;
    const [here, there] = [strips[0].symbols, this.looked?.look.strips[0].symbols ?? []];
    if (step === null || strip !== 0 || predictions.strip !== 0 || !predictions.perStep) return undefined;
    const differs = here.findIndex((symbol, i) => symbol !== there[i]);
    return differs >= 0 && step >= differs && step < Math.min(here.length, there.length) ? step : undefined;
  }

  private drawGrid(): void {
    const { patched, theme } = this;
    this.grid.hidden = !patched?.recovery;
    for (const part of [this.caption, this.readoutLine]) part.hidden = this.grid.hidden;
    if (!patched?.recovery || !theme) return;
    const { tensors, steps, recovery } = patched;
    // (tensors, steps) → (steps, tensors), as heat maps have it.
    const values = new Float32Array(recovery.length);
    for (let i = 0; i < tensors.length; i++)
      for (let s = 0; s < steps; s++) values[s * tensors.length + i] = recovery[i * steps + s];
    const pixels = heatMapPixels({ time: steps, units: tensors.length, values }, 1, colourTable(theme.kind));
    this.plot.draw(
      pixels,
      steps,
      tensors.length,
      t("How much of the difference is recovered: {0}", this.patchText(patched)),
    );
    this.names.replaceChildren(
      ...tensors.map((name, row) => element("span", {}, this.nameOf(name), " ", this.wholeView(row))),
    );
    const room = (this.pane.body.clientWidth || 600) - this.names.offsetWidth - 8;
    this.plot.lay(Math.max(1, Math.min(18, room / steps)), 20);
    this.gridTable = this.tableOf(patched, recovery);
    this.table.show(this.gridTable, this.at);
  }

  /** What all steps of a row bring back together. */
  private wholeView(row: number): HTMLElement {
    const whole = this.patched?.whole?.[row];
    const text = whole === undefined || Number.isNaN(whole) ? "" : percent(whole);
    return element("span", { class: "faint", title: t("copied at all steps together") }, text);
  }

  private tableOf({ tensors, strips, steps, first, stride, whole }: Patched, recovery: Float32Array): Grid {
    const stepOf = (column: number) => first + column * stride;
    const symbol = (column: number) => stepSymbol(this.looking.look, strips[0] ?? 0, stepOf(column));
    return {
      columns: steps,
      column: (column) => stepHead(stepOf(column), new Set(strips).size === 1 ? symbol(column) : ""),
      rows: tensors.length,
      row: (row) => (whole ? `${this.nameOf(tensors[row])} (${percent(whole[row])})` : this.nameOf(tensors[row])),
      cell: (row, column) => percent(recovery[row * steps + column]),
    };
  }

  private patchText({ recovery, symbol, step, loss, tensors, steps, first, stride }: Patched): string {
    const { clean, corrupt } = loss;
    const about = t(
      "{0} after step {1}: −log p is {2} nats here and {3} in the other text.",
      symbolName(symbol),
      grouped(step),
      lossText(corrupt),
      lossText(clean),
    );
    if (!recovery)
      return `${about} ${t("They are too near to each other for a recovery. Choose a step soon after the texts begin to differ, and patch again.")}`;
    const best = bestOf(recovery);
    const share = percent(recovery[best]);
    return `${about} ${t("{0} at step {1} recovers most of the difference, {2}.", this.nameOf(tensors[Math.floor(best / steps)]), grouped(first + (best % steps) * stride), share)}`;
  }

  private nameOf(tensor: string): string {
    const layer = this.looking.look.layers.find(
      ({ name, tensors }) => name === tensor || tensors.some((it) => it.name === tensor),
    );
    if (tensor === "all") return t("All states");
    const label = layer?.tensors.find(({ name }) => name === tensor)?.label;
    if (!layer) return t("{0}, all states", capitalized(tensor));
    const name = capitalized(layerName(layer));
    return label === undefined ? t("{0}, all states", name) : `${name} ${label}`;
  }

  private read(step: number | undefined, row: number | undefined): void {
    if (step === undefined || row === undefined || !this.patched?.recovery) {
      this.selection.hover(undefined);
      return setText(this.readout, t("Point to a cell to read how much of the difference it recovers."));
    }
    const { tensors, strips, steps, first, stride, recovery } = this.patched;
    this.at = { column: step, row };
    this.table.show(this.gridTable, this.at);
    const at = first + step * stride;
    this.selection.hover({ strip: strips[row] ?? 0, step: at });
    const share = recovery[row * steps + step];
    const [name, place] = [this.nameOf(tensors[row]), grouped(at)];
    setText(
      this.readout,
      Number.isNaN(share)
        ? t("{0} at step {1}: one of the two texts does not have this step.", name, place)
        : share < 0
          ? t("{0} at step {1} makes the difference {2} larger.", name, place, percent(-share))
          : t("{0} at step {1} recovers {2} of the difference.", name, place, percent(share)),
    );
  }
}

function comparedText(here: LookPredictions, there: LookPredictions): string {
  if (here.total !== null && there.total !== null) return likelierText(here.total, there.total);
  if (here.perStep)
    return t("What is true is not known of both; what the network says of the other text is below the first.");
  const [own, other] = [here, there].map(({ candidates }) => candidates);
  if (!own || !other) return "";
  const said = ({ names, ids, probabilities }: Candidates) => [symbolName(names[ids[0]]), shareText(probabilities[0])];
  return t("The network says {0}, {1}, of this text, and {2}, {3}, of the other.", ...said(own), ...said(other));
}

/** Which of two texts is likelier, by the product of their factors. */
function likelierText(here: number, there: number): string {
  const ratio = Math.exp(Math.abs(here - there));
  const times = ratio >= 1e4 ? ratio.toExponential(1) : ratio.toPrecision(3);
  const sums = t("−log P is {0} nats of this text and {1} of the other.", lossText(here), lossText(there));
  if (ratio < 1.005) return `${sums} ${t("Both are equally likely.")}`;
  return `${sums} ${here < there ? t("This text is {0} times as likely.", times) : t("The other text is {0} times as likely.", times)}`;
}

/** "64 %"; "" of what is not known. */
function percent(share: number): string {
  return Number.isNaN(share) ? "" : `${(100 * share).toFixed(0).replace("-", "−")} %`;
}

/** Where most comes back. */
function bestOf(recovery: Float32Array): number {
  let best = 0;
  // Not a number is larger than nothing.
  for (const [i, share] of recovery.entries()) if (share > recovery[best] || Number.isNaN(recovery[best])) best = i;
  return best;
}
