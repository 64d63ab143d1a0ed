import type { DatasetFacts } from "../contracts/dataFacts.ts";
import { bytesPerToken, type CorpusFacts } from "../data/index.ts";
import { compilationBytes } from "../engine/index.ts";
import { checkpointBytes, type TrainingPlan } from "./trainingPlan.ts";

const MEGABYTE = 2 ** 20;
/** Node.js 24 with the program, the thread that trains and compiled code, before garbage is returned: a training of a network of no size. */
const STARTING_BYTES = 90 * MEGABYTE;
/** The same once steps are taken. */
const PROGRAM_BYTES = 82 * MEGABYTE;
/** Another thread with its core. */
const HELPER_BYTES = 10 * MEGABYTE;
/** Of pairs: the code that cuts, writes and measures them, and what the garbage collector leaves lying of that (measured). */
const PAIRS_BYTES = 12 * MEGABYTE;
/** The graphs of an encoder and a decoder, whose programs are many, are kept beside their instructions: so many times their bytes. */
const GRAPHS = 40;
/**
 * While pairs are read, each token has its id and its white space in a list that doubles as it grows, and then its id in a part; each
 * pair its starts, lengths, hashes, ends and places.
 */
const BYTES_PER_PAIRED_TOKEN = 16;
const BYTES_PER_PAIR = 100;

/** Of numbers: what is left lying of reading them, half as much again up to this (measured on sounds whose features are computed). */
const NUMBERS_GARBAGE = 18 * MEGABYTE;
/** Of a series: what each row has beside its numbers (its file and line, its time, the windows that begin there, their order). */
const BYTES_PER_ROW = 85;
/** What is left lying of reading its rows: at least, a row, and at most (measured with up to 900,000 rows of 1 and 8 numbers). */
const LEAST_GARBAGE = 6 * MEGABYTE;
const GARBAGE_PER_ROW = 330;
const MOST_GARBAGE = 48 * MEGABYTE;

/** Bytes that pairs add to a training, beside the plan and a few bytes a token. */
function pairMemory({ memory }: TrainingPlan, { sequences, steps, targets }: PairFacts): number {
  if (!targets) return 0;
  const all = (counts: Record<string, number> = {}) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const data = BYTES_PER_PAIRED_TOKEN * (all(steps) + all(targets.steps)) + BYTES_PER_PAIR * all(sequences);
  return PAIRS_BYTES + GRAPHS * (memory.uses.get("programs") ?? 0) + data;
}

type PairFacts = Partial<Pick<DatasetFacts, "sequences" | "steps" | "targets">>;

/** Bytes of the numbers of the data, the rows of series that hold them, and what reading them leaves. */
function numberMemory(numbers: number, rows: number): number {
  if (rows === 0) return numbers + Math.min(NUMBERS_GARBAGE, numbers / 2);
  const garbage = Math.min(MOST_GARBAGE, LEAST_GARBAGE + GARBAGE_PER_ROW * rows);
  return numbers + BYTES_PER_ROW * rows + garbage;
}

/** Bytes that a training adds to a process, with its threads and a copy of its best parameters. */
export function trainingMemory(plan: TrainingPlan): number {
  const { memory, network } = plan;
  return HELPER_BYTES * (network.threads - 1) + memory.bytes + 4 * network.layout.count;
}

/**
 * Bytes that the process of a training holds at its peak, before it begins. The plan has laid out all that a step, a measurement
 * and a sample need; to that come the text, one to four bytes a token, or the `numbers` of the data, in bytes, and the `rows` of series, the tensors that are read back from a checkpoint (`resumes`:
 * from one that it goes on from), what is trained beside it (`beside` bytes), and the program itself; to pairs their lists and graphs.
 */
export function predictMemory(
  plan: TrainingPlan,
  {
    tokens,
    vocabularySize,
    numbers,
    rows,
    ...pairs
  }: Pick<CorpusFacts, "tokens" | "vocabularySize"> & { numbers: number; rows: number } & PairFacts,
  resumes: boolean,
  beside: number,
): number {
  const { task, memory, network } = plan;
  const text = bytesPerToken(vocabularySize) * (tokens.train + tokens.validation + tokens.test);
  const helpers = HELPER_BYTES * (network.threads - 1);
  // The core is compiled before any of the plan is written to, and what that took is taken over.
  const starting = STARTING_BYTES + Math.max(compilationBytes(), helpers);
  // A run that goes on has read all of its checkpoint, and nothing but that is in the plan's memory.
  const restoring = resumes ? STARTING_BYTES + helpers + 2 * checkpointBytes(plan) : 0;
  // It reads the best parameters for its test.
  const readBack = task.has("test") ? 4 * network.layout.count : 0;
  const training = PROGRAM_BYTES + helpers + memory.bytes + readBack + beside;
  return Math.max(starting, restoring, training) + text + numberMemory(numbers, rows) + pairMemory(plan, pairs);
}
