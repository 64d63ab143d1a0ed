import type { Config } from "../config/index.ts";
import type { Dataset } from "../data/index.ts";
import { SequenceTask } from "./sequences/sequenceTask.ts";
import type { Task } from "./task.ts";
import { type TextData, TextTask } from "./text/textTask.ts";

/** The data of a task: a running text, or sequences. */
export interface TaskData {
  corpus?: TextData;
  dataset?: Dataset;
}

export function taskOf(config: Config, { corpus, dataset }: TaskData): Task {
  if (corpus) return new TextTask(config, corpus);
  if (dataset) return new SequenceTask(config, dataset);
  throw new Error("A task needs data");
}
