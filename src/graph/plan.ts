import { align } from "./layout.ts";
import { type Node, tensorsOf } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

export interface ActivationPlan {
  /** Byte offset of each planned tensor in the activations. */
  offsets: ReadonlyMap<Tensor, number>;
  bytes: number;
}

/**
 * Gives each activation an offset. A tensor occupies its bytes from the node that first writes it to the last node that
 * touches it; an operation that allows it writes over an input nobody needs any more. `keep` lives to the end.
 */
export function planActivations(
  nodes: readonly Node[],
  elsewhere: (tensor: Tensor) => boolean,
  keep: ReadonlySet<Tensor>,
): ActivationPlan {
  const planned = (tensor: Tensor) => tensor.kind === "activation" && !elsewhere(tensor);
  const last = new Map<Tensor, number>();
  nodes.forEach((node, index) => {
    for (const tensor of [...tensorsOf(node.inputs), ...tensorsOf(node.outputs)]) {
      if (planned(rootOf(tensor))) last.set(rootOf(tensor), index);
    }
  });
  for (const tensor of keep) last.set(rootOf(tensor), nodes.length);

  const offsets = new Map<Tensor, number>();
  const memory = new FreeList();
  nodes.forEach((node, index) => {
    const inputs = tensorsOf(node.inputs).map(rootOf);
    const dying = new Set(inputs.filter((input) => last.get(input) === index));
    for (const [key, output] of Object.entries(node.outputs)) {
      if (!output) continue;
      const root = rootOf(output);
      if (!planned(root) || offsets.has(root)) continue;
      const size = align(sizeOf(root.shape) * 4);
      const heir = node.op.inPlace?.find(([input, out]) => {
        const candidate = node.inputs[input];
        return out === key && candidate && canInherit(candidate, root) && dying.has(rootOf(candidate));
      });
      const source = heir && rootOf(node.inputs[heir[0]]!);
      if (source && inputs.filter((input) => input === source).length === 1) {
        dying.delete(source);
        offsets.set(root, offsets.get(source)!);
      } else {
        offsets.set(root, memory.take(size));
      }
    }
    for (const tensor of dying) memory.give(offsets.get(tensor)!, align(sizeOf(tensor.shape) * 4));
    for (const output of new Set(tensorsOf(node.outputs).map(rootOf))) {
      if (planned(output) && last.get(output) === index && !inputs.includes(output)) {
        memory.give(offsets.get(output)!, align(sizeOf(output.shape) * 4));
      }
    }
  });
  return { offsets, bytes: memory.end };
}

function canInherit(candidate: Tensor, root: Tensor): boolean {
  return sizeOf(candidate.shape) === sizeOf(root.shape) && sizeOf(rootOf(candidate).shape) === sizeOf(root.shape);
}

/** First fit over free ranges, neighbours joined. */
class FreeList {
  end = 0;
  private ranges: { offset: number; size: number }[] = [];

  take(size: number): number {
    const index = this.ranges.findIndex((range) => range.size >= size);
    if (index < 0) {
      const tail = this.ranges.at(-1);
      if (tail && tail.offset + tail.size === this.end) {
        this.ranges.pop();
        this.end = tail.offset + size;
        return tail.offset;
      }
      const offset = this.end;
      this.end += size;
      return offset;
    }
    const range = this.ranges[index];
    const { offset } = range;
    range.offset += size;
    range.size -= size;
    if (range.size === 0) this.ranges.splice(index, 1);
    return offset;
  }

  give(offset: number, size: number): void {
    const index = this.ranges.findIndex((range) => range.offset > offset);
    this.ranges.splice(index < 0 ? this.ranges.length : index, 0, { offset, size });
    for (let i = this.ranges.length - 2; i >= 0; i--) {
      const range = this.ranges[i];
      const next = this.ranges[i + 1];
      if (range.offset + range.size === next.offset) {
        range.size += next.size;
        this.ranges.splice(i + 1, 1);
      }
    }
  }
}
