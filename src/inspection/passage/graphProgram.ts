import { Executable, type ParameterPlan, planExecutable } from "../../engine/index.ts";
import { type Graph, lower, type Tensor } from "../../graph/index.ts";

/** A graph in an engine, of one shard, whose tensors are read and written where they lie. */
export class GraphProgram {
  private readonly executable: Executable;
  private prepared = false;

  /** `keep`: what is read after a step, beside inputs and states. */
  constructor(network: ParameterPlan, graph: Graph, rows: number, keep: readonly Tensor[]) {
    const program = lower(graph, network.layout, { keep, threads: network.threads });
    const shape = { steps: 1 };
    this.executable = new Executable(
      planExecutable(network, { shape, programs: [{ program, rows, feeds: [], states: [] }] }),
    );
  }

  /** The elements of a tensor, in memory: of an input or a state they may be written. */
  values(tensor: Tensor): Float32Array {
    return this.executable.values(tensor);
  }

  /**
   * `weight`: what the losses of all rows are multiplied by before they are added up.
   * @throws Cancelled when the engine's control word says so
   */
  run(weight = 1): void {
    this.executable.run({ inverseTokens: weight, seed: 0, step: 1 }, this.prepared);
    this.prepared = true;
  }

  /** Carries the states on. */
  commit(): void {
    this.executable.commit();
  }
}
