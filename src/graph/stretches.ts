// Scans back through time, with what reads their gradients: a stretch of steps goes through all of it while it is in the second cache,
// where each by itself would fetch the whole sequence from memory.
import type { Emitter } from "./emitter.ts";
import type { Operand } from "./kernel.ts";
import { type Node, type Operands, type Operation, tensorsOf } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** Rows of a stretch: of 125 rows and 128 units, an LSTM's gradients are 256 KB. */
const ROWS = 128;
/** A larger weight leaves no room for a stretch beside it and its gradient, and each stretch would fetch them anew. */
const WEIGHT_BYTES = 512 * 1024;

/** A node that follows a scan, and what is cut of it. */
interface Follower {
  node: Node;
  inputs: readonly string[];
  outputs: readonly string[];
}

/**
 * The nodes of a program with each scan that has followers as one node with them. `isApart` says of which tensors the writer has to be
 * left alone.
 */
export function inStretches(nodes: readonly Node[], isApart: (tensor: Tensor) => boolean): Node[] {
  const result: Node[] = [];
  for (let i = 0; i < nodes.length; ) {
    const node = nodes[i];
    const found = node.op.scan && isWorthIt(node) ? followersOf(nodes, i, isApart) : undefined;
    if (!found) {
      result.push(node);
      i++;
      continue;
    }
    result.push(...found.before, together(node, found.followers), ...found.after);
    i = found.end;
  }
  return result;
}

const finishedBy = (node: Node): Tensor[] => node.op.scan!.finished.map((key) => node.outputs[key]!);

function isWorthIt(node: Node): boolean {
  const [{ shape }] = finishedBy(node);
  return shape[0] * shape[1] > 1.5 * ROWS && tensorsOf(node.inputs).every(isSmall);
}

const isSmall = ({ kind, shape }: Tensor) => kind !== "parameter" || 4 * sizeOf(shape) <= WEIGHT_BYTES;

/** Those of a scan at `index` up to the next scan, and the nodes between them: what can come before the scan, and what has to come after. */
function followersOf(nodes: readonly Node[], index: number, isApart: (tensor: Tensor) => boolean) {
  const scan = nodes[index];
  const group = new Touched([scan]);
  const later = new Touched([]);
  const followers: Follower[] = [];
  const [before, after]: Node[][] = [[], []];
  let [end, counts] = [index + 1, [0, 0]];
  for (let i = index + 1; i < nodes.length && !nodes[i].op.scan; i++) {
    const node = nodes[i];
    const follower = cutOf(node, scan, isApart);
    if (follower && !later.meets(node) && fits(follower, followers)) {
      followers.push(follower);
      group.add(node);
      [end, counts] = [i + 1, [before.length, after.length]];
    } else if (!group.meets(node) && !later.meets(node)) {
      before.push(node);
    } else {
      after.push(node);
      later.add(node);
    }
  }
  if (followers.length === 0) return undefined;
  return { followers, before: before.slice(0, counts[0]), after: after.slice(0, counts[1]), end };
}

/** What nodes read and write. */
class Touched {
  private readonly read = new Set<Tensor>();
  private readonly written = new Set<Tensor>();

  constructor(nodes: readonly Node[]) {
    for (const node of nodes) this.add(node);
  }

  add({ inputs, outputs }: Node): void {
    for (const input of tensorsOf(inputs)) this.read.add(rootOf(input));
    for (const output of tensorsOf(outputs)) this.written.add(rootOf(output));
  }

  /** Whether a node may not change places with these. */
  meets({ inputs, outputs }: Node): boolean {
    return (
      tensorsOf(inputs).some((input) => this.written.has(rootOf(input))) ||
      tensorsOf(outputs).some((output) => this.written.has(rootOf(output)) || this.read.has(rootOf(output)))
    );
  }
}

/** How a node is cut that reads what the scan has finished; undefined where it cannot be. */
function cutOf(node: Node, scan: Node, isApart: (tensor: Tensor) => boolean): Follower | undefined {
  const cut = node.op.stretches?.(node);
  if (!cut) return undefined;
  const { inputs, outputs } = node;
  const finished = finishedBy(scan).map(rootOf);
  const all = [...cut.inputs.map((key) => inputs[key]!), ...cut.outputs.map((key) => outputs[key]!)];
  const source = all.find((tensor) => finished.includes(rootOf(tensor)));
  if (!source) return undefined;
  const [T] = finished[0].shape;
  const row = sizeOf(rootOf(source).shape) / T;
  const steps = sizeOf(source.shape) / row;
  const isWhole = Number.isInteger(steps) && source.offset % row === 0;
  const others = tensorsOf(inputs).filter((input) => !all.includes(input));
  const sums = tensorsOf(outputs).filter((output) => !all.includes(output));
  const isCut = isWhole && all.every(({ shape }) => shape[0] % steps === 0);
  // Of what the scan writes it reads the one operand by which it is cut, and it writes nothing that the scan knows.
  const reads = tensorsOf(inputs).filter((tensor) => tensor !== source);
  const isAlone = !reads.some((tensor) => tensorsOf(scan.outputs).some((output) => isOf(output, tensor)));
  const isNew = !shareAny(outputs, scan.inputs) && !shareAny(outputs, scan.outputs);
  if (!isCut || !isAlone || !isNew || !others.every(isSmall) || sums.some(isApart)) return undefined;
  return { node, ...cut };
}

/** Whether each sum that several followers add to is the same place in all of them, and nothing that one writes is read by another. */
function fits({ node }: Follower, others: readonly Follower[]): boolean {
  return others.every(({ node: other }) => {
    const overlaps = tensorsOf(node.outputs).some((tensor) =>
      tensorsOf(other.outputs).some((output) => isOf(output, tensor) && placeOf(output) !== placeOf(tensor)),
    );
    return !overlaps && !shareAny(node.inputs, other.outputs) && !shareAny(node.outputs, other.inputs);
  });
}

const isOf = (a: Tensor, b: Tensor) => rootOf(a) === rootOf(b);

const shareAny = (some: Operands, others: Operands) =>
  tensorsOf(some).some((tensor) => tensorsOf(others).some((other) => isOf(tensor, other)));

const placeOf = (tensor: Tensor) => `${rootOf(tensor).id}+${tensor.offset}:${sizeOf(tensor.shape)}`;

/** The scan and its followers as one node, which reads and writes all that they do. */
function together(scan: Node, followers: readonly Follower[]): Node {
  const numbered = (key: "inputs" | "outputs") =>
    Object.fromEntries(
      followers.flatMap(({ node }, i) => Object.entries(node[key]).map(([name, t]) => [`${i}.${name}`, t])),
    );
  const own = new Set(tensorsOf(scan.outputs).map(rootOf));
  const given = Object.entries(numbered("inputs")).filter(([, tensor]) => tensor && !own.has(rootOf(tensor)));
  const op: Operation = {
    name: `${scan.op.name}InStretches`,
    infer: () => ({}),
    inPlace: scan.op.inPlace,
    run() {
      throw new Error("Stretches are a form of programs");
    },
    lower: (_, emit) => lowerStretches(scan, followers, emit),
  };
  const inputs: Operands = { ...scan.inputs, ...Object.fromEntries(given) };
  return { op, inputs, outputs: { ...scan.outputs, ...numbered("outputs") }, attributes: {} };
}

function lowerStretches(scan: Node, followers: readonly Follower[], emit: Emitter): void {
  const [{ shape }] = finishedBy(scan);
  const [T, B] = shape;
  const count = Math.ceil(T / Math.max(1, Math.floor(ROWS / B)));
  const packing = packsOnce(emit);
  const begun = new Set<string>();
  for (let i = count; i > 0; i--) {
    const [first, end] = [Math.floor(((i - 1) * T) / count), Math.floor((i * T) / count)];
    scan.op.scan!.lower(scan, packing, first, end);
    const [from, to] = scan.attributes.reverse ? [T - end, T - first] : [first, end];
    for (const follower of followers) {
      const part = partOf(follower, scan, from, to);
      if (!part) continue;
      // Whoever comes first writes a sum as the first of them would have; the others add.
      const sums = Object.entries(part.outputs).flatMap(([key, output]) => {
        return output && !follower.outputs.includes(key) ? [placeOf(output)] : [];
      });
      const adds = sums.some((sum) => begun.has(sum));
      const writer = followers.find(({ node }) =>
        tensorsOf(node.outputs).some((output) => sums.includes(placeOf(output))),
      );
      const accumulate = sums.length > 0 ? adds || writer!.node.attributes.accumulate : part.attributes.accumulate;
      for (const sum of sums) begun.add(sum);
      part.op.lower({ ...part, attributes: { ...part.attributes, accumulate } }, packing);
    }
  }
}

/** What a follower does for the steps [from, to) of the sequence; undefined where that is nothing. */
function partOf({ node, inputs, outputs }: Follower, scan: Node, from: number, to: number): Node | undefined {
  const finished = finishedBy(scan).map(rootOf);
  const source = inputs.map((key) => node.inputs[key]!).find((tensor) => finished.includes(rootOf(tensor)))!;
  const row = sizeOf(rootOf(source).shape) / finished[0].shape[0];
  const [begins, steps] = [source.offset / row, sizeOf(source.shape) / row];
  const [first, end] = [Math.max(0, from - begins), Math.min(steps, to - begins)];
  if (first >= end) return undefined;
  const cut = (operands: Operands, keys: readonly string[]): Operands =>
    Object.fromEntries(
      Object.entries(operands).map(([key, tensor]) => {
        return [key, tensor && keys.includes(key) ? stretchOf(tensor, steps, first, end) : tensor];
      }),
    );
  return { ...node, inputs: cut(node.inputs, inputs), outputs: cut(node.outputs, outputs) };
}

/** The steps [first, end) of a tensor of so many steps. */
function stretchOf(tensor: Tensor, steps: number, first: number, end: number): Tensor {
  const [rows, ...rest] = tensor.shape;
  const offset = tensor.offset + (first * sizeOf(tensor.shape)) / steps;
  return { ...tensor, base: rootOf(tensor), shape: [((end - first) * rows) / steps, ...rest], offset };
}

/** An emitter by which all stretches share a packed operand. */
function packsOnce(emit: Emitter): Emitter {
  const packs = new Map<string, Operand>();
  return {
    ...emit,
    pack(tensor, rows, columns, transposed) {
      const key = `${placeOf(tensor)}:${rows}:${columns}:${transposed}`;
      const pack = packs.get(key) ?? emit.pack(tensor, rows, columns, transposed);
      packs.set(key, pack);
      return pack;
    },
  };
}
