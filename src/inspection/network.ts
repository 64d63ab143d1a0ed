import type { Config } from "../config/index.ts";
import { tasks } from "../config/index.ts";
import type { Encoding, Vocabulary } from "../data/index.ts";
import { Engine, type ParameterPlan } from "../engine/index.ts";
import { head } from "../model/index.ts";
import { type Form, loadNetwork, type SequenceForm, sequenceForm } from "../networks/index.ts";
import { startStateOf, writingForm } from "../sampling/index.ts";
import type { Tensor } from "../tensors/index.ts";

/** What a network is loaded from. */
export interface NetworkSource {
  config: Config;
  /** Of a running text. */
  vocabulary?: Vocabulary;
  /** Of all other data. */
  encoding?: Encoding;
  tensors: ReadonlyMap<string, Tensor>;
}

/**
 * How a network answers: a softmax over symbols that it writes, over classes, a σ for each label, or numbers. The labels and blanks of a
 * transcription are classes of the steps at which they stand: nothing is read on.
 */
export type AnswerKind = "symbol" | "class" | "labels" | "numbers";

/** A saved network in an engine of its own, to be looked into. */
export class InspectedNetwork {
  readonly config: Config;
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** What a row of its predictions may be, by id. */
  readonly names: readonly string[];
  readonly answer: AnswerKind;
  /** An answer at each step; otherwise one for the sequence. */
  readonly perStep: boolean;

  private constructor(
    readonly source: NetworkSource,
    private readonly engine: Engine,
    readonly network: ParameterPlan,
    readonly form: Form,
    readonly sequence: SequenceForm | undefined,
  ) {
    const { config, vocabulary, encoding, tensors } = source;
    this.config = config;
    this.tensors = tensors;
    const { predicts } = tasks[config.task];
    this.perStep = form.decoder !== undefined || (sequence?.perStep ?? true);
    this.answer =
      predicts === "numbers"
        ? "numbers"
        : sequence?.answer === "labels"
          ? "labels"
          : predicts === "labels" || predicts === "transcript"
            ? "class"
            : "symbol";
    const { target } = encoding ?? {};
    this.names =
      (vocabulary && shownSymbols(vocabulary)) ??
      (target && (target.labels.length > 0 ? target.labels : target.vocabulary?.symbols)) ??
      (target?.numbers ?? []).map(({ column }) => column);
  }

  /** @param control the word that ends what the core computes */
  static async load(source: NetworkSource, control?: Int32Array): Promise<InspectedNetwork> {
    const { config, vocabulary, encoding, tensors } = source;
    const sequence = encoding && sequenceForm(config, encoding);
    const form = shownForm(config, sequence) ?? writingForm(config, vocabulary!, undefined);
    const engine = await Engine.create({ control });
    try {
      return new InspectedNetwork(source, engine, await loadNetwork(form, tensors, engine), form, sequence);
    } catch (error) {
      await engine.dispose();
      throw error;
    }
  }

  /** C, numbers that the output layer puts out. */
  get outputs(): number {
    const { decoder, classes, vocabulary } = this.form;
    return decoder?.vocabulary ?? classes ?? vocabulary;
  }

  /** The table that is the output's weights too. */
  get tied(): string | undefined {
    const { decoder, options } = this.form;
    if (!decoder) return options.tied ? "embedding.weight" : undefined;
    if (!decoder.options.tied) return undefined;
    return decoder.sharedEmbedding ? "embedding.weight" : "decoder.embedding.weight";
  }

  /** The states, by name, in which a running text begins warm; undefined where the run knows none. */
  warmStates(): Map<string, Float32Array> | undefined {
    const { network, form } = this;
    const { vocabulary } = this.source;
    const start = vocabulary && startStateOf({ network, form }, vocabulary, true);
    return start && new Map(start.named());
  }

  async dispose(): Promise<void> {
    await this.engine.dispose();
  }
}

/**
 * The network of a task over whole sequences, with the loss of what is shown: of a transcription that is what stands at each step, not the sum
 * over all the paths of a transcript that it is trained with.
 */
function shownForm({ task }: Config, sequence: SequenceForm | undefined): Form | undefined {
  return (
    sequence &&
    (tasks[task].predicts === "transcript" ? { ...sequence.form, head: head("steps", "class") } : sequence.form)
  );
}

/** Of a running text `<eos>` is the line break that it stands for. */
export function shownSymbol(vocabulary: Vocabulary, id: number): string {
  return id === vocabulary.end ? "\n" : vocabulary.symbol(id);
}

function shownSymbols({ symbols, end }: Vocabulary): readonly string[] {
  return end === undefined ? symbols : symbols.with(end, "\n");
}
