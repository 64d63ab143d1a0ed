import { UserError } from "../../base/userError.ts";
import { count, grouped, listed } from "../../base/words.ts";
import type { Config } from "../../config/index.ts";
import type { Tokens } from "../text/tokens.ts";
import type { BatchSource, Reading } from "./batchSource.ts";
import { RandomBatches } from "./random.ts";
import { SequentialBatches } from "./sequential.ts";

type Batching = Pick<Config["training"], "batchSize" | "sequenceLength" | "batching" | "seed">;

/** The minibatches to learn from. A UserError when the text does not fill one. */
export function trainingBatches(stream: Tokens, training: Batching, reading?: Reading): BatchSource {
  const { batchSize, sequenceLength, batching, seed } = training;
  requireOneMinibatch(stream.length, batchSize, sequenceLength);
  if (batching === "random") return new RandomBatches(stream, batchSize, sequenceLength, seed, reading);
  return new SequentialBatches(stream, batchSize, sequenceLength, reading);
}

function requireOneMinibatch(tokens: number, batchSize: number, sequenceLength: number): void {
  const targets = Math.max(0, tokens - 1);
  const needed = batchSize * sequenceLength;
  if (targets >= needed) return;
  const [rows, steps] = [Math.floor(targets / sequenceLength), Math.floor(targets / batchSize)];
  const changes = [
    ...(rows >= 1 ? [`lower training.batchSize to at most ${rows}`] : []),
    ...(steps >= 1 ? [`lower training.sequenceLength to at most ${steps}`] : []),
    "train on more text",
  ];
  const hint = listed(changes, "or");
  throw new UserError(
    "too-little-text",
    `The training part has ${count(tokens, "token")}, that is ${count(targets, "target")}; one minibatch needs batchSize × sequenceLength = ${grouped(batchSize)} × ${grouped(sequenceLength)} = ${grouped(needed)}.`,
    `${hint[0].toUpperCase()}${hint.slice(1)}.`,
    { key: "training.batchSize" },
  );
}
