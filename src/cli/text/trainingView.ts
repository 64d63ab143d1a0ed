import { clock } from "../../base/clock.ts";
import { figureLabel, lossText } from "../../base/metrics.ts";
import { decimalText, thousands } from "../../base/numberText.ts";
import { type StepTime, secondsLeft } from "../../base/timeLeft.ts";
import { count, grouped, measuringText } from "../../base/words.ts";
import { kinds } from "../../config/kinds/index.ts";
import type { KindFacts } from "../../config/kinds/kindFacts.ts";
import { labelOfModel } from "../../config/resolved/labels.ts";
import { tasks } from "../../config/tasks/index.ts";
import { hasTargets } from "../../config/tasks/taskFacts.ts";
import type { TranslationPreview } from "../../contracts/preview.ts";
import { previewText } from "../../contracts/previewText.ts";
import type { BaselineEvent, MeasuringEvent, RunEvent, StartEvent } from "../../runner/index.ts";
import { type Output, sampledText } from "../output.ts";
import { baselineTable } from "./baselineTable.ts";
import { measured } from "./format.ts";
import { styled, told } from "./terminalText.ts";
import { translationText } from "./translationText.ts";

/** Between two progress lines, milliseconds: on a terminal that rewrites one, and in a log that grows. */
const LIVE_EVERY = 100;
const LOG_EVERY = 5000;

/** Shows a training to a person: a line of progress, validations, samples, and how it ended. */
export class TrainingView {
  private start: StartEvent | undefined;
  private validation = "";
  private baselines: BaselineEvent[] = [];
  /** Of the runs of a group. */
  private seeds: readonly number[] = [];
  private shown = 0;
  private lineIsOpen = false;
  /** The first step of this training, or after it waited: what came before says nothing of its speed. */
  private begun: StepTime | undefined;

  constructor(private readonly output: Output) {}

  show(event: RunEvent): void {
    const { output } = this;
    switch (event.event) {
      case "group":
        this.seeds = event.seeds;
        break;
      case "start":
        if (this.seeds.length > 0) this.next(event.config.training.seed);
        this.start = event;
        this.say(this.introduction(event));
        break;
      case "step":
        this.progress(event);
        break;
      case "measuring":
        this.measuring(event);
        break;
      case "validation":
        this.validation = `validation ${measured(event)}`;
        if (!output.live) this.say(`step ${event.step}  ${this.validation} (loss ${lossText(event.loss)})`);
        break;
      case "sample": {
        if (event.preview.kind === "translation") {
          this.translation(event.preview, event);
          break;
        }
        const said = previewText(event.preview);
        // What examples are written from is drawn anew for each.
        const start = said.start === undefined ? "" : `, ${told(said.start)}`;
        this.closeLine();
        output.say(styled(2, `— sample at step ${event.step}${start} —`), ...["\n", ...sampledText(said), "\n"]);
        break;
      }
      case "baseline":
        this.baselines.push(event);
        if (event.part === "validation")
          this.say(`baseline ${event.name}: validation ${measured({ ...event, loss: event.loss ?? Number.NaN })}`);
        break;
      case "baselineStep":
        this.baselineProgress(event);
        break;
      case "saved-again":
        this.begun = undefined;
        this.warn(event.message);
        break;
      case "warning":
        this.warn(event.message);
        break;
      case "error":
        this.closeLine();
        break;
      case "done":
        this.closeLine();
        for (const line of baselineTable(this.model, this.baselines, event, this.beam)) this.say(line);
        break;
    }
  }

  /** Another run of the group begins. */
  private next(seed: number): void {
    this.validation = "";
    this.baselines = [];
    this.begun = undefined;
    this.shown = 0;
    this.say(`Seed ${seed}, run ${this.seeds.indexOf(seed) + 1} of ${this.seeds.length}`);
  }

  /** Examples of one step stand under each other. */
  private translation(preview: TranslationPreview, { step, index = 1 }: { step: number; index?: number }): void {
    this.closeLine();
    if (index === 1) this.output.say(styled(2, `— examples at step ${step} —`));
    this.output.say(...translationText(preview));
  }

  private get model(): string {
    return this.start ? labelOfModel(this.start.config) : "the network";
  }

  /** With which the outputs of the test are written. */
  private get beam(): number | null {
    const config = this.start?.config;
    return config && hasTargets(tasks[config.task]) ? config.sampling.beam : null;
  }

  private introduction(event: StartEvent): string {
    const { id, step, steps, parameters, data, build, threads, memory, minibatchesPerEpoch, config, influence } = event;
    const { bestBy } = event;
    const { counts } = kinds[config.model.kind];
    return [
      `${step > 0 ? `Resuming ${id} after step ${step}` : `Run ${id}`}`,
      `${this.model}, ${counts ? countedText(counts, parameters) : `${count(parameters, "parameter")}, ${build} core on ${count(threads, "thread")}`}, at most about ${(memory / 2 ** 20).toFixed(0)} MB of memory`,
      dataLine(event),
      ...separatorLine(data),
      ...unknownLine(data),
      ...(counts
        ? []
        : [
            `${count(steps, "step")}, ${grouped(Math.ceil(minibatchesPerEpoch / config.training.accumulate))} per epoch; ${count(data.unusedTargets, unitOf(event))} left over`,
            ...(event.validateEvery === undefined ? [] : [validationLine(event.validateEvery, steps)]),
          ]),
      ...(bestBy === "loss" || counts
        ? []
        : [`the best parameters are chosen by validation ${figureLabel(bestBy)} (training.best)`]),
      ...(influence
        ? [
            `real-time recurrent learning carries ${count(influence.numbers, "number")} (${decimalText(influence.bytes / 2 ** 20, 1)} MB) and costs ${count(influence.multiplyAddsPerToken, "multiply-add")} per ${config.data.unit}`,
          ]
        : []),
      "",
    ].join("\n");
  }

  private progress({ step, loss, tokensPerSecond }: Extract<RunEvent, { event: "step" }>): void {
    const { output, start } = this;
    const now = performance.now();
    const latest = { step, time: now };
    this.begun ??= latest;
    const steps = start?.steps ?? step;
    if (this.shown > 0 && step < steps && now - this.shown < (output.live ? LIVE_EVERY : LOG_EVERY)) return;
    this.shown = now;
    const seconds = secondsLeft(this.begun, latest, steps);
    const left = seconds === null ? "" : `${clock(seconds)} left`;
    const parts = [`loss ${lossText(loss)}`, this.validation, `${thousands(tokensPerSecond)} tokens/s`, left];
    const text = `step ${step}/${steps}  ${parts.filter((part) => part !== "").join(" · ")}`;
    if (!output.live) {
      output.log(text);
      return;
    }
    const width = 24;
    const full = Math.round((width * step) / steps);
    const bar = ["━".repeat(full), styled(2, "─".repeat(width - full))];
    output.rewrite(...bar, ` ${text.slice(0, Math.max(20, (process.stdout.columns ?? 100) - width - 2))}`);
    this.lineIsOpen = true;
  }

  private measuring(event: MeasuringEvent): void {
    if (!this.output.live) return;
    this.output.rewrite(measuringText(event));
    this.lineIsOpen = true;
  }

  private baselineProgress({ name, step, steps, loss }: Extract<RunEvent, { event: "baselineStep" }>): void {
    const { output } = this;
    const now = performance.now();
    if (now - this.shown < (output.live ? LIVE_EVERY : LOG_EVERY)) return;
    this.shown = now;
    const text = `baseline ${name}: step ${step}/${steps}  loss ${lossText(loss)}`;
    if (output.live) output.rewrite(text);
    else output.log(text);
    this.lineIsOpen = output.live;
  }

  private warn(message: string): void {
    this.closeLine();
    this.output.warn(message);
  }

  private say(text: string): void {
    this.closeLine();
    this.output.log(text);
  }

  private closeLine(): void {
    if (this.lineIsOpen) this.output.rewrite();
    this.lineIsOpen = false;
  }
}

/** How often is validated. */
function validationLine(every: number, steps: number): string {
  if (every >= steps) return "validates once, at the end";
  return every === 1 ? "validates after every step" : `validates every ${count(every, "step")}, and at the end`;
}

/** How much a model that counts has counted. */
function countedText(counts: KindFacts["counts"], parameters: number): string {
  if (parameters === 0) return "nothing to learn";
  return `${count(parameters, counts === "ngrams" ? "n-gram" : "number")} counted`;
}

/** What one minibatch has several of. */
function unitOf({ config, data }: StartEvent): string {
  if (!("sequences" in data)) return config.data.unit;
  return data.targets && !isTranscript(config) ? "pair" : "sequence";
}

function isTranscript({ task }: StartEvent["config"]): boolean {
  return tasks[task].predicts === "transcript";
}

/** How much there is to learn from. */
function dataLine(event: StartEvent): string {
  const { data } = event;
  const { train, validation, test } = "sequences" in data ? data.sequences : data.tokens;
  const sizes = `${count(train, unitOf(event))} for training, ${grouped(validation)} for validation, ${grouped(test)} for testing`;
  const symbols = count(data.symbols, "different symbol");
  if (event.config.data.shareVocabulary) return `${sizes}; ${symbols}, of both sides`;
  if ("targets" in data && data.targets && isTranscript(event.config)) {
    const read = data.symbols > 0 ? `; ${symbols} in the inputs` : "";
    return `${sizes}${read}; ${count(data.targets.symbols, "label")}`;
  }
  if ("targets" in data && data.targets)
    return `${sizes}; ${symbols} in the sources, and ${grouped(data.targets.symbols)} in the targets`;
  return data.symbols > 0 ? `${sizes}; ${symbols}` : sizes;
}

/** What stands between items, which was guessed. */
function separatorLine(data: StartEvent["data"]): string[] {
  if (!("separator" in data) || !data.separator) return [];
  const signs = { tab: "tabs", comma: "commas", semicolon: "semicolons" };
  return [`each line is a basket, with items separated by ${signs[data.separator]}`];
}

/** What share of each part is `<unk>`, where any is. */
function unknownLine({ unknownShare }: StartEvent["data"]): string[] {
  const shares = Object.entries(unknownShare).filter(([, share]) => share !== null);
  if (shares.every(([, share]) => share === 0)) return [];
  return [
    `unknown (<unk>): ${shares.map(([part, share]) => `${decimalText(100 * share!, 1)} % of ${part}`).join(", ")}`,
  ];
}
