import { UserError } from "../base/userError.ts";
import { RUN_DONE, RUN_STOPPED } from "../core/opcodes.ts";
import { align } from "../graph/index.ts";
import { bestBuild, type Core, type CoreBuild, createCore, MAXIMUM_PAGES, PAGE_BYTES } from "./core.ts";

/** Bytes behind the last region that a kernel may read, never use. */
const SLACK_BYTES = 64;

/** A program in the core's memory. */
export interface LoadedProgram {
  pointer: number;
  bytes: number;
}

/**
 * Owns a core and hands out regions of its memory, which live as long as the engine. The control word, 0 until somebody wants
 * the step abandoned, lies in a memory of its own that the host may hold; the core's memory leaves this thread never.
 */
export class Engine {
  private end = PAGE_BYTES;

  private constructor(
    private readonly core: Core,
    readonly control: Int32Array,
  ) {}

  static async create({
    build = bestBuild(),
    control = new Int32Array(1),
  }: {
    build?: CoreBuild;
    control?: Int32Array;
  } = {}) {
    const core = await createCore(build, () => Atomics.load(control, 0) !== 0);
    return new Engine(core, control);
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

  /** Runs a program with the segments' bases at `bases`. False when the control word stopped it, which `stoppable` allows. */
  run(program: LoadedProgram, bases: number, stoppable: boolean): boolean {
    const outcome = this.core.run(program.pointer, program.bytes, bases, stoppable ? 1 : 0);
    if (outcome === RUN_DONE) return true;
    if (outcome === RUN_STOPPED) return false;
    throw new Error(`The core does not know an instruction (${outcome})`);
  }
}

function tooLarge(bytes: number): UserError {
  return new UserError(
    "too-large",
    `The network and its minibatch need ${(bytes / 2 ** 30).toFixed(1)} GB of memory; WebAssembly has 4 GB at most, and this machine gave no more`,
    "Lower training.batchSize, training.sequenceLength or model.units",
  );
}
