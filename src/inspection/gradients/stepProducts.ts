import { type Graph, ops, rootOf, type Tensor } from "../../graph/index.ts";
import type { GraphProgram } from "../passage/graphProgram.ts";
import type { Progress } from "../progress.ts";
import type { StepContributions } from "./lossGradient.ts";

/** A product W x of a step with rows of a weight matrix, from `from` on; `product` (B,·), `x` (B,columns). */
interface StepProduct {
  t: number;
  from: number;
  x: Tensor;
  product: Tensor;
}

/** Of a weight matrix (rows,columns) the products of all steps; `periods` where it is Clockwork's, of which blocks are not read. */
interface MultipliedWeight {
  parameter: Tensor;
  periods?: readonly number[];
  products: StepProduct[];
}

/** Something that step t has computed: what is made before it, and after the mark before, is of that step. */
export interface StepMark {
  tensor: Tensor;
  t: number;
}

/**
 * What each step of an unrolled graph contributes to the gradients of its recurrent weights. ∂L/∂W is a sum over the products of the steps,
 * ∂L/∂(W x_t) ⊗ x_t, so the share of a step follows from two vectors that the graph has anyway.
 */
export class StepProducts {
  private readonly weights: MultipliedWeight[];

  /** `marks`: in the order of their making; `names`: the weights. To be made before the graph is differentiated. */
  constructor(graph: Graph, marks: readonly StepMark[], names: ReadonlySet<string>) {
    const blocks = new Map(graph.nodesOf(ops.keepBlocks).map((node) => [node.outputs.out, node]));
    const found = new Map<Tensor, MultipliedWeight>();
    let mark = 0;
    for (const { inputs, outputs } of graph.nodesOf(ops.matmul)) {
      while (mark < marks.length && marks[mark].tensor.id < outputs.out.id) mark++;
      const kept = blocks.get(rootOf(inputs.b));
      const parameter = kept ? kept.inputs.w : rootOf(inputs.b);
      if (mark === marks.length || !names.has(parameter.name)) continue;
      const weight = found.get(parameter) ?? { parameter, periods: kept?.attributes.periods, products: [] };
      found.set(parameter, weight);
      const from = inputs.b.offset / parameter.shape[1];
      weight.products.push({ t: marks[mark].t, from, x: inputs.a, product: outputs.out });
    }
    this.weights = [...found.values()];
  }

  /** Tensors whose gradients are asked for. */
  get products(): Tensor[] {
    return this.weights.flatMap(({ products }) => products.map(({ product }) => product));
  }

  /** Tensors that are read beside them. */
  get read(): Tensor[] {
    return this.weights.flatMap(({ products }) => products.map(({ x }) => x));
  }

  /** What row `row` of a program of `rows` has found; `steps`: T of the time axis of a weight. */
  contributions(
    program: GraphProgram,
    gradients: ReadonlyMap<Tensor, Tensor>,
    { row, rows, steps }: { row: number; rows: number; steps(parameter: string): number },
    progress: Progress = () => {},
  ): StepContributions[] {
    const vector = (tensor: Tensor) => {
      const values = program.values(tensor);
      const width = values.length / rows;
      return values.subarray(row * width, (row + 1) * width);
    };
    return this.weights.map(({ parameter, periods, products }, k) => {
      const [height, width] = parameter.shape;
      const T = steps(parameter.name);
      const isRead = periods && blocksRead(periods, width);
      const parts = products.flatMap(({ t, from, x, product }) => {
        const gradient = gradients.get(product);
        return gradient ? [{ t, from, slope: vector(gradient), x: vector(x) }] : [];
      });
      const total = new Float64Array(height * width);
      const told = (share: number) => progress((k + share) / this.weights.length);
      const squares = new Float64Array(T);
      parts.forEach(({ t, from, slope, x }, i) => {
        if (i % 64 === 0) told(i / parts.length / 2);
        for (let r = 0; r < slope.length; r++) {
          const at = (from + r) * width;
          for (let c = 0; c < width; c++) {
            if (isRead && !isRead(from + r, c)) continue;
            const part = slope[r] * x[c];
            total[at + c] += part;
            squares[t] += part * part;
          }
        }
      });
      const norm = Math.sqrt(total.reduce((sum, part) => sum + part * part, 0));
      const along = new Float64Array(T);
      parts.forEach(({ t, from, slope, x }, i) => {
        if (i % 64 === 0) told((1 + i / parts.length) / 2);
        for (let r = 0; r < slope.length; r++) {
          let sum = 0;
          for (let c = 0, at = (from + r) * width; c < width; c++) sum += total[at + c] * x[c];
          along[t] += sum * slope[r];
        }
      });
      return {
        ...{ parameter: parameter.name, norm },
        norms: Float32Array.from(squares, Math.sqrt),
        shares: Float32Array.from(along, (x) => (norm > 0 ? x / (norm * norm) : 0)),
      };
    });
  }
}

/** Whether Clockwork's unit i reads unit j: one of an equal or a longer period. */
function blocksRead(periods: readonly number[], units: number): (i: number, j: number) => boolean {
  const period = (unit: number) => periods[Math.floor((unit * periods.length) / units)];
  return (i, j) => period(j) >= period(i);
}
