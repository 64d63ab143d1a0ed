import { UserError } from "../base/userError.ts";
import { type Config, layersOf, MOST_INFLUENCE, tasks } from "../config/index.ts";
import type { TokenReading, Vocabulary } from "../data/index.ts";
import { type BuildOptions, type InfluenceCost, influenceCost, type ModelOptions } from "../model/index.ts";
import { says } from "./messages.ts";

export function modelOptions({ model, training, data, task }: Config): ModelOptions {
  const cloze = tasks[task].reads === "text" && data.direction === "cloze";
  return { ...model, initialState: training.initialState, ...(cloze && { cloze }) };
}

/** How the tokens of a text are read: of a cloze model each target stands in its own place. */
export function tokenReadingOf({ data }: Config, { start, end, lineEnd }: Vocabulary): TokenReading {
  return { start, end, lineEnd, inPlace: data.direction === "cloze" };
}

/** The graph of a training step. */
export function trainingBuild({ training: { labelSmoothing, gradient } }: Config): BuildOptions {
  return { training: true, labelSmoothing, gradient };
}

/** What real-time recurrent learning costs, null without it; refuses what is too large to be carried. */
export function influenceOf({ model, training }: Config, vocabulary: number): InfluenceCost | null {
  if (training.gradient !== "rtrl") return null;
  const [{ units }] = layersOf(model);
  const cost = influenceCost(units, vocabulary, training.batchSize);
  if (cost.numbers <= MOST_INFLUENCE) return cost;
  const { parameters, numbers } = cost;
  const { batchSize } = training;
  const most = MOST_INFLUENCE;
  throw new UserError(says.influenceTooLarge({ batchSize, units, parameters, numbers, most, symbols: vocabulary }));
}
