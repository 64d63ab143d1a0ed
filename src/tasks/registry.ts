import type { Config, TaskName } from "../config/index.ts";
import { classification } from "./classification/classification.ts";
import { forecasting } from "./forecasting/forecasting.ts";
import { generation } from "./generation/generation.ts";
import { languageModel } from "./languageModel/languageModel.ts";
import { sequenceToSequence } from "./sequenceToSequence/sequenceToSequence.ts";
import { tagging } from "./tagging/tagging.ts";
import type { Task, TaskData, TaskDefinition } from "./task.ts";
import { transcription } from "./transcription/transcription.ts";

/** How each task is trained, measured and shown. What may be asked of it without data is in `config/tasks`. */
const definitions: Record<TaskName, TaskDefinition> = {
  "language-model": languageModel,
  classification,
  tagging,
  forecasting,
  generation,
  "sequence-to-sequence": sequenceToSequence,
  transcription,
};

/** The task of a config, with its data. */
export function taskOf(config: Config, data: TaskData): Task {
  return definitions[config.task].create(config, data);
}
