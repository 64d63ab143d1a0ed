import type { Differentiated } from "./jointGradients.ts";
import { LEAST_JOINT_BYTES } from "./jointGradients.ts";
import { tensorsOf } from "./operation.ts";
import { rootOf, sizeOf, type Tensor } from "./tensor.ts";

/** A gradient with so few rows is kept without the others: a quarter of them. Both more rows and fewer have to be looked for. */
const MOST_ROWS = 1 / 4;

/**
 * The parameters whose gradients need only the rows that a minibatch has, with how many these are at most in a graph: nothing reads such
 * a gradient, and all that writes it adds to a few rows (`Operation.fewRows`).
 */
export function sparseGradients(
  graphs: readonly Differentiated[],
  leastBytes = LEAST_JOINT_BYTES,
): Map<string, number> {
  const found = graphs.map(({ graph, gradients = new Map<Tensor, Tensor>() }) => {
    const rows = new Map<Tensor, number>();
    const names = new Map<Tensor, { name: string; most: number }>();
    for (const [{ name, kind, shape }, gradient] of gradients) {
      if (kind !== "parameter" || shape.length !== 2 || 4 * sizeOf(shape) < leastBytes) continue;
      rows.set(rootOf(gradient), 0);
      names.set(rootOf(gradient), { name, most: MOST_ROWS * shape[0] });
    }
    for (const { op, inputs, outputs, attributes } of graph.nodes) {
      if (rows.size === 0) break;
      for (const input of tensorsOf(inputs)) rows.delete(rootOf(input));
      for (const output of tensorsOf(outputs)) {
        const root = rootOf(output);
        const before = rows.get(root);
        if (before === undefined) continue;
        const more = output === root ? op.fewRows?.({ op, inputs, outputs, attributes }) : undefined;
        if (more === undefined || before + more > names.get(root)!.most) rows.delete(root);
        else rows.set(root, before + more);
      }
    }
    return new Map([...rows].map(([gradient, count]) => [names.get(gradient)!.name, count]));
  });
  const [first = new Map<string, number>(), ...others] = found;
  const everywhere = [...first].filter(([name]) => others.every((other) => other.has(name)));
  return new Map(everywhere.map(([name]) => [name, Math.max(...found.map((rows) => rows.get(name)!))]));
}
