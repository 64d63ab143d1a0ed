import type { Config } from "../config/index.ts";
import type { Dataset } from "../data/index.ts";
import type { Task } from "./task.ts";

export function sequenceTask(_config: Config, _dataset: Dataset): Task {
  throw new Error("not yet");
}
