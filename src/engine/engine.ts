import { UserError } from "../base/userError.ts";
import { align } from "../graph/index.ts";
import { bestBuild, type Core, type CoreBuild, createCore, MAXIMUM_PAGES, PAGE_BYTES } from "./core.ts";
import { type Job, Team, type TeamOptions } from "./team.ts";

/** Bytes behind the last region that a kernel may read, never use. */
const SLACK_BYTES = 64;

/** A program in the core's memory. */
export interface LoadedProgram {
  pointer: number;
  bytes: number;
}

export interface EngineOptions extends TeamOptions {
  build?: CoreBuild;
  /** The control word, 0 until somebody wants the step abandoned; in shared memory where there are threads. */
  control?: Int32Array;
  /** Threads that share the work, this one included. */
  threads?: number;
}

/**
 * Owns a core and hands out regions of its memory, which live as long as the engine; starts and ends the threads that help it.
 * The control word lies in a memory of its own that the host may hold; the core's memory is known to those threads alone.
 */
export class Engine {
  private end = PAGE_BYTES;

  private constructor(
    private readonly core: Core,
    private readonly team: Team,
  ) {}

  static async create({
    build = bestBuild(),
    control = new Int32Array(new SharedArrayBuffer(4)),
    threads = 1,
    ...team
  }: EngineOptions = {}): Promise<Engine> {
    const core = await createCore(build, () => Atomics.load(control, 0) !== 0);
    return new Engine(core, new Team(core, control, threads - 1, team));
  }

  /** Threads that share the work, this one included. */
  get threads(): number {
    return this.team.size;
  }

  get build(): CoreBuild {
    return this.core.build;
  }

  /** Bytes of the memory in use. */
  get bytes(): number {
    return this.end;
  }

  /** A region of `bytes` bytes, cleared, aligned to 64 bytes. */
  allocate(bytes: number): number {
    const pointer = this.end;
    const end = align(pointer + bytes);
    const pages = Math.ceil((end + SLACK_BYTES) / PAGE_BYTES);
    const { memory } = this.core;
    const missing = pages - memory.buffer.byteLength / PAGE_BYTES;
    if (pages > MAXIMUM_PAGES) throw tooLarge(end);
    if (missing > 0) {
      try {
        memory.grow(missing);
      } catch {
        throw tooLarge(end);
      }
    }
    this.end = end;
    return pointer;
  }

  /** The numbers at `pointer`: a view of the memory, never to be handed to another thread. */
  floats(pointer: number, count: number): Float32Array {
    return new Float32Array(this.core.memory.buffer, pointer, count);
  }

  integers(pointer: number, count: number): Int32Array {
    return new Int32Array(this.core.memory.buffer, pointer, count);
  }

  words(pointer: number, count: number): Uint32Array {
    return new Uint32Array(this.core.memory.buffer, pointer, count);
  }

  doubles(pointer: number, count: number): Float64Array {
    return new Float64Array(this.core.memory.buffer, pointer, count);
  }

  load(program: Int32Array): LoadedProgram {
    const pointer = this.allocate(program.byteLength);
    this.integers(pointer, program.length).set(program);
    return { pointer, bytes: program.byteLength };
  }

  /** A loaded program with the segments' bases at `bases`, for `run`. */
  job({ pointer, bytes }: LoadedProgram, bases: number): Job {
    return { program: pointer, bytes, bases };
  }

  /**
   * Runs jobs that do not depend on each other, shared out over the threads. False when the control word stopped one, which
   * `stoppable` allows. Throws when a thread is lost; with `takeOver`, what it had not begun is done here first.
   */
  run(jobs: readonly Job[], stoppable: boolean, takeOver = false): boolean {
    return this.team.run(jobs, stoppable, takeOver);
  }

  /** Resolves when all threads are there; until then the first step waits for them. */
  async ready(): Promise<void> {
    await this.team.ready();
  }

  /** Ends the threads. What was in memory may still be read. */
  async dispose(): Promise<void> {
    await this.team.dispose();
  }
}

function tooLarge(bytes: number): UserError {
  return new UserError(
    "too-large",
    `The network and its minibatch need ${(bytes / 2 ** 30).toFixed(1)} GB of memory; WebAssembly has 4 GB at most, and this machine gave no more`,
    "Lower training.batchSize, training.sequenceLength or model.units",
  );
}
