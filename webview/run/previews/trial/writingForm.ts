import { matches } from "../../../../src/contracts/shapes.ts";
import {
  LONGEST_WRITTEN,
  type TrialBy,
  type Writing,
  type WritingOption,
  type WritingOptions,
  writingOptions,
} from "../../../../src/contracts/trial.ts";
import { button, element, setAttribute, setText } from "../../../shared/dom.ts";
import { t } from "../../../shared/text.ts";

/** A number that a person may give. */
interface NumberField {
  least: number;
  most: number;
  /** 0 stands for none, as in the command line. */
  zeroIsNone?: true;
  isWhole?: true;
}

const MOST_SYMBOLS = 1_114_112;

const numberFields: Partial<Record<WritingOption, NumberField>> = {
  temperature: { least: 0, most: 100 },
  topK: { least: 0, most: MOST_SYMBOLS, zeroIsNone: true, isWhole: true },
  topP: { least: 0.000001, most: 1 },
  length: { least: 1, most: LONGEST_WRITTEN, isWhole: true },
  seed: { least: 0, most: 2 ** 32 - 1, isWhole: true },
  beam: { least: 0, most: 100, zeroIsNone: true, isWhole: true },
  lengthPenalty: { least: 0, most: 10 },
  coveragePenalty: { least: 0, most: 10 },
};

/** Those that draw: a search and the likeliest symbol each time know nothing of them. */
const OF_DRAWING: readonly WritingOption[] = ["temperature", "topK", "topP", "seed"];
const OF_BEAMS: readonly WritingOption[] = ["lengthPenalty", "coveragePenalty"];

type Field = HTMLInputElement | HTMLSelectElement;

/** How a text or an output is to be written: the options that the run has. What is left as it is, is as in the run's config. */
export class WritingForm {
  private readonly fields = element("div", { class: "writing-fields" });
  private readonly reset = button(t("As in the Config"), () => this.clear(), { class: "secondary" });
  private readonly summary = element("summary");
  readonly view = element("details", { class: "writing" }, this.summary, this.fields, this.reset);
  private readonly inputs = new Map<WritingOption, Field>();
  /** Each field with its label. */
  private readonly views = new Map<WritingOption, HTMLElement>();
  private readonly by = element("select", { id: "writing-by" });
  private writing: Writing | undefined;
  private described = "";
  private isTraining: boolean | undefined;

  /** @param given what a person chose before the page was hidden */
  constructor(
    private given: WritingOptions,
    private readonly changed: (given: WritingOptions) => void,
  ) {}

  /** @param writing undefined of a run that writes nothing */
  show(writing: Writing | undefined, isTraining: boolean): void {
    // Whoever trains may be asked as it is now, whatever it answers.
    this.view.hidden = writing === undefined && !isTraining;
    const described = JSON.stringify(writing);
    if (described !== this.described) {
      this.described = described;
      this.writing = writing;
      this.make();
    }
    if (isTraining !== this.isTraining) {
      this.isTraining = isTraining;
      const choices: [string, string][] = [
        ...(isTraining ? [["now", t("the network as it is now")] as [string, string]] : []),
        ["best", t("the best parameters")],
        ["last", t("the last checkpoint")],
      ];
      this.by.replaceChildren(...choices.map(([value, text]) => element("option", { value }, text)));
      this.by.value = choices[0][0];
    }
    this.say();
  }

  /** What is asked for beside the text. Undefined where a field holds what it may not, which then has the focus. */
  read(): { options?: WritingOptions; by?: TrialBy } | undefined {
    const wrong = [...this.inputs.values(), this.by].find((field) => !field.disabled && !field.checkValidity());
    if (wrong !== undefined) {
      this.view.open = true;
      wrong.reportValidity();
      wrong.focus();
      return undefined;
    }
    const options = this.writing ? this.options() : {};
    const by = this.by.value as TrialBy;
    return { ...(Object.keys(options).length > 0 && { options }), ...(by !== "best" && { by }) };
  }

  /** Sets options, as if a person had typed them. */
  give(more: WritingOptions): void {
    for (const [name, value] of Object.entries(more)) {
      const field = this.inputs.get(name as WritingOption);
      if (field) field.value = String(value ?? "");
    }
    this.keep();
  }

  private make(): void {
    const { names = [], defaults = {}, starts = [] } = this.writing ?? {};
    this.inputs.clear();
    this.views.clear();
    const made = names.flatMap((name) => {
      const field = fieldOf(name, defaults, starts);
      if (!field) return [];
      const value = this.given[name];
      if (value === null) field.value = "0";
      else if (value !== undefined && typeof value !== "object") field.value = String(value);
      field.addEventListener("input", () => this.keep());
      this.inputs.set(name, field);
      const view = withLabel(titleOf(name), field);
      this.views.set(name, view);
      return [view];
    });
    this.fields.replaceChildren(...made, withLabel(t("Written by"), this.by));
    this.apply();
  }

  private clear(): void {
    for (const field of this.inputs.values()) field.value = "";
    this.keep();
  }

  private keep(): void {
    this.given = this.options(true);
    this.changed(this.given);
    this.apply();
    this.say();
  }

  /** What is given, as far as it may be: it may be half typed. `withIdle`: also what has no effect beside the rest. */
  private options(withIdle = false): WritingOptions {
    const found: Record<string, unknown> = {};
    for (const [name, field] of this.inputs) {
      if (
        field.value === "" ||
        (field.disabled && !withIdle) ||
        field.validity.rangeOverflow ||
        field.validity.rangeUnderflow
      )
        continue;
      const number = numberFields[name];
      const value = number ? Number(field.value) : field.value;
      found[name] = number?.zeroIsNone && value === 0 ? null : value;
    }
    return matches(writingOptions, found) ? found : {};
  }

  /** A search draws nothing, and what is drawn is not searched for. */
  private apply(): void {
    const beam = this.inputs.get("beam")?.value || String(this.writing?.defaults.beam ?? 0);
    const searches = Number(beam) > 0;
    for (const [name, field] of this.inputs) {
      const idle = (searches && OF_DRAWING.includes(name)) || (!searches && OF_BEAMS.includes(name));
      field.disabled = idle;
      this.views.get(name)?.classList.toggle("idle", idle);
    }
  }

  /** The summary says what is not as in the config: it can be read without opening it. */
  private say(): void {
    const given = Object.entries(this.options()).map(
      ([name, value]) => `${titleOf(name as WritingOption)} ${value ?? 0}`,
    );
    setText(this.summary, given.length > 0 ? t("Options: {0}", given.join(", ")) : t("Options"));
    this.reset.hidden = given.length === 0;
  }
}

function withLabel(label: string, field: Field): HTMLElement {
  return element("div", { class: "writing-field" }, element("label", { for: field.id }, label), field);
}

function fieldOf(name: WritingOption, defaults: WritingOptions, starts: readonly string[]): Field | undefined {
  const id = `writing-${name}`;
  const number = numberFields[name];
  const inConfig = defaults[name];
  if (number) {
    const { least, most, isWhole } = number;
    const step = isWhole ? "1" : "any";
    const made = element("input", { id, type: "number", min: String(least), max: String(most), step });
    setAttribute(made, "placeholder", inConfig == null ? emptyText(name) : String(inConfig));
    return made;
  }
  if (name === "stop" || name === "state") return choice(id, choicesOf(name), inConfig as string | undefined);
  if (name === "start" && starts.length > 0) {
    return choice(
      id,
      starts.map((start) => [start, start]),
      typeof inConfig === "string" ? inConfig : undefined,
    );
  }
  return undefined;
}

/** The first choice is what the config has. */
function choice(
  id: string,
  all: readonly (readonly [string, string])[],
  inConfig: string | undefined,
): HTMLSelectElement {
  const known = all.find(([value]) => value === inConfig)?.[1];
  const first = element("option", { value: "" }, known ?? t("any"));
  const others = all.filter(([value]) => value !== inConfig).map(([value, text]) => element("option", { value }, text));
  return element("select", { id }, first, ...others);
}

function choicesOf(name: "stop" | "state"): [string, string][] {
  return name === "stop"
    ? [
        ["length", t("at its length")],
        ["eos", t("at the end of a line")],
      ]
    : [
        ["warm", t("as after a line")],
        ["cold", t("as if nothing was read")],
      ];
}

/** What is so where nothing is given, and the config says nothing. */
function emptyText(name: WritingOption): string {
  if (name === "topK") return t("all");
  if (name === "seed") return t("another each time");
  if (name === "beam") return t("none");
  return "";
}

function titleOf(name: WritingOption): string {
  const titles: Record<WritingOption, string> = {
    length: t("Length"),
    temperature: t("Temperature"),
    topK: t("Top k"),
    topP: t("Top p"),
    seed: t("Seed"),
    beam: t("Beam"),
    stop: t("Stops"),
    start: t("Label"),
    state: t("Begins"),
    lengthPenalty: t("Length penalty"),
    coveragePenalty: t("Coverage penalty"),
  };
  return titles[name];
}
