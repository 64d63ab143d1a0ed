import { bytesPerToken, type CorpusFacts } from "../data/index.ts";
import type { Trainer } from "./trainer.ts";

const MEGABYTE = 2 ** 20;
/**
 * Node.js 24 with the program, the thread that trains, compiled code and what the garbage collector leaves lying: what a
 * training of a network of no size takes.
 */
const PROGRAM_BYTES = 102 * MEGABYTE;
/** Another thread with its core. */
const HELPER_BYTES = 13 * MEGABYTE;

/** Bytes that a trainer adds to a process, with its threads, the memory in which checkpoints are written, and a copy of its best. */
export function trainerMemory(trainer: Trainer): number {
  let checkpoint = 4 * trainer.parameters;
  for (const { data } of trainer.save(true).tensors.values()) checkpoint += data.byteLength;
  return HELPER_BYTES * (trainer.engine.threads - 1) + trainer.engine.bytes + checkpoint;
}

/**
 * Bytes that the process of a training holds at its peak, before it begins. The engine has laid out by then all that a step, a
 * measurement and a sample need; to that come the text, one to four bytes a token, the memory in which checkpoints are written,
 * the tensors that are read back from one, and the program itself.
 */
export function predictMemory(
  trainer: Trainer,
  { tokens, vocabularySize }: Pick<CorpusFacts, "tokens" | "vocabularySize">,
): number {
  const text = bytesPerToken(vocabularySize) * (tokens.train + tokens.validation + tokens.test);
  let checkpoint = 0;
  for (const { data } of trainer.save(true).tensors.values()) checkpoint += data.byteLength;
  // A run that goes on has read all of its checkpoint; another reads the best parameters for its test.
  const readBack = trainer.step > 0 ? checkpoint : trainer.has("test") ? 4 * trainer.parameters : 0;
  const program = PROGRAM_BYTES + HELPER_BYTES * (trainer.engine.threads - 1);
  return program + trainer.engine.bytes + text + checkpoint + readBack;
}
