/** How large a minibatch is in each direction but its rows. Each shape that a model meets has a program of its own. */
export interface MinibatchShape {
  /** T, time steps. */
  readonly steps: number;
  /** U, steps of the target side, where it has a length of its own. */
  readonly targetSteps?: number;
  /** Levels of a tree, and nodes of each level. */
  readonly levels?: number;
  readonly nodes?: number;
}

/** Programs that are compiled for one model: minibatches come in so many shapes at most. */
export const MOST_PROGRAMS = 8;

/** What there is one of: one for each time step, one for each step of the target side, for each node of a tree, or for each sequence. */
export type Per = "step" | "target-step" | "node" | "sequence";

/** What a minibatch hands to a network under one name: `width` numbers a place and row, time-major, places before rows. */
export interface Feed {
  readonly name: string;
  readonly type: "i32" | "f32";
  readonly per: Per;
  readonly width: number;
}

export type Numbers = Int32Array | Float32Array;

/** A minibatch, or what is read back of one, by name. Arrays may be longer than its shape needs, and only their start counts. */
export type MinibatchArrays = Readonly<Record<string, Numbers>>;

/** The shape as text, one for one: "20", "20×12", "20, 5×9". */
export function shapeKey({ steps, targetSteps, levels, nodes }: MinibatchShape): string {
  const target = targetSteps === undefined ? "" : `×${targetSteps}`;
  return `${steps}${target}${levels === undefined ? "" : `, ${levels}×${nodes}`}`;
}

/** Whether two shapes have the same key. Allocates nothing. */
export function isSameShape(a: MinibatchShape, b: MinibatchShape): boolean {
  return a.steps === b.steps && a.targetSteps === b.targetSteps && a.levels === b.levels && a.nodes === b.nodes;
}

/** How many there are for each row. */
export function placesOf(per: Per, { steps, targetSteps = 0, levels = 0, nodes = 0 }: MinibatchShape): number {
  switch (per) {
    case "step":
      return steps;
    case "target-step":
      return targetSteps;
    case "node":
      return levels * nodes;
    case "sequence":
      return 1;
  }
}

/** Arrays for minibatches of `rows` rows of this shape, or of a smaller one. */
export function arraysFor(feeds: readonly Feed[], shape: MinibatchShape, rows: number): MinibatchArrays {
  const entries = feeds.map(({ name, type, per, width }) => {
    const size = placesOf(per, shape) * rows * width;
    return [name, type === "i32" ? new Int32Array(size) : new Float32Array(size)] as const;
  });
  return Object.fromEntries(entries);
}
