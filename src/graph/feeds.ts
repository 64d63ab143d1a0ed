import { type Feed, type MinibatchShape, placesOf } from "../base/minibatch.ts";
import type { Graph } from "./graph.ts";
import type { Tensor } from "./tensor.ts";

/** A feed, or an output that is read back like one, and the tensor that it is in a graph. */
export interface TensorFeed extends Feed {
  readonly tensor: Tensor;
}

/** What a feed is; without `width` it is one number, and its tensor has no dimension for it. */
export type FeedForm = Pick<Feed, "type" | "per"> & { width?: number };

/** The table of what a minibatch of one shape feeds to a graph. */
export class Feeds {
  readonly all: TensorFeed[] = [];

  constructor(
    private readonly graph: Graph,
    readonly shape: MinibatchShape,
    /** B */
    readonly rows: number,
  ) {}

  /** An input of the graph that each minibatch fills: (places,B,width), or (B,width) of sequences. */
  add(name: string, { type, per, width }: FeedForm): Tensor {
    const places = per === "sequence" ? [] : [placesOf(per, this.shape)];
    const dimensions = [...places, this.rows, ...(width === undefined ? [] : [width])];
    const tensor = this.graph.input(name, dimensions, type);
    this.all.push({ name, type, per, width: width ?? 1, tensor });
    return tensor;
  }
}
