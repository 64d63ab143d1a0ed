import { bestBuild, type Core, type CoreBuild, createCore } from "./core.ts";
import { type Job, MemoryPlan, PAGE_BYTES, type Runtime, tooLarge } from "./memoryPlan.ts";
import { Team, type TeamOptions } from "./threads/team.ts";

export interface EngineOptions extends TeamOptions {
  build?: CoreBuild;
  /** Bits of the registers for products, as many as can be when not given; they change no result. */
  bits?: Core["bits"];
  /** The control word, 0 until somebody wants the step abandoned; in shared memory where there are threads. */
  control?: Int32Array;
  /** Threads that share the work, this one included. */
  threads?: number;
  /** What is planned already, and gets its memory at once. */
  memory?: MemoryPlan;
}

/**
 * Owns a core and the memory that a plan lays out; starts and ends the threads that help it.
 * The control word lies in a memory of its own that the host may hold; the core's memory is known to those threads alone.
 */
export class Engine implements Runtime {
  private readonly team: Team;

  private constructor(
    private readonly core: Core,
    readonly memory: MemoryPlan,
    startTeam: () => Team,
  ) {
    // Too little memory is said before there are threads to end.
    memory.attach(this);
    this.team = startTeam();
  }

  static async create({
    build = bestBuild(),
    bits,
    control = new Int32Array(new SharedArrayBuffer(4)),
    threads = 1,
    memory = new MemoryPlan(),
    ...team
  }: EngineOptions = {}): Promise<Engine> {
    const core = await createCore(build, () => Atomics.load(control, 0) !== 0, bits);
    return new Engine(core, memory, () => new Team(core, control, threads - 1, team));
  }

  /** Threads that share the work, this one included. */
  get threads(): number {
    return this.team.size;
  }

  get build(): CoreBuild {
    return this.core.build;
  }

  /** Bits of the registers in which products are made. */
  get bits(): Core["bits"] {
    return this.core.bits;
  }

  grow(pages: number): void {
    const { memory } = this.core;
    const missing = pages - memory.buffer.byteLength / PAGE_BYTES;
    if (missing <= 0) return;
    try {
      memory.grow(missing);
    } catch {
      throw tooLarge(pages * PAGE_BYTES);
    }
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
