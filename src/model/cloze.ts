import { type Graph, ops, type Tensor } from "../graph/index.ts";
import { concatenate } from "./cell.ts";
import type { LayerSource } from "./product.ts";
import { recurrentStack, type Stack } from "./stack.ts";
import type { ModelOptions, StackBuild } from "./stackLayer.ts";

/**
 * Two stacks of which one reads forward and one backward, kept apart at every depth, so that what predicts x_t has not read it:
 * h→_{t−1} beside h←_{t+1} (T,B,2·). At the ends of a sequence one of them is what the stack puts out before it reads.
 */
export function clozeStacks(build: StackBuild, options: ModelOptions, source: LayerSource): Stack {
  const { graph } = build;
  const forward = recurrentStack(build, options, source, { module: "forward", only: "forward" });
  const backward = recurrentStack(build, options, source, { module: "backward", only: "backward" });
  const before = shifted(graph, forward, true);
  const after = shifted(graph, backward, false);
  return {
    ...forward,
    output: concatenate(graph, [before, after], "cloze"),
    states: [...forward.states, ...backward.states],
    layers: [...forward.layers, ...backward.layers],
    roles: new Map([...forward.roles, ...backward.roles]),
    initializers: new Map([...forward.initializers, ...backward.initializers]),
  };
}

/** What a stack puts out at each step as it stood one step later, or one earlier; steps lie behind each other in memory. */
function shifted(graph: Graph, { output, initialOutput }: Stack, later: boolean): Tensor {
  const [T, B, width] = output.shape;
  // Of one step there is nothing to read; the parameters still get their gradient, which is zero.
  if (T === 1) return graph.apply(ops.add, { x: initialOutput, y: output }, { scale: 0 }, "shifted").out;
  const kept = graph.slice(output, later ? 0 : 1, later ? T - 1 : T);
  const flat = (x: Tensor) => graph.reshape(x, [1, 1, x.shape[0] * B * width]);
  const parts = later ? [initialOutput, kept] : [kept, initialOutput];
  return graph.reshape(concatenate(graph, parts.map(flat), "shifted"), [T, B, width]);
}
