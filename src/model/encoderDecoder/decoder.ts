import { rateOf } from "../../config/index.ts";
import { type Graph, ops, type Tensor } from "../../graph/index.ts";
import { type CellOutput, columnsOf, type Step, stepOf } from "../cell.ts";
import { type LayerParts, layerParts, type ParameterRole } from "../layer.ts";
import { DECODER_MASKS, maskNumber, variationalMask } from "../masks.ts";
import { featuresOf, gather, type LayerSource, layerProduct } from "../product.ts";
import { recurrentStack, stackLayers } from "../stack.ts";
import type { ModelOptions, StackBuild } from "../stackLayer.ts";
import { handedOn, seenStates, viewOf } from "../stepView.ts";
import type { Attended, Attention, Seen } from "./attention.ts";

/** A decoder over its U steps. */
export interface Decoded {
  /** What its last layer puts out (U,B,·). */
  output: Tensor;
  attended: Attended | undefined;
  /** States that are carried from step to step, in a decoder that runs step by step. */
  states: Tensor[];
  layers: CellOutput["tensors"][];
  roles: Map<string, ParameterRole>;
  initializers: Map<string, (values: Float32Array) => void>;
}

/** Without attention, and where the state after a step asks, the decoder is a stack as any other, and attention stands above it. */
export function decode(build: StackBuild, options: ModelOptions, source: LayerSource, attention?: Attention): Decoded {
  const stack = recurrentStack(build, options, source, { module: "decoder" });
  const { output, states, layers, roles, initializers } = stack;
  if (!attention) return { output, attended: undefined, states, layers, roles, initializers };
  const seen = attention.seen(output.shape[0]);
  attention.look(layers[layers.length - 1].hidden, seen);
  return { output, attended: { attention, seen }, states, layers, roles, initializers };
}

/**
 * Where the state before a step asks (Bahdanau, Cho and Bengio 2015), each step reads what it was answered: x_t = [e(y_{t−1}); c_t]. All
 * layers go through a step before the next begins. What the steps multiply lies step behind step, so that each weight gets its gradient as
 * one product.
 */
export function decodeAsking(
  build: StackBuild,
  options: ModelOptions,
  source: LayerSource,
  attention: Attention,
  /** M, numbers of a context. */
  M: number,
): Decoded {
  const { graph, lengths, drawing, see } = build;
  const layers = stackLayers(options, { module: "decoder" });
  const E = featuresOf(source);
  const read = layers.map((_, i) => (i === 0 ? E + M : layers[i - 1].cell.output));
  const parts = layers.map((layer, i) => layerParts(build, layer, read[i], false));
  const first = firstLayer({
    ...{ graph, settings: layers[0].settings, part: parts[0], source, attention, drawing },
    plain: see !== undefined,
  });
  const [U, B] = first.product.shape;
  const seen = attention.seen(U);
  const places = new Map<string, Tensor>();
  const room = (name: string, t: number, width: number) => {
    const whole = places.get(name) ?? graph.tensor(name, [U, B, width], "f32", "activation");
    places.set(name, whole);
    return stepOf(graph, whole, t);
  };

  let states = parts.map(({ initialStates }) => initialStates);
  for (let t = 0; t < U; t++) {
    const asking = states[states.length - 1][0];
    const answer = {
      weights: stepOf(graph, seen.weights, t),
      context: seen.context && stepOf(graph, seen.context, t),
    };
    attention.look(asking, answer, (name, width) => room(name, t, width));
    let below: Tensor | undefined;
    states = layers.map((layer, i) => {
      const { weights, suffix, masks, hooks } = parts[i];
      const place: Step["place"] = (name, width) => room(`${name}.${suffix}`, t, width);
      const read = i === 0 ? first.step(t, answer) : inputProduct(parts[i], below!, t, i, place);
      const { bias_ih } = weights;
      const x = see && bias_ih ? graph.apply(ops.bias, { x: read, b: bias_ih }, {}, "x").out : read;
      const view = see && viewOf(see, { graph, layer: suffix, t }, read);
      const next = layer.cell.states.map(({ name, width }) => room(`${name}.${suffix}`, t, width));
      const step = { graph, weights, x, states: states[i], place, view };
      if (layer.cell.fusedStep && !build.unrolled && !see && !masks.needed && !parts[i].norms) {
        layer.cell.fusedStep({ ...step, lengths, t }, next);
      } else {
        const made = layer.cell.step({ ...step, hooks: hooks(t) });
        for (const [k, fresh] of seenStates(layer.cell, view, masks.settle(made, states[i], t)).entries()) {
          const out = next[k];
          if (lengths) graph.applyTo(ops.selectRows, { fresh, before: states[i][k], lengths }, { out }, { t });
          else graph.applyTo(ops.copy, { x: fresh }, { out }, {});
        }
      }
      below = outputOf(i, next);
      return next;
    });
    if (see) {
      states = layers.map(({ cell }, i) => handedOn(cell, see, { graph, layer: parts[i].suffix, t }, states[i]));
    }
  }

  const sequences = layers.map(({ cell }, i) =>
    cell.states.flatMap(({ name, internal }) => (internal ? [] : [places.get(`${name}.${parts[i].suffix}`)!])),
  );
  const top = layers.length - 1;
  const joined = layers[top].cell.join?.(graph, sequences[top]) ?? sequences[top][0];
  const p = drawing ? rateOf(layers[top].settings.variationalDropout, "output") : 0;
  for (const [i, { carried }] of parts.entries()) {
    for (const [k, state] of carried.entries()) graph.carry(state, states[i][k]);
  }
  return {
    output: variationalMask(graph, joined, p, maskNumber(layers[top].firstMask, false, "output"), "output.masked"),
    attended: { attention, seen },
    states: parts.flatMap(({ carried }) => carried),
    layers: sequences.map(([hidden, cell], i) => ({
      hidden,
      ...(layers[i].cell.states[1]?.name === "c" && { cell }),
    })),
    roles: new Map(parts.flatMap(({ roles }) => roles)),
    initializers: new Map(parts.flatMap(({ initializers }) => initializers)),
  };

  /** What the next layer reads of a step (B,·). */
  function outputOf(i: number, made: readonly Tensor[]): Tensor {
    const { cell } = layers[i];
    if (!cell.join) return made[0];
    const steps = made.map((state) => graph.reshape(state, [1, ...state.shape]));
    const output = cell.join(graph, steps);
    return graph.reshape(output, output.shape.slice(1));
  }

  /** x̂_t (B,·) of a layer above the first, from what the one below puts out; without its bias where somebody looks inside. */
  function inputProduct(part: LayerParts, below: Tensor, t: number, i: number, place: Step["place"]): Tensor {
    const { settings, firstMask } = layers[i];
    let x = below;
    if (options.dropout > 0 && drawing) {
      const mask = { p: options.dropout, layer: maskNumber(firstMask, false, "between"), t };
      x = graph.apply(ops.dropout, { x }, mask, `dropout.${part.suffix}`).out;
    }
    const p = drawing ? rateOf(settings.variationalDropout, "input") : 0;
    x = variationalMask(graph, x, p, maskNumber(firstMask, false, "input"), "input.masked");
    const { weight_ih: b, bias_ih } = part.weights;
    const bias = see ? undefined : bias_ih;
    const out = place!("input", b.shape[0]);
    if (!part.norms) {
      graph.applyTo(ops.matmul, { a: x, b, bias }, { out }, { transposeB: true });
      return out;
    }
    graph.applyTo(ops.matmul, { a: x, b }, { out }, { transposeB: true });
    return normalised(graph, part, out, see !== undefined);
  }
}

/** `plain`: without the bias. */
function normalised(graph: Graph, { norms, weights }: LayerParts, product: Tensor, plain: boolean): Tensor {
  const normal = norms!.input(graph, weights, product);
  return weights.bias_ih && !plain
    ? graph.apply(ops.bias, { x: normal, b: weights.bias_ih }, {}, "normal").out
    : normal;
}

interface FirstLayer {
  graph: Graph;
  settings: ReturnType<typeof stackLayers>[number]["settings"];
  part: LayerParts;
  source: LayerSource;
  attention: Attention;
  drawing: boolean;
  plain: boolean;
}

/**
 * The first layer's product with its input, W_ih [e; c] + b_ih: the columns of e for all steps at once, as in any layer, and those of c
 * step by step. With one mask for all steps the symbol and the context have one each. `plain`: without b_ih.
 */
function firstLayer({ graph, settings, part, source, attention, drawing, plain }: FirstLayer) {
  const { weights, norms, suffix } = part;
  const projected = attention.source.projected?.step;
  const E = featuresOf(source);
  const ofSymbol = columnsOf(graph, weights.weight_ih, 0, E);
  const ofContext = projected ? undefined : columnsOf(graph, weights.weight_ih, E, weights.weight_ih.shape[1]);
  const p = drawing ? rateOf(settings.variationalDropout, "input") : 0;
  // A decoder has no backward direction, whose number the context's mask has.
  const [symbolMask, contextMask] = [false, true].map((reverse) => maskNumber(DECODER_MASKS, reverse, "input"));
  let read = source;
  if (p > 0 && !("sequence" in source) && source.embedding) {
    const embedded = gather(graph, source.embedding, source, "embedded");
    read = { sequence: variationalMask(graph, embedded, p, symbolMask, "input.masked") };
  }
  const bias = norms || plain ? undefined : weights.bias_ih;
  const product = layerProduct(graph, ofSymbol, read, { bias, suffix });
  return {
    product,
    step(t: number, answer: Seen): Tensor {
      // What the context adds lies where the symbol's part lay, and both have one gradient.
      const sum = stepOf(graph, product, t);
      if (projected) attention.add(projected, answer, sum);
      else {
        const a = variationalMask(graph, answer.context!, p, contextMask, "context.masked");
        graph.applyTo(ops.matmul, { a, b: ofContext! }, { out: sum }, { transposeB: true, accumulate: true });
      }
      return norms ? normalised(graph, part, sum, plain) : sum;
    },
  };
}
