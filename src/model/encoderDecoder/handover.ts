import { Graph, ops, type Tensor } from "../../graph/index.ts";
import { columnsOf, concatenate } from "../cell.ts";
import { layerWeights } from "../layer.ts";
import { type Attended, keysOf, keyWidth, type Source } from "./attention.ts";
import { linearWeight } from "./bridge.ts";
import type { AttentionForm } from "./form.ts";
import { memoryWidth, outputWidth, type Parts, queryOf, targetTable } from "./parts.ts";

/** What the encoder hands to the steps of a decoder, by name, each (T,B,·). */
export function handedOver(parts: Parts, memory: Tensor, lengths: Tensor): [string, Tensor][] {
  const { graph, form, roles, build } = parts;
  const { attention: how } = form;
  if (!how) return [["memory", memory]];
  const handed: [string, Tensor][] = [];
  const isProjected = isMemoryProjected(parts);
  if (how.name === "dot" || !isProjected) handed.push(["memory", memory]);
  const keys = keysOf(graph, roles, how, memory, queryOf(parts));
  if (keys !== memory) handed.push(["keys", keys]);
  if (how.name === "additive" && build.beams !== undefined) handed.push(["powers", powersOf(graph, keys, lengths)]);
  if (!isProjected) return handed;
  const M = memoryWidth(parts.options);
  const through = (weight: Tensor, from: number, name: string): [string, Tensor] => {
    const b = columnsOf(graph, weight, from, from + M);
    return [name, graph.apply(ops.matmul, { a: memory, b }, { transposeB: true }, name).out];
  };
  if (how.query === "before") {
    const { width: E } = targetTable(parts);
    const { weights } = layerWeights(graph, parts.layers[0], E + M, false);
    handed.push(through(weights.weight_ih, E, "memory.step"));
  }
  handed.push(through(contextWeight(parts, outputWidth(parts), M), 0, "memory.output"));
  return handed;
}

/** The same of the sources that the rows of a step look at, as feeds of it. */
export function sourceOfStep(parts: Parts, how: AttentionForm): Source {
  const { graph, feeds, options, dimensions, build } = parts;
  const { steps: T, batch: B } = dimensions;
  const { beams } = build;
  const sources = B / (beams ?? 1);
  /** (T,sources,width). */
  const given = (name: string, width: number) => {
    if (beams === undefined) return feeds.add(name, { type: "f32", per: "step", width });
    const whole = feeds.add(name, { type: "f32", per: "sequence", width: (T * width) / beams });
    return graph.reshape(whole, [T, sources, width]);
  };
  const all = feeds.add("lengths", { type: "i32", per: "sequence" });
  const lengths = beams === undefined ? all : graph.slice(all, 0, sources);
  const isProjected = isMemoryProjected(parts);
  const memory = how.name === "dot" || !isProjected ? given("memory", memoryWidth(options)) : undefined;
  const A = keyWidth(how, queryOf(parts));
  const keys = how.name === "dot" ? memory! : given("keys", A);
  const powers = how.name === "additive" && beams !== undefined ? given("powers", A) : undefined;
  if (!isProjected) return { keys, powers, lengths, beams, memory };
  const step = how.query === "before" ? given("memory.step", stepWidth(parts)) : undefined;
  const projected = { step, output: given("memory.output", outputWidth(parts)) };
  return { keys, powers, lengths, beams, projected };
}

/** W_c [c; s] (U,B,S) of what the decoder puts out, s (U,B,S). */
export function contextSum(parts: Parts, s: Tensor, { attention, seen }: Attended): Tensor {
  const { graph, options } = parts;
  const [S, M] = [outputWidth(parts), memoryWidth(options)];
  const weight = contextWeight(parts, S, M);
  const how = { transposeB: true };
  const projected = attention.source.projected?.output;
  if (projected) {
    const b = columnsOf(graph, weight, M, M + S);
    const { out: sum } = graph.apply(ops.matmul, { a: s, b }, how, "attention.sum");
    attention.add(projected, seen, sum);
    return sum;
  }
  const both = concatenate(graph, [seen.context!, s], "context.beside");
  return graph.apply(ops.matmul, { a: both, b: weight }, how, "attention.sum").out;
}

/** What additive scores have of their keys. */
export function powersOf(graph: Graph, keys: Tensor, lengths: Tensor): Tensor {
  return graph.apply(ops.keyPowers, { keys, lengths }, {}, "key.powers").out;
}

/** W_c (S,M+S). */
function contextWeight({ graph, roles }: Parts, S: number, M: number): Tensor {
  return linearWeight(graph, roles, "attention.output.weight", S, M + S);
}

/** Whether the memory goes through the weights that read contexts: pays where several rows look at each source. */
function isMemoryProjected({ build }: Parts): boolean {
  return (build.beams ?? 1) > 1;
}

/** Numbers of a sum of the decoder's first layer, which reads contexts. */
function stepWidth(parts: Parts): number {
  const features = targetTable(parts).width + memoryWidth(parts.options);
  return layerWeights(new Graph(), parts.layers[0], features, false).weights.weight_ih.shape[0];
}
