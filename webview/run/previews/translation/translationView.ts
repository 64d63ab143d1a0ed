import { type AlignedSymbol, alignSymbols } from "../../../../src/base/differences.ts";
import { stretchesOf } from "../../../../src/base/stretches.ts";
import { grouped } from "../../../../src/base/words.ts";
import type { TranslationPreview } from "../../../../src/contracts/preview.ts";
import { type Attention, AttentionMap } from "../../../shared/attention/attentionMap.ts";
import { element, textNode } from "../../../shared/dom.ts";
import { icon } from "../../../shared/icons.ts";
import { t } from "../../../shared/text.ts";
import type { Theme } from "../../../shared/theme.ts";
import { SampleView } from "../sample/sampleView.ts";
import { symbolTable } from "./symbolTable.ts";

/** One example: what was read, what the network wrote, the truth with the differences marked, and where the network looked. */
export class TranslationView {
  private readonly lines = element("dl", { class: "answer translation-lines" });
  private readonly verdict = element("p", { class: "verdict" });
  private map: AttentionMap | undefined;
  private readonly details: HTMLDetailsElement;
  private readonly table = element("div");
  private readonly output = new SampleView(t("Output by probability"), undefined);
  readonly view: HTMLElement;
  private shown: TranslationPreview | undefined;
  private tableOf: TranslationPreview | undefined;
  private steps: AlignedSymbol[] = [];
  private theme: Theme | undefined;

  /** @param folded the map waits in the details, as for one of many examples */
  constructor(private readonly folded = false) {
    this.details = element("details", {}, element("summary", {}, t("Symbol by symbol")), this.table);
    this.details.addEventListener("toggle", () => this.drawDetails());
    this.view = element("div", { class: "example translation" }, this.lines, this.verdict, this.details);
  }

  show(preview: TranslationPreview, theme: Theme): void {
    this.theme = theme;
    if (preview !== this.shown) {
      this.shown = preview;
      this.steps = stepsOf(preview);
      this.drawLines(preview);
    }
    if (!this.folded) this.drawMap(preview, theme);
    this.drawDetails();
  }

  /** Made with the first weights. */
  private drawMap(preview: TranslationPreview, theme: Theme): void {
    const attention = attentionOf(preview, this.steps);
    const hasWeights = attention.weights.length > 0;
    if (this.map === undefined && hasWeights) {
      this.map = new AttentionMap();
      if (this.folded) this.table.before(this.map.view);
      else this.details.before(this.map.view);
    }
    if (this.map === undefined) return;
    this.map.view.hidden = !hasWeights;
    if (hasWeights) this.map.show(attention, theme);
  }

  private drawLines({ output, truth, texts, stopped, drawn }: TranslationPreview): void {
    const differs = new Set(this.steps.filter(({ difference }) => difference !== "same"));
    const wrong = (side: "output" | "truth") => {
      const marked = new Set([...differs].map((step) => step[side]));
      return (index: number) => truth !== null && marked.has(index);
    };
    const none = element("span", { class: "faint" }, t("nothing"));
    const line = (name: string, text: string, nodes: Node[]) =>
      element("div", {}, element("dt", {}, name), element("dd", {}, ...(text === "" ? [none.cloneNode(true)] : nodes)));
    const cut = stopped ? [] : [element("span", { class: "faint" }, " …")];
    const lines = [
      line(t("Source"), texts.source, [textNode(texts.source)]),
      line(t("Output"), texts.output, [...markedText(texts.output, output, wrong("output")), ...cut]),
    ];
    if (truth !== null && texts.truth !== null) {
      lines.push(line(t("Truth"), texts.truth, markedText(texts.truth, truth, wrong("truth"))));
    }
    if (drawn && drawn.length > 0) {
      this.output.show({ kind: "text", prompt: "", text: drawn.map(({ text }) => text).join(""), drawn });
      lines.push(line(t("Probability"), texts.output, [this.output.view]));
    }
    this.lines.replaceChildren(...lines);
    this.drawVerdict(truth, stopped, differs.size);
  }

  private drawVerdict(truth: readonly string[] | null, stopped: boolean, changes: number): void {
    const words = [
      ...(truth === null ? [] : [changes === 0 ? t("right") : changesText(changes, truth.length)]),
      ...(stopped ? [] : [t("cut at the longest output: no stop symbol was written")]),
    ];
    const isRight = truth !== null && changes === 0 && stopped;
    this.verdict.hidden = words.length === 0;
    this.verdict.className = `verdict ${isRight ? "right" : "wrong"}`;
    const sign = isRight ? icon("check") : truth === null ? icon("warning") : icon("cross");
    this.verdict.replaceChildren(sign, " ");
    this.verdict.append(element("span", {}, words.join("; ")));
  }

  /** Made when it is opened: it may have hundreds of rows. */
  private drawDetails(): void {
    const { shown, theme } = this;
    if (!this.details.open || shown === undefined || theme === undefined) return;
    if (this.folded) this.drawMap(shown, theme);
    if (shown === this.tableOf) return;
    this.tableOf = shown;
    const { truth, output, stopped } = shown;
    const stop: AlignedSymbol[] = stopped ? [{ difference: "same", output: output.length }] : [];
    this.table.replaceChildren(symbolTable([...this.steps, ...stop], attentionOf(shown, this.steps), truth));
  }
}

function stepsOf({ output, truth }: TranslationPreview): AlignedSymbol[] {
  if (truth !== null) return alignSymbols(output, truth);
  return output.map((_, output) => ({ difference: "same", output }));
}

/** Without weights where there are none, or not as many as symbols: a kept preview may come from anywhere. */
function attentionOf(
  { source, output, stopped, attention }: TranslationPreview,
  steps: readonly AlignedSymbol[],
): Attention {
  const wrong = new Set(steps.filter(({ difference }) => difference !== "same").map(({ output }) => output));
  const outputs = output.map((symbol, i) => ({ symbol, wrong: wrong.has(i) }));
  const stop = { symbol: "", wrong: false, shown: t("stop") };
  const labels = stopped ? [...outputs, stop] : outputs;
  const fits = attention?.length === labels.length && attention.every((row) => row.length === source.length);
  return { source, outputs: labels, weights: fits && source.length > 0 ? attention : [] };
}

/** Stretches of symbols that are marked as marks. */
function markedText(text: string, symbols: readonly string[], isMarked: (index: number) => boolean): Node[] {
  return stretchesOf(text, symbols, isMarked).map((stretch) =>
    stretch.marked ? element("mark", {}, stretch.text) : textNode(stretch.text),
  );
}

function changesText(changes: number, length: number): string {
  if (changes === 1) return t("1 symbol differs from the truth, which has {0}", grouped(length));
  return t("{0} symbols differ from the truth, which has {1}", grouped(changes), grouped(length));
}
