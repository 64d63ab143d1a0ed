import { SEGMENT_SHARED } from "../core/constants.ts";
import { type Arguments, encode, type Kernel, type Operand } from "./kernel.ts";

interface Instruction {
  words: number[];
  operands: readonly Operand[];
  /** About how many numbers it moves. */
  work: number;
}

/** Work below this is done sooner by one thread than handed to another that is awake, or that has to be woken first. */
const WORTH_SHARING = { awake: 30_000, asleep: 1_000_000 };

/** Instructions as they are emitted. */
export class Words {
  private readonly instructions: Instruction[] = [];

  instruction<P extends Kernel["parameters"]>(kernel: Kernel<P>, args: Arguments<P>): void {
    const operands = Object.entries(kernel.parameters).flatMap(([name, type]) => {
      const value = (args as Readonly<Record<string, unknown>>)[name];
      return value !== undefined && (type === "tensor" || type === "tensor?") ? [value as Operand] : [];
    });
    this.instructions.push({ words: encode(kernel, args), operands, work: kernel.work?.(args) ?? 0 });
  }

  finish(): Int32Array {
    return join(this.instructions);
  }

  /**
   * The same instructions in at most `count` programs that may run at the same time: those that touch one place of the
   * shared segment stay together, in their order. `starts` are the ascending offsets at which places begin. `asleep`: the other threads
   * have to be woken.
   */
  inParts(count: number, starts: readonly number[], asleep: boolean): Int32Array[] {
    const groups = connected(this.instructions, starts).map((members) => {
      return { members, work: members.reduce((sum, { work }) => sum + work, 0) };
    });
    const total = groups.reduce((sum, { work }) => sum + work, 0);
    const least = WORTH_SHARING[asleep ? "asleep" : "awake"];
    const parts = Array.from({ length: total < least ? 1 : Math.min(count, groups.length) }, () => {
      return { members: [] as Instruction[], work: 0 };
    });
    if (parts.length < 2) return [this.finish()];
    for (const group of groups.sort((a, b) => b.work - a.work)) {
      const lightest = parts.reduce((a, b) => (b.work < a.work ? b : a));
      lightest.members.push(...group.members);
      lightest.work += group.work;
    }
    return parts.map(({ members }) => join(members));
  }
}

function join(instructions: readonly Instruction[]): Int32Array {
  return Int32Array.from(instructions.flatMap(({ words }) => words));
}

/** Groups of instructions that have no place of the shared segment in common with another group. */
function connected(instructions: readonly Instruction[], starts: readonly number[]): Instruction[][] {
  const groups: { members: Instruction[]; places: Set<number> }[] = [];
  for (const instruction of instructions) {
    const places = new Set(
      instruction.operands
        .filter(({ segment }) => segment === SEGMENT_SHARED)
        .map(({ offset }) => starts.findLastIndex((start) => start <= offset)),
    );
    const touching = groups.filter((group) => [...places].some((place) => group.places.has(place)));
    const [first = { members: [], places: new Set<number>() }, ...others] = touching;
    for (const other of others) {
      first.members.push(...other.members);
      for (const place of other.places) first.places.add(place);
      groups.splice(groups.indexOf(other), 1);
    }
    first.members.push(instruction);
    for (const place of places) first.places.add(place);
    if (touching.length === 0) groups.push(first);
  }
  return groups.map(({ members }) => members);
}
