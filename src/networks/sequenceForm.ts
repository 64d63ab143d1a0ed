import { type Config, decoderOf, numberLossOf, tasks } from "../config/index.ts";
import type { Encoding, SequenceWidths } from "../data/index.ts";
import { type Answer, type DecoderForm, head } from "../model/index.ts";
import type { Form } from "./compile.ts";
import { modelOptions } from "./settings.ts";

/** What a network over whole sequences answers with, and the form it has. */
export interface SequenceForm {
  form: Form;
  answer: Answer;
  /** Of the Huber error. */
  delta: number;
  /** Logits at each step, or once for the sequence. */
  perStep: boolean;
  widths: SequenceWidths;
}

/** The network of a task over whole sequences: the config says of which kind, the encoding of which sizes. */
export function sequenceForm(config: Config, encoding: Encoding): SequenceForm {
  const { task, model } = config;
  const { vocabulary, features } = encoding.source;
  const { labels, numbers } = encoding.target;
  const { answersPerStep, predicts } = tasks[task];
  const perStep = answersPerStep || predicts === "transcript";
  const { answer, delta } = answerOf(config);
  const outputs = predicts === "numbers" ? numbers.length : labels.length || (encoding.target.vocabulary?.size ?? 0);
  const readout = perStep ? "steps" : model.readout === "last" ? "ends" : (model.readout ?? "ends");
  const form: Form = {
    options: modelOptions(config),
    // Without tokens there is no vocabulary, and nothing asks for its size.
    vocabulary: vocabulary?.size ?? 1,
    ...(features.length > 0 && { features: features.length }),
    both: vocabulary !== undefined && features.length > 0,
    classes: outputs,
    lengths: true,
    head: head(readout, answer, delta),
    ...(tasks[task].reads === "pairs" && { decoder: decoderForm(config, outputs) }),
  };
  const { start, end } = encoding.target.vocabulary ?? {};
  const ends =
    start !== undefined && end !== undefined ? { start, end, endless: config.data.stopSymbol === false } : undefined;
  return { form, answer, delta, perStep, widths: { features: features.length, outputs, ...(ends && { ends }) } };
}

/** The decoder of a network that writes pairs; `vocabulary`: symbols of the target. */
export function decoderForm(config: Config, vocabulary: number): DecoderForm {
  const { model, bridge, attention } = decoderOf(config);
  const options = modelOptions({ ...config, model });
  return { options, vocabulary, bridge, attention, sharedEmbedding: config.data.shareVocabulary };
}

function answerOf(config: Config): { answer: Answer; delta: number } {
  const { task, data } = config;
  const { predicts } = tasks[task];
  if (predicts === "numbers") {
    const { name, delta } = numberLossOf(config);
    return { answer: name, delta };
  }
  if (predicts === "transcript") return { answer: "path", delta: 1 };
  const isSigmoid = predicts === "labels" && (data.labels === "several" || data.labels === "binary");
  return { answer: isSigmoid ? "labels" : "class", delta: 1 };
}
