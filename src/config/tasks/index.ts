import { classification } from "./classification.ts";
import { forecasting } from "./forecasting.ts";
import { generation } from "./generation.ts";
import { languageModel } from "./languageModel.ts";
import { sequenceToSequence } from "./sequenceToSequence.ts";
import { tagging } from "./tagging.ts";
import type { TaskFacts } from "./taskFacts.ts";
import { transcription } from "./transcription.ts";

const known = {
  "language-model": languageModel,
  classification,
  tagging,
  forecasting,
  generation,
  "sequence-to-sequence": sequenceToSequence,
  transcription,
};

export type TaskName = keyof typeof known;

/** The facts of every task under its name in the config: `tasks[config.task].answersPerStep`. */
export const tasks: Readonly<Record<TaskName, TaskFacts>> = known;

export const taskNames = Object.keys(tasks) as TaskName[];

/** The tasks of which something holds. */
export function tasksWith(holds: (facts: TaskFacts) => boolean): TaskName[] {
  return taskNames.filter((name) => holds(tasks[name]));
}
