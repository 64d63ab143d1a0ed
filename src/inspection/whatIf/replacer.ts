import { ops, type Tensor } from "../../graph/index.ts";
import type { See } from "../../model/index.ts";

type Sight = Parameters<See>[0];

/** Where a graph can have something put in the place of what a cell shows: numbers of it that are kept, and numbers that are set. */
interface Place extends Pick<Sight, "layer" | "label" | "t"> {
  /** (B,F): 1 where the cell's own number stays, else 0. */
  keep: Tensor;
  /** (B,F): what takes its place there, else 0. */
  set: Tensor;
}

/** The elements of a tensor in memory. */
type Values = (tensor: Tensor) => Float32Array;

/**
 * Lets a graph of cells be changed while it runs: what is shown under chosen names becomes keep ⊙ x + set, with two inputs of the graph.
 * That is x, or what was set, to the bit.
 */
export class Replacer {
  private readonly places: Place[] = [];

  /** `replaces`: what may be changed, of a layer ("l0_reverse") and by its label ("c", "i"). */
  constructor(private readonly replaces: (layer: string, label: string) => boolean) {}

  readonly see: See = ({ graph, layer, label, t }, x) => {
    if (!this.replaces(layer, label)) return x;
    const [keep, set] = ["keep", "set"].map((name) => graph.input(`${name}.${layer}.${label}.${t}`, x.shape, "f32"));
    this.places.push({ layer, label, t, keep, set });
    const { out: kept } = graph.apply(ops.mul, { x, y: keep }, {}, "kept");
    return graph.apply(ops.add, { x: kept, y: set }, {}, "replaced").out;
  };

  /** Steps of the graph at which something may be replaced. */
  get steps(): number[] {
    return [...new Set(this.places.map(({ t }) => t))];
  }

  /** Nothing is replaced. */
  clear(values: Values): void {
    for (const { keep, set } of this.places) {
      values(keep).fill(1);
      values(set).fill(0);
    }
  }

  /**
   * Replaces units of one row at step t of the graph by what `by` says of them; where it says NaN they stay. A state is shown twice within
   * a step, and replaced both times.
   */
  replace(values: Values, at: Pick<Place, "layer" | "label" | "t">, row: number, by: (unit: number) => number): void {
    for (const { layer, label, t, keep, set } of this.places) {
      if (layer !== at.layer || label !== at.label || t !== at.t) continue;
      const [kept, settled] = [values(keep), values(set)];
      const width = keep.shape[1];
      for (let unit = 0, i = row * width; unit < width; unit++, i++) {
        const value = by(unit);
        if (Number.isNaN(value)) continue;
        kept[i] = 0;
        settled[i] = value;
      }
    }
  }

  /** What replaces nothing of a row at step t any more. */
  restore(values: Values, at: Pick<Place, "layer" | "label" | "t">, row: number): void {
    for (const { layer, label, t, keep, set } of this.places) {
      if (layer !== at.layer || label !== at.label || t !== at.t) continue;
      const width = keep.shape[1];
      values(keep).fill(1, row * width, (row + 1) * width);
      values(set).fill(0, row * width, (row + 1) * width);
    }
  }
}
