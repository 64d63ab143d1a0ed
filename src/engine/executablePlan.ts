import { type MinibatchShape, placesOf } from "../base/minibatch.ts";
import * as core from "../core/constants.ts";
import type { Program, Tensor, TensorFeed } from "../graph/index.ts";
import { sizeOf } from "../graph/index.ts";
import { encode } from "../graph/kernel.ts";
import { copyKernel } from "../graph/ops/pointwise/arithmetic.ts";
import { type Lender, type PlannedProgram, planProgram } from "./memoryPlan.ts";
import type { ParameterPlan } from "./networkPlan.ts";

/** What one shard runs: its rows of the minibatch, in a program of that size. */
export interface ShardProgram {
  program: Program;
  /** Rows of the minibatch. */
  rows: number;
  /** What each minibatch hands over, and what is read back of it, where the program was told to keep it. */
  feeds: readonly TensorFeed[];
  outputs?: readonly TensorFeed[];
  loss?: Tensor;
  /** Inputs that are the same at every step, with what stands in them. */
  constants?: ReadonlyMap<Tensor, Float32Array>;
  states: readonly Tensor[];
}

/** A feed that another program fills: an output of it, in the same shard, of the same rows. */
export interface LinkedFeed {
  feed: string;
  from: ExecutablePlan;
  output: string;
}

export interface ExecutableOptions {
  shape: MinibatchShape;
  /** One a shard. */
  programs: readonly ShardProgram[];
  /** Lends its states: a program for the shorter last window of an epoch continues where the usual one ended. */
  like?: ExecutablePlan;
  /** Lend their memory, as `like` does: the first that is large enough. */
  lenders?: readonly Lender[];
  /** Feeds that no minibatch hands over. */
  links?: readonly LinkedFeed[];
}

/** A feed or an output of a shard: where it lies, and `width` numbers of each row at each of so many places. */
export interface PlannedField {
  name: string;
  type: Tensor["type"];
  pointer: number;
  places: number;
  width: number;
}

/** A stretch of numbers in memory. */
export interface PlannedNumbers {
  pointer: number;
  count: number;
}

export interface PlannedShard {
  rows: number;
  firstRow: number;
  /** What a minibatch hands over, and what is read back. */
  feeds: readonly PlannedField[];
  outputs: readonly PlannedField[];
  loss: number | undefined;
  constants: readonly (PlannedNumbers & { values: Float32Array })[];
  states: readonly PlannedNumbers[];
  /** In parts, between which all shards meet. */
  step: readonly PlannedProgram[];
  commit: PlannedProgram;
  /** Copies what other programs hand over; its table of bases holds zeros. */
  link: { program: PlannedProgram; bases: number } | undefined;
  scalars: number;
  /** Where the table of the segments' bases lies, and what stands in it. */
  bases: number;
  segments: Uint32Array;
  workspace: number;
  /** Where what depends on parameters alone lies. */
  shared: number;
  state: number;
}

/** Where a lowered model for minibatches of one shape lies, beside a network, in one or more shards. */
export interface ExecutablePlan {
  network: ParameterPlan;
  shards: readonly PlannedShard[];
  /** What depends on parameters alone, in parts that do not depend on each other, with the table of the segments' bases. */
  prepare: readonly { program: PlannedProgram; bases: number }[];
  /** Where a tensor of the first shard lies. */
  place(tensor: Tensor): number;
  /** Whether the states were cleared since the last step that was taken; shared with the programs that share the states. */
  begin: { fresh: boolean };
  /** Working memory of each shard, and what the shards share: programs of one engine run one at a time and may share both. */
  workspaceBytes: number;
  shared: number;
  sharedBytes: number;
}

/**
 * Below so many bytes, each shard makes what depends on parameters alone for itself: a line of the cache that another core has read or
 * written is slower to come by than to compute. So does each where they need different things: an output layer of a large vocabulary
 * takes another way with few rows.
 */
const OWN_BYTES = 2 * 2 ** 20;

/** The rows of a minibatch shared out over shards: as even as can be, larger ones first, none empty. */
export function shardRows(batch: number, shards: number): number[] {
  const count = Math.min(batch, shards);
  return Array.from({ length: count }, (_, i) => Math.floor(batch / count) + (i < batch % count ? 1 : 0));
}

/** Finds a place for all that a model needs to run. */
export function planExecutable(
  network: ParameterPlan,
  { shape, programs, like, lenders: others = [], links = [] }: ExecutableOptions,
): ExecutablePlan {
  const { memory } = network;
  const lenders: readonly Lender[] = like ? [...others, like] : others;
  const sharedBytes = Math.max(...programs.map(({ program }) => program.bytes.shared));
  const workspaceBytes = Math.max(...programs.map(({ program }) => program.bytes.activations + program.bytes.scratch));
  const lender = lenders.find((other) => other.sharedBytes >= sharedBytes);
  const shared = lender ? lender.shared : memory.allocate(sharedBytes, "packs");
  const meetings = programs[0].program.step.length;
  if (programs.some(({ program }) => program.step.length !== meetings)) throw new Error("Shards meet equally often");
  const wholes = programs.map(({ program }) => Int32Array.from(program.prepare.flatMap((part) => [...part])));
  const isOwn =
    wholes.some((whole) => !isSame(whole, wholes[0])) ||
    (programs.length > 1 && sharedBytes < OWN_BYTES && (like ? hasOwn(like) : lenders.length === 0));
  let firstRow = 0;
  const shards = programs.map((shardProgram, index): PlannedShard => {
    const { program, rows, feeds, outputs = [], loss, states, constants } = shardProgram;
    const { bytes } = program;
    const lent = lenders.find((other) => other.workspaceBytes >= workspaceBytes && index < other.shards.length);
    const workspace = lent ? lent.shards[index].workspace : memory.allocate(workspaceBytes, "activations", index);
    const known = like && hasOwn(like) && like.sharedBytes >= sharedBytes ? like.shards[index].shared : undefined;
    const own = isOwn && index > 0 ? (known ?? memory.allocate(sharedBytes, "packs")) : shared;
    const state = like?.shards[index]?.state ?? memory.allocate(bytes.state, "states", index);
    const input = memory.allocate(bytes.inputs, "feeds", index);
    const scalars = memory.allocate(core.SCALARS_BYTES, "programs");
    const bases = memory.allocate(core.SEGMENT_COUNT * 4, "programs");
    const segments = new Uint32Array(core.SEGMENT_COUNT);
    network.writeBases(segments, index);
    segments[core.SEGMENT_STATE] = state;
    segments[core.SEGMENT_ACTIVATIONS] = workspace;
    segments[core.SEGMENT_SCRATCH] = workspace + bytes.activations;
    segments[core.SEGMENT_INPUTS] = input;
    segments[core.SEGMENT_SCALARS] = scalars;
    segments[core.SEGMENT_SHARED] = own;
    const at = (tensor: Tensor) => pointerOf(program, segments, tensor);
    const field = ({ name, type, per, width, tensor }: TensorFeed): PlannedField => {
      return { name, type, pointer: at(tensor), places: placesOf(per, shape), width };
    };
    const all = feeds.map(field);
    const linked = links.flatMap((link) => linkWords(link, index, rows, all));
    const shard = {
      rows,
      firstRow,
      feeds: all.filter(({ name }) => !links.some(({ feed }) => feed === name)),
      outputs: outputs.map(field),
      loss: loss && at(loss),
      constants: [...(constants ?? [])].map(([tensor, values]) => {
        return { pointer: at(tensor), count: values.length, values };
      }),
      states: states.map((tensor) => ({ pointer: at(tensor), count: sizeOf(tensor.shape) })),
      step: program.step.map((part) => planProgram(memory, part)),
      commit: planProgram(memory, program.commit),
      link:
        linked.length > 0
          ? {
              program: planProgram(memory, Int32Array.from(linked)),
              bases: memory.allocate(core.SEGMENT_COUNT * 4, "programs"),
            }
          : undefined,
      ...{ scalars, bases, segments, workspace, state, shared: own },
    };
    firstRow += rows;
    return shard;
  });
  const [{ program }] = programs;
  const parts = (isOwn ? wholes : program.prepare).map((part) => planProgram(memory, part));
  return {
    network,
    shards,
    prepare: parts.map((part, i) => ({ program: part, bases: shards[isOwn ? i : 0].bases })),
    place: (tensor) => pointerOf(program, shards[0].segments, tensor),
    begin: like?.begin ?? { fresh: true },
    ...{ workspaceBytes, shared, sharedBytes },
  };
}

function isSame(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** Whether each shard has made for itself what depends on parameters alone. */
function hasOwn({ shards: [first, second] }: ExecutablePlan): boolean {
  return second !== undefined && second.shared !== first.shared;
}

function pointerOf(program: Program, segments: Uint32Array, tensor: Tensor): number {
  const { segment, offset } = program.place(tensor);
  return segments[segment] + offset;
}

/** The instruction that copies what another program put out; both operands lie in a segment that begins where memory does. */
function linkWords({ feed, from, output }: LinkedFeed, shard: number, rows: number, feeds: readonly PlannedField[]) {
  const to = feeds.find(({ name }) => name === feed);
  const other = from.shards.at(shard);
  const source = other?.outputs.find(({ name }) => name === output);
  const fits = to && source && to.type === source.type && to.places === source.places && to.width === source.width;
  if (!fits || other?.rows !== rows) throw new Error(`${output} of the other program does not fit the feed ${feed}`);
  const count = to.places * rows * to.width;
  const at = (offset: number) => ({ segment: core.SEGMENT_ACTIVATIONS, offset });
  return encode(copyKernel, { x: at(source.pointer), out: at(to.pointer), n: count });
}
