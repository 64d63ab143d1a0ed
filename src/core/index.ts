// The core's one entry: `run` walks a program. The memory is the caller's; nothing is allocated here.
import { RUN_DONE, RUN_STOPPED, SEGMENT_SCALARS, SEGMENT_SCRATCH } from "./constants";
import { stopRequested } from "./control";
import { execute } from "./dispatch";

/**
 * Runs the program in [program, program + bytes) with the segments' bases (SEGMENT_COUNT pointers at `bases`). An instruction is a
 * run of 32-bit words: opcode, length of the instruction in words, arguments. Returns RUN_DONE, RUN_STOPPED (seen between
 * instructions or within a scan) or RUN_BAD_INSTRUCTION. A program that must not be cut in two, such as an update, is not
 * `stoppable`; it holds no scan.
 */
export function run(program: usize, bytes: i32, bases: usize, stoppable: bool): i32 {
  const end = program + bytes;
  const scratch = load<u32>(bases + (SEGMENT_SCRATCH << 2)) as usize;
  const scalars = load<u32>(bases + (SEGMENT_SCALARS << 2)) as usize;
  let pc = program;
  while (pc < end) {
    if (stoppable && stopRequested()) return RUN_STOPPED;
    const outcome = execute(pc, bases, scratch, scalars);
    if (outcome !== RUN_DONE) return outcome;
    pc += load<i32>(pc, 4) << 2;
  }
  return RUN_DONE;
}
