import { resolve } from "node:path";
import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, tasks } from "../../config/index.ts";
import { Vocabulary } from "../../data/index.ts";
import { estimatorOf } from "../../estimators/index.ts";
import { RunFolder } from "../../runs/index.ts";
import { beginState, type Fusion, LabelModel } from "../../sampling/index.ts";
import { says } from "../messages.ts";
import { savedConfig, savedModel } from "./saved.ts";

/** The language model that ranks transcripts, and what is to be said of it. */
export interface LoadedFusion {
  fusion?: Fusion;
  warnings: Message[];
}

/** A run of a language model, to rank transcripts made of `labels`. */
export async function fusionOf(run: RunFolder, labels: Vocabulary, weight: number): Promise<LoadedFusion> {
  const config = savedConfig(run);
  const { direction, unit } = config.data;
  if (tasks[config.task].reads !== "text" || direction !== "forward" || unit === "item") {
    throw new UserError(says.noLanguageModel({ id: run.id }));
  }
  const saved = await savedModel(run, config);
  const vocabulary = Vocabulary.fromJSON(saved.symbols);
  if (vocabulary.unit !== labels.unit) {
    throw new UserError(says.otherUnit({ id: run.id, unit: vocabulary.unit, labels: labels.unit }));
  }
  const reader = await estimatorOf(config).reader!(saved, vocabulary);
  const fusion = new LabelModel(reader, vocabulary, labels, beginState(vocabulary, config.sampling.state));
  const { unknown } = fusion;
  const warnings =
    unknown.length > 0
      ? [says.labelsUnknown({ id: run.id, labels: unknown, isRead: vocabulary.unknown !== undefined })]
      : [];
  return { fusion: { begin: () => fusion.begin(), weight }, warnings };
}

/**
 * The language model that a config names, its path relative to the folder of the config's file; none where it names none. One that is no
 * longer there is said, and transcripts are ranked without it.
 */
export async function fusionOfConfig({ sampling }: Config, folder: string, labels: Vocabulary): Promise<LoadedFusion> {
  const { languageModel, languageModelWeight, beam } = sampling;
  if (languageModel === null || beam === null) return { warnings: [] };
  const path = resolve(folder, languageModel);
  const run = await RunFolder.open(path).catch((error) => {
    if (error instanceof UserError) return error;
    throw error;
  });
  if (run instanceof UserError)
    return { warnings: [says.languageModelGone({ path: languageModel, why: run.message })] };
  return await fusionOf(run, labels, languageModelWeight);
}
