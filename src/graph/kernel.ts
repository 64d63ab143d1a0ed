// A kernel of the core as TypeScript knows it: where it is, and what it is called with. From this the encoder below writes
// instructions, and tools/dispatch.ts writes src/core/opcodes.ts and the src/core/dispatch.ts that reads them.
import { NO_SEGMENT } from "../core/constants.ts";
import * as opcodes from "../core/opcodes.ts";

const numbers: Readonly<Record<keyof typeof opcodes, number>> = opcodes;

/** A place in the memory of a step. */
export interface Operand {
  segment: number;
  /** Bytes. */
  offset: number;
}

/**
 * What a parameter of a kernel is. A `tensor` is the pointer of an operand, with `?` one that may be absent (0); `i32[]` is the
 * pointer of whole numbers in the program and, in a parameter behind it, how many there are: it is the last that an instruction
 * holds. `scratch` is the pointer of the working memory and `scalars` that of the scalar slots; instructions do not hold them.
 */
export type ParameterType = "tensor" | "tensor?" | "i32" | "f32" | "bool" | "i32[]" | "scratch" | "scalars";

type Parameters = Readonly<Record<string, ParameterType>>;

/** What an argument of each type is. */
interface Values {
  tensor: Operand;
  "tensor?": Operand | undefined;
  i32: number;
  f32: number;
  bool: boolean | undefined;
  "i32[]": readonly number[];
}

type Of<P, T extends ParameterType> = { [K in keyof P]: P[K] extends T ? K : never }[keyof P];

/** The arguments of an instruction, by the names of the kernel's parameters. An absent bool is false. */
export type Arguments<P> = {
  readonly [K in Of<P, "tensor" | "i32" | "f32" | "i32[]">]: Values[P[K] & keyof Values];
} & { readonly [K in Of<P, "tensor?" | "bool">]?: Values[P[K] & keyof Values] };

export interface Kernel<P extends Parameters = Parameters> {
  /** The file in src/core that exports it, without its ending. */
  readonly file: string;
  readonly name: keyof typeof opcodes;
  readonly opcode: number;
  /** In the kernel's order. */
  readonly parameters: P;
  /** Whether it may be stopped: it then returns false when it was. */
  readonly stops: boolean;
  /** About how many numbers it moves, where that is asked: of what is made once a step. */
  work?(args: Arguments<P>): number;
}

/** A kernel's signature. Its opcode is there once the core has been built with it. */
export function kernel<const P extends Parameters>(
  file: string,
  name: keyof typeof opcodes,
  parameters: P,
  { stops = false, work }: { stops?: boolean; work?: (args: Arguments<P>) => number } = {},
): Kernel<P> {
  return { file, name, opcode: numbers[name], parameters, stops, work };
}

const floatBits = new DataView(new ArrayBuffer(4));

/** The bits of an f32 as a word of a program. */
function bitsOf(value: number): number {
  floatBits.setFloat32(0, value, true);
  return floatBits.getInt32(0, true);
}

/** How many words an argument of each type takes; behind the one of a list stand its numbers. */
export const WORDS: Record<ParameterType, number> = {
  tensor: 2,
  "tensor?": 2,
  i32: 1,
  f32: 1,
  bool: 1,
  "i32[]": 1,
  scratch: 0,
  scalars: 0,
};

/** The words of an instruction: opcode, length in words, arguments. A tensor is two words, segment and byte offset. */
export function encode<P extends Parameters>(kernel: Kernel<P>, args: Arguments<P>): number[] {
  const words = [kernel.opcode, 0];
  for (const [name, type] of Object.entries(kernel.parameters)) {
    words.push(...encodeArgument(type, (args as Readonly<Record<string, unknown>>)[name]));
  }
  words[1] = words.length;
  return words;
}

function encodeArgument(type: ParameterType, value: unknown): number[] {
  switch (type) {
    case "tensor":
    case "tensor?": {
      const { segment, offset } = (value as Operand | undefined) ?? { segment: NO_SEGMENT, offset: 0 };
      return [segment, offset | 0];
    }
    case "i32":
      return [(value as number) | 0];
    case "f32":
      return [bitsOf(value as number)];
    case "bool":
      return [value ? 1 : 0];
    case "i32[]": {
      const numbers = value as readonly number[];
      return [numbers.length, ...numbers];
    }
    default:
      return [];
  }
}
