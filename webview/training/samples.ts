import type { PanelSample } from "../../src/contracts/trainingPanel.ts";
import { element, setAttribute, setText, textNode } from "../shared/dom.ts";
import { count } from "../shared/numbers.ts";
import type { RunView } from "./runView.ts";

/** The latest sample, and those before it in a list that opens. */
export class Samples {
  readonly view: HTMLElement;
  private readonly title = element("h2", { id: "samples-title" }, "Sampled Text");
  private readonly step = element("span", { class: "faint" });
  private readonly latest = element("div", {
    class: "sample",
    tabindex: "0",
    role: "region",
    "aria-label": "Latest sample",
  });
  private readonly empty = element("p", { class: "empty" });
  private readonly summary = element("summary");
  private readonly list = element("ol", { class: "earlier" });
  private readonly earlier = element("details", {}, this.summary, this.list);
  private shown: PanelSample | undefined;
  /** Those in the list, the latest first. */
  private listed: PanelSample[] = [];

  constructor(private readonly run: RunView) {
    this.view = element(
      "section",
      { "aria-labelledby": "samples-title" },
      element("div", { class: "bar-of-section" }, this.title, this.step),
      this.empty,
      this.latest,
      this.earlier,
    );
    this.earlier.hidden = true;
    this.earlier.addEventListener("toggle", () => this.drawEarlier());
  }

  draw(): void {
    const { samples, isCounted, isText } = this.run;
    // What counts and writes nothing shows no examples either.
    this.view.hidden = isCounted && !isText;
    const latest = samples.at(-1);
    setText(this.title, this.run.isText ? "Sampled Text" : "Examples and Answers");
    this.empty.hidden = latest !== undefined;
    this.latest.hidden = latest === undefined;
    const { shown } = this.run;
    const none = this.run.isText ? "No text was sampled." : "No example was shown.";
    setText(this.empty, this.run.isRunning ? `Waiting for the first ${shown} …` : none);
    setAttribute(this.latest, "aria-label", `Latest ${shown}`);
    setText(this.step, latest && !isCounted ? `at step ${count(latest.step)}` : "");
    if (latest !== this.shown) {
      this.shown = latest;
      this.latest.replaceChildren(...(latest ? textOf(latest, this.run.isText) : []));
      this.drawEarlier();
    }
  }

  private drawEarlier(): void {
    const before = this.run.samples.slice(0, -1).reverse();
    this.earlier.hidden = before.length === 0;
    setText(this.summary, `${count(before.length)} earlier ${this.run.shown}${before.length === 1 ? "" : "s"}`);
    if (!this.earlier.open) return;
    // Only the new ones are added, so that whoever reads an old one is not disturbed.
    const fresh = this.listed.length > 0 ? before.indexOf(this.listed[0]) : -1;
    if (fresh < 0) this.list.replaceChildren(...before.map((sample) => item(sample, this.run.isText)));
    else {
      this.list.prepend(...before.slice(0, fresh).map((sample) => item(sample, this.run.isText)));
      while (this.list.children.length > before.length) this.list.lastElementChild?.remove();
    }
    this.listed = before;
  }
}

function item(sample: PanelSample, isText: boolean): HTMLElement {
  return element(
    "li",
    {},
    element("h3", {}, `Step ${count(sample.step)}`),
    element("div", { class: "sample" }, ...textOf(sample, isText)),
  );
}

/** Prompt and drawn text, or an example and its answer, as text nodes: whatever the network writes, it is only ever text. */
function textOf({ start, prompt, text, backward }: PanelSample, isText: boolean): Node[] {
  const drawn = textNode(text);
  if (start !== undefined) return [element("bdi", {}, start), textNode(" → "), element("strong", {}, prompt, drawn)];
  if (prompt === "") return [drawn];
  // Of an example it is the answer that the network adds.
  if (!isText) return [textNode(prompt), element("strong", {}, drawn)];
  const given = element("span", { class: "prompt" }, prompt);
  return backward ? [drawn, given] : [given, drawn];
}
