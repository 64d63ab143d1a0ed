import { UserError } from "../../base/userError.ts";
import { type Config, sequenceLengthOf } from "../../config/index.ts";
import type { Tokens } from "../text/tokens.ts";
import type { Batching, BatchSource, TokenReading } from "./batchSource.ts";
import { says } from "./messages.ts";
import { RandomBatches } from "./random.ts";
import { SequentialBatches } from "./sequential.ts";

export function batchingOf(config: Config): Batching {
  return { ...config.training, sequenceLength: sequenceLengthOf(config) };
}

/** The minibatches to learn from. A UserError when the text does not fill one. */
export function trainingBatches(stream: Tokens, training: Batching, reading?: TokenReading): BatchSource {
  const { batchSize, sequenceLength, batching } = training;
  requireOneMinibatch(stream.length, batchSize, sequenceLength);
  if (batching === "random") return new RandomBatches(stream, training, reading);
  return new SequentialBatches(stream, training, reading);
}

function requireOneMinibatch(tokens: number, batchSize: number, sequenceLength: number): void {
  const targets = Math.max(0, tokens - 1);
  if (targets >= batchSize * sequenceLength) return;
  const [rows, steps] = [Math.floor(targets / sequenceLength), Math.floor(targets / batchSize)];
  throw new UserError(says.tooShortForMinibatch({ tokens, batchSize, sequenceLength, rows, steps }), {
    key: "training.batchSize",
  });
}
