import { fileName } from "../../../src/base/fileName.ts";
import type { LookInput, LookPart, LookRequest, RunChoice, RunChoices } from "../../../src/contracts/inspection.ts";
import { button, element, setText } from "../../shared/dom.ts";
import { t } from "../../shared/text.ts";
import type { Questions } from "../asking/questions.ts";
import { problemOf } from "../asking/tensors.ts";
import { CheckpointSlider } from "./checkpointSlider.ts";
import { ExampleChoice } from "./exampleChoice.ts";
import { FileChoice } from "./fileChoice.ts";
import { runText } from "./runText.ts";

interface ChooserNeeds {
  look: (request: LookRequest) => void;
  /** What is looked into now is no longer wanted. */
  leave: () => void;
  /** Lets a person choose a file, of which the host then says which. */
  chooseFile: () => void;
}

/** What is looked into: a run, a checkpoint of it, and a text or an example. */
export class Chooser {
  private readonly run = element("select", { id: "run-choice" });
  private readonly checkpoints: CheckpointSlider;
  private readonly typed = element("textarea", { id: "look-text", rows: "2", spellcheck: "false" });
  private readonly typedLabel = element("label", { for: "look-text" });
  private readonly examples: ExampleChoice;
  private readonly files: FileChoice;
  private readonly byText: HTMLElement;
  private readonly runLine: HTMLElement;
  private readonly problem = element("p", { class: "look-problem", role: "status" });
  readonly view: HTMLElement;
  private runs: readonly RunChoice[] = [];
  private choices: RunChoices | undefined;
  private request: Partial<LookRequest> = {};
  /** What is chosen last counts, whichever answers come first. */
  private turn = 0;

  constructor(
    private readonly questions: Questions,
    private readonly needs: ChooserNeeds,
  ) {
    this.checkpoints = new CheckpointSlider((checkpoint) => this.open({ checkpoint }));
    this.examples = new ExampleChoice(
      (part, from, count) => this.askExamples(part, from, count),
      (input) => this.open({ input }),
    );
    this.files = new FileChoice(needs.chooseFile, (input) => this.open({ input }));
    this.run.addEventListener("change", () => this.chooseRun(this.run.value));
    this.typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.openTyped();
    });
    const go = button(t("Look Inside"), () => this.openTyped());
    this.byText = element(
      "div",
      { class: "by-text" },
      this.typedLabel,
      element("div", { class: "typed-line" }, this.typed, go),
    );
    this.runLine = element("div", { class: "choice" }, element("label", { for: "run-choice" }, t("Run")), this.run);
    this.view = element(
      "header",
      { class: "chooser" },
      element("div", { class: "choices" }, this.runLine, this.checkpoints.view),
      element("div", { class: "choices" }, this.byText, this.examples.view, this.files.view),
      this.problem,
    );
    this.runLine.hidden = true;
    this.clear();
  }

  /** What to open first; what is absent is the newest run and its suggestion. */
  async choose(
    start: Partial<LookRequest>,
    kept: (choices: RunChoices) => LookInput | undefined = () => undefined,
  ): Promise<void> {
    const turn = ++this.turn;
    this.request = { ...start };
    this.needs.leave();
    setText(this.problem, "");
    try {
      const runs = await this.questions.ask("runs", {}).answer;
      if (turn !== this.turn) return;
      this.runs = runs;
      const run = start.run ?? this.runs[0]?.folder;
      this.runLine.hidden = run === undefined;
      if (run === undefined)
        return setText(this.problem, t("There is no run to look into yet. Train a network first, then come back."));
      const known = this.runs.some(({ folder }) => folder === run) ? this.runs : [...this.runs, unknownRun(run)];
      this.run.replaceChildren(...known.map((one) => element("option", { value: one.folder }, runText(one, known))));
      this.run.value = run;
      const choices = await this.questions.ask("choices", { run }).answer;
      if (turn !== this.turn) return;
      this.choices = choices;
      const input = start.input ?? kept(choices) ?? this.firstInput(choices);
      this.request = { ...this.request, run, ...(input && { input }) };
      this.arrange(choices);
      if (input) this.open({ input });
    } catch (why) {
      if (turn !== this.turn) return;
      const { message, hint } = problemOf(why);
      this.clear();
      setText(this.problem, hint === undefined ? message : `${message} ${hint}`);
    }
  }

  /** Another run reads the same text, where both are given texts of one kind. */
  private async chooseRun(run: string): Promise<void> {
    const { input } = this.request;
    const before = this.choices?.typed;
    await this.choose({ run }, ({ typed }) => {
      if (input?.from !== "text" || typed !== before) return undefined;
      return { ...input, text: this.typed.value || input.text };
    });
  }

  /** Nothing to choose but another run, until it is known what of this one there is. */
  private clear(): void {
    for (const part of [this.checkpoints.view, this.byText, this.examples.view, this.files.view]) {
      part.hidden = true;
    }
  }

  private arrange(choices: RunChoices): void {
    this.examples.view.hidden = false;
    this.checkpoints.show(choices.checkpoints, this.request.checkpoint);
    this.byText.hidden = choices.typed === null;
    const labels = { text: t("Text"), source: t("Source"), example: t("Example, as a line of the data") };
    setText(this.typedLabel, labels[choices.typed ?? "text"]);
    const { input } = this.request;
    this.typed.value = input?.from === "text" ? input.text : choices.suggestion;
    this.examples.show(choices, input);
    this.files.view.hidden = false;
    const task = this.runs.find(({ folder }) => folder === this.request.run)?.task;
    this.files.show(input, task === "language-model");
  }

  private firstInput({ typed, suggestion, parts }: RunChoices): LookInput | undefined {
    if (typed !== null && suggestion !== "") return { from: "text", text: suggestion };
    const some =
      parts?.find(({ part, examples }) => part !== "training" && examples > 0) ??
      parts?.find(({ examples }) => examples > 0);
    return some && { from: "example", part: some.part, index: 0 };
  }

  private openTyped(): void {
    const text = this.typed.value;
    if (text === "") return setText(this.problem, t("Type a text first."));
    this.open({ input: { from: "text", text } });
  }

  private open(change: Partial<LookRequest>): void {
    this.request = { ...this.request, ...change };
    setText(this.problem, "");
    const { run, input, checkpoint } = this.request;
    if (run === undefined || input === undefined) return;
    this.needs.look({ run, input, ...(checkpoint !== undefined && { checkpoint }) });
  }

  private async askExamples(part: LookPart, from: number, count: number) {
    const { run } = this.request;
    if (run === undefined) return [];
    return (await this.questions.ask("examples", { run, part, from, count }).answer).examples;
  }
}

function unknownRun(folder: string): RunChoice {
  return { folder, id: folder, name: fileName(folder), task: "", began: "", changes: [] };
}
