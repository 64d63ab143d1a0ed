import { bytesPerToken, type CorpusFacts } from "../data/index.ts";
import { compilationBytes } from "../engine/index.ts";
import { checkpointBytes, type TrainingPlan } from "./trainingPlan.ts";

const MEGABYTE = 2 ** 20;
/**
 * Node.js 24 with the program, the thread that trains, compiled code and what the garbage collector leaves lying: what a
 * training of a network of no size takes.
 */
const PROGRAM_BYTES = 104 * MEGABYTE;
/** Another thread with its core. */
const HELPER_BYTES = 13 * MEGABYTE;

/** Bytes that a training adds to a process, with its threads and a copy of its best parameters. */
export function trainingMemory(plan: TrainingPlan): number {
  const { memory, network } = plan;
  return HELPER_BYTES * (network.threads - 1) + memory.bytes + 4 * network.layout.count;
}

/**
 * Bytes that the process of a training holds at its peak, before it begins. The plan has laid out all that a step, a measurement
 * and a sample need; to that come the text, one to four bytes a token, the tensors that are read back from a checkpoint (`resumes`:
 * from one that it goes on from), what is trained beside it (`beside` bytes), and the program itself.
 */
export function predictMemory(
  plan: TrainingPlan,
  { tokens, vocabularySize }: Pick<CorpusFacts, "tokens" | "vocabularySize">,
  resumes: boolean,
  beside: number,
): number {
  const { task, memory, network } = plan;
  const text = bytesPerToken(vocabularySize) * (tokens.train + tokens.validation + tokens.test);
  // A run that goes on has read all of its checkpoint; another reads the best parameters for its test.
  const readBack = resumes ? checkpointBytes(plan) : task.has("test") ? 4 * network.layout.count : 0;
  const helpers = HELPER_BYTES * (network.threads - 1);
  // The core is compiled before any of this is written to, and what that took is taken over.
  const training = Math.max(compilationBytes(), helpers + memory.bytes + readBack + beside);
  return PROGRAM_BYTES + text + training;
}
