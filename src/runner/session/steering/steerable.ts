import type { Config } from "../../../config/index.ts";
import type { RunFolder } from "../../../runs/index.ts";
import type { Trainer, TrainingLoop, Wheel } from "../../../training/index.ts";
import type { LoadedData } from "../../data.ts";
import type { TrainHost } from "../../host.ts";

/** What is steered. */
export interface Steerable {
  host: TrainHost;
  config: Config;
  folder: RunFolder;
  trainer: Trainer;
  loop: TrainingLoop;
  data: LoadedData;
  wheel: Wheel;
}
