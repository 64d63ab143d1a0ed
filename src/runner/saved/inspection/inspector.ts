import { Cancelled } from "../../../base/cancellation.ts";
import { UserError } from "../../../base/userError.ts";
import { type Config, tasks } from "../../../config/index.ts";
import { type Look, lookParts } from "../../../contracts/inspection/look.ts";
import {
  type Answer,
  type Asked,
  type InspectionProgress,
  MOST_LOOKS,
  type RunChoices,
} from "../../../contracts/inspection/questions.ts";
import { soundSteps } from "../../../data/index.ts";
import { estimatorOf } from "../../../estimators/index.ts";
import {
  changedLook,
  gradientAnswer,
  InspectedNetwork,
  inspectionSays,
  NetworkLook,
  patchAnswer,
  type Reading,
  triangleAnswer,
} from "../../../inspection/index.ts";
import { RunFolder } from "../../../runs/index.ts";
import { says } from "../../messages.ts";
import { shownSound } from "../../sounds/shownSound.ts";
import { inspectRun } from "../inspect.ts";
import { checkpointParameters, savedConfig } from "../saved.ts";
import { CountedText, ngramBaseline } from "./countedSurprise.ts";
import { InspectedData, readsWith } from "./inspectedData.ts";
import { fileReading, type Typed, typedReading } from "./typedReading.ts";

/** What an input is, and beside the contract how a typed text begins. */
export type InspectedInput = Asked<"open">["input"] & Pick<Typed, "start" | "state">;

/** What opens a look. */
export type OpenRequest = Omit<Asked<"open">, "input"> & { input: InspectedInput };

/** A look that is open, and where it comes from. */
export interface OpenLook {
  look: NetworkLook;
  run: RunFolder;
  step: number;
  parameters: Look["checkpoint"]["parameters"];
}

type Told = (progress: InspectionProgress) => void;

/**
 * Looks into saved runs, one question after the other. `control` ends the present one when it is not 0: whoever asks the next puts it back.
 * What is answered is in `contracts/inspection`; what is wrong is a UserError, what was ended `Cancelled`.
 */
export class Inspector {
  private readonly looks = new Map<number, OpenLook>();
  /** A thread that began anew shall not take an old look for one of its own. */
  private next = Math.floor(Math.random() * 2 ** 40);
  /** Of the run that was asked last. */
  private data: { folder: string; file?: string; loading: Promise<InspectedData> } | undefined;
  /** Of the run whose n-grams were asked for last. */
  private counted: { folder: string; text: CountedText } | undefined;

  constructor(private readonly control: Int32Array = new Int32Array(new SharedArrayBuffer(4))) {}

  async choices({ run: folder }: Asked<"choices">): Promise<RunChoices> {
    const run = await RunFolder.open(folder);
    const config = savedConfig(run);
    const { best, step: last } = run.manifest.summary;
    const kept = await run.keptSteps();
    const [hasBest, hasLast] = [await run.hasCheckpoint("best"), await run.hasCheckpoint("last")];
    const bestStep = hasBest ? best?.step : undefined;
    const lastStep = hasLast ? last : undefined;
    const steps = [...new Set([...kept, bestStep, lastStep])].filter((step) => step !== undefined);
    const checkpoints = steps
      .sort((a, b) => a - b)
      .map((step) => ({ step, best: step === bestStep, last: step === lastStep, kept: kept.includes(step) }));
    const found = { checkpoints, typed: await typedOf(run, config), suggestion: config.sampling.prompt };
    try {
      const data = await this.dataOf(run);
      return { ...found, parts: lookParts.map((part) => ({ part, examples: data.count(part) })) };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { ...found, parts: null, because: error.message };
    }
  }

  async examples({ run: folder, part, from, count }: Asked<"examples">): Promise<Answer<"examples">> {
    const run = await RunFolder.open(folder);
    return { examples: (await this.dataOf(run)).list(part, from, count) };
  }

  async open(request: OpenRequest, told: Told = () => {}): Promise<Answer<"open">> {
    const run = await RunFolder.open(request.run);
    const config = savedConfig(run);
    if (estimatorOf(config).fit) {
      const prompt = request.input.from === "text" ? request.input.text : "";
      return { counted: await inspectRun(run, { prompt, most: request.top }) };
    }
    told({ doing: "loading", share: null });
    const { net, step, parameters } = await this.load(run, request.checkpoint);
    try {
      told({ doing: "reading", share: null });
      const reading = await this.reading(run, net, request.input);
      const progress = (share: number) => this.told(told, { doing: "running", share });
      const look = new NetworkLook(net, reading, { top: request.top, progress });
      return await this.keep({ look, run, step, parameters });
    } catch (error) {
      await net.dispose();
      throw error;
    }
  }

  async close({ look: id }: Asked<"close">): Promise<Answer<"close">> {
    const found = this.looks.get(id);
    this.looks.delete(id);
    await found?.look.net.dispose();
    return {};
  }

  async tensor({ look, name, from, to }: Asked<"tensor">): Promise<Answer<"tensor">> {
    const { look: asked } = this.look(look);
    const found = asked.tensor(name, from, to);
    if (!found) throw new UserError(inspectionSays.noSuchTensor({ name, known: asked.names() }));
    return found;
  }

  /** The sound that an input was made of. */
  async sound({ look }: Asked<"sound">): Promise<Answer<"sound">> {
    const { reading, net } = this.look(look).look;
    const settings = net.source.encoding?.source.sound;
    if (!reading.sound || !settings) throw new UserError(says.noSound());
    return shownSound(reading.sound, settings, reading.input.length);
  }

  async says({ look, layer, top }: Asked<"says">): Promise<Answer<"says">> {
    const { look: asked } = this.look(look);
    const found = asked.says(layer, top);
    const known = asked.seen().layers.map(({ name }) => name);
    if (!found) throw new UserError(inspectionSays.noSuchLayer({ name: layer, known }));
    if ("because" in found) throw new UserError(inspectionSays.saysNothing({ name: layer, because: found.because }));
    return { layer, ...found };
  }

  /** What n-grams say of the same text; why there are none where data are gone, or hold too much. */
  async baseline({ look, anyway }: Asked<"baseline">, told: Told = () => {}): Promise<Answer<"baseline">> {
    const { look: found, run } = this.look(look);
    const { config } = found.net;
    if (tasks[config.task].reads !== "text") return { because: says.noRunningText().text };
    if (config.data.direction === "cloze") return { because: says.readsOneSide().text };
    if (!anyway && !ngramBaseline(config)) return { because: says.noNgrams().text };
    try {
      return (await this.countedText(run, config, told)).surprise(found.reading);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { because: error.message };
    }
  }

  async gradient(asked: Asked<"gradient">, told: Told = () => {}): Promise<Answer<"gradient">> {
    const progress = (share: number) => this.told(told, { doing: "differentiating", share });
    progress(0);
    return await gradientAnswer(this.look(asked.look).look, asked, this.control, progress);
  }

  async triangle({ look, stride, symbol }: Asked<"triangle">, told: Told = () => {}): Promise<Answer<"triangle">> {
    const progress = (share: number) => this.told(told, { doing: "differentiating", share });
    progress(0);
    return await triangleAnswer(this.look(look).look, { stride, symbol, progress, control: this.control });
  }

  async whatIf({ look, changes, writing }: Asked<"whatIf">, told: Told = () => {}): Promise<Answer<"whatIf">> {
    const { look: before, ...from } = this.look(look);
    const progress = (share: number) => this.told(told, { doing: "running", share });
    const changed = await changedLook(before, changes, { progress, control: this.control, writing });
    const { look: made, ...said } = changed;
    return { look: await this.keep({ ...from, look: made }), ...said };
  }

  /** The texts have to be of one run: the donor is read by the parameters of the look. */
  async patch(
    { look, donor, ...asked }: Omit<Asked<"patch">, "donor"> & { donor: InspectedInput },
    told: Told = () => {},
  ): Promise<Answer<"patch">> {
    const { look: corrupt, run } = this.look(look);
    if (corrupt.net.answer === "numbers") throw new UserError(inspectionSays.noLossOfNumbers());
    const progress = (share: number) => this.told(told, { doing: "patching", share });
    progress(0);
    const reading = await this.reading(run, corrupt.net, donor);
    return await patchAnswer(corrupt, reading, { ...asked, progress, control: this.control });
  }

  async history(
    { run: folder, input, step, symbol }: Asked<"history">,
    told: Told = () => {},
  ): Promise<Answer<"history">> {
    const { checkpoints } = await this.choices({ run: folder });
    const run = await RunFolder.open(folder);
    const steps: number[] = [];
    const probabilities: (number | null)[] = [];
    let wanted = symbol;
    // The last first: where no symbol is named, it is what came, or what the latest network finds likeliest.
    for (const [i, checkpoint] of checkpoints.toReversed().entries()) {
      this.told(told, { doing: "running", share: i / checkpoints.length });
      const { net } = await this.load(run, checkpoint.step);
      try {
        const look = new NetworkLook(net, await this.reading(run, net, input), { top: 1 });
        wanted ??= look.symbolAfter(step);
        steps.unshift(checkpoint.step);
        probabilities.unshift(look.probability(step, wanted));
      } finally {
        await net.dispose();
      }
    }
    return { symbol: wanted ?? "", steps, probabilities };
  }

  /** A look that is open. */
  look(id: number): OpenLook {
    const found = this.looks.get(id);
    if (!found) throw new UserError(says.lookClosed());
    this.looks.delete(id);
    this.looks.set(id, found);
    return found;
  }

  /** A look that questions may be about from now on. */
  private async keep(open: OpenLook): Promise<Look> {
    const { look, run, step, parameters } = open;
    const id = this.next++;
    this.looks.set(id, open);
    await this.closeOldest();
    const { task } = look.net.config;
    const { sound } = look.reading;
    const settings = look.net.source.encoding?.source.sound;
    return {
      look: id,
      run: { id: run.id, folder: run.path, name: run.manifest.name, task },
      checkpoint: { step, parameters },
      ...look.seen(),
      ...(sound && settings && { sound: soundSteps(sound, settings) }),
    };
  }

  async dispose(): Promise<void> {
    for (const id of [...this.looks.keys()]) await this.close({ look: id });
  }

  /** What a network reads of an input. */
  async reading(run: RunFolder, net: InspectedNetwork, input: InspectedInput): Promise<Reading> {
    if (input.from === "text") return await typedReading(run, net, input);
    if (input.from === "example") return (await this.dataOf(run)).reading(net, input.part, input.index);
    if (tasks[net.config.task].reads === "series") {
      return (await this.dataOf(run, input.file)).reading(net, "test", input.index);
    }
    return await fileReading(net, input.file, input.index, input.state);
  }

  /** Tells how far it is, unless it is to end. */
  private told(told: Told, progress: InspectionProgress): void {
    if (Atomics.load(this.control, 0) !== 0) throw new Cancelled();
    told(progress);
  }

  private async load(run: RunFolder, checkpoint: Asked<"open">["checkpoint"]) {
    const config = savedConfig(run);
    const { tensors, step, parameters } = await checkpointParameters(run, checkpoint);
    const source = { config, tensors, ...(await readsWith(run, config)) };
    return { net: await InspectedNetwork.load(source, this.control), step, parameters };
  }

  private async dataOf(run: RunFolder, file?: string): Promise<InspectedData> {
    if (this.data?.folder !== run.path || this.data.file !== file) {
      this.data = { folder: run.path, file, loading: InspectedData.load(run, file) };
    }
    const { data } = this;
    return await data.loading.catch((error) => {
      // What was wrong may be put right.
      if (this.data === data) this.data = undefined;
      throw error;
    });
  }

  private async countedText(run: RunFolder, config: Config, told: Told): Promise<CountedText> {
    if (this.counted?.folder !== run.path) {
      const { text } = await this.dataOf(run);
      const pace = async () => this.told(told, { doing: "counting", share: null });
      this.counted = { folder: run.path, text: await CountedText.count(config, text!, pace) };
    }
    return this.counted.text;
  }

  private async closeOldest(): Promise<void> {
    const [oldest] = this.looks.keys();
    if (this.looks.size > MOST_LOOKS) await this.close({ look: oldest });
  }
}

/** What a person may type for a run: nothing for one that reads numbers alone. */
async function typedOf(run: RunFolder, config: Config): Promise<RunChoices["typed"]> {
  const { reads, writesText } = tasks[config.task];
  if (reads === "series") return null;
  if (reads === "text" || (writesText && reads !== "pairs")) return "text";
  const { encoding } = await readsWith(run, config);
  if (!encoding!.source.vocabulary) return null;
  return reads === "pairs" ? "source" : "example";
}
