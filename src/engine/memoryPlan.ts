import { UserError } from "../base/userError.ts";
import { align } from "../graph/index.ts";
import { says } from "./messages.ts";

/** 64 KB pages of which a memory can have 65,536: 4 GB. */
export const PAGE_BYTES = 65536;
export const MAXIMUM_PAGES = 65536;
/** Bytes behind the last region that a kernel may read, never use. */
const SLACK_BYTES = 64;

/** What a region of memory is for. */
export type MemoryUse =
  | "parameters"
  | "gradients"
  | "moments"
  | "states"
  | "activations"
  /** What depends on parameters alone: packed weights, projected tables. */
  | "packs"
  /** Minibatches, and what is the same in each. */
  | "feeds"
  /** Instructions, with their tables and scalars. */
  | "programs";

/** A program for one thread, with its segments' bases. */
export interface Job {
  program: number;
  bytes: number;
  bases: number;
}

/** What a plan needs of an engine to become real. */
export interface Runtime {
  /** Makes the memory at least so large. */
  grow(pages: number): void;
  floats(pointer: number, count: number): Float32Array;
  integers(pointer: number, count: number): Int32Array;
  words(pointer: number, count: number): Uint32Array;
  doubles(pointer: number, count: number): Float64Array;
  run(jobs: readonly Job[], stoppable: boolean, takeOver?: boolean): boolean;
}

/**
 * The regions of an engine's memory: where each lies and what it is for, with or without an engine. Regions are handed out once and
 * live as long as the engine; the first page is left free. What is planned before there is an engine has its place in it.
 */
export class MemoryPlan {
  private end = PAGE_BYTES;
  private engine: Runtime | undefined;
  private readonly used = new Map<MemoryUse, number>();
  private readonly ofShards: number[] = [];

  /** Bytes of the memory in use: exactly what an engine with this plan takes. */
  get bytes(): number {
    return this.end;
  }

  /** The bytes of each use, together. */
  get uses(): ReadonlyMap<MemoryUse, number> {
    return this.used;
  }

  /** The bytes of each shard: its gradients, states, activations and minibatch. */
  get shards(): readonly number[] {
    return this.ofShards;
  }

  /** The engine of this memory. */
  get runtime(): Runtime {
    if (!this.engine) throw new Error("This memory is planned, and there is no engine yet");
    return this.engine;
  }

  /** A region of `bytes` bytes, cleared, aligned to 64 bytes. */
  allocate(bytes: number, use: MemoryUse, shard?: number): number {
    const pointer = this.end;
    const end = align(pointer + bytes);
    const pages = Math.ceil((end + SLACK_BYTES) / PAGE_BYTES);
    if (pages > MAXIMUM_PAGES) throw tooLarge(end);
    this.engine?.grow(pages);
    this.end = end;
    const size = end - pointer;
    this.used.set(use, (this.used.get(use) ?? 0) + size);
    if (shard !== undefined) this.ofShards[shard] = (this.ofShards[shard] ?? 0) + size;
    return pointer;
  }

  /** Gives what is planned, and what will be, memory. */
  attach(engine: Runtime): void {
    engine.grow(Math.ceil((this.end + SLACK_BYTES) / PAGE_BYTES));
    this.engine = engine;
  }
}

/**
 * What lends its memory to programs that never run while it is needed: another program, or a network its gradients, which are nobody's
 * between steps.
 */
export interface Lender {
  /** Bytes of working memory of each shard, and where it lies. */
  readonly workspaceBytes: number;
  readonly shards: readonly { readonly workspace: number }[];
  /** What shards share. */
  readonly shared: number;
  readonly sharedBytes: number;
}

/** A program with its place in memory. */
export interface PlannedProgram {
  words: Int32Array;
  pointer: number;
}

export function planProgram(memory: MemoryPlan, words: Int32Array): PlannedProgram {
  return { words, pointer: memory.allocate(words.byteLength, "programs") };
}

/** Writes a program to its place: a job, with its segments' bases at `bases`. */
export function loadProgram({ runtime }: MemoryPlan, { words, pointer }: PlannedProgram, bases: number): Job {
  runtime.integers(pointer, words.length).set(words);
  return { program: pointer, bytes: words.byteLength, bases };
}

export function tooLarge(bytes: number): UserError {
  return new UserError(says.tooLarge({ gigabytes: bytes / 2 ** 30 }));
}
