/** A number in a box, or an operation in a circle; x and y of its middle. */
export interface DiagramNode {
  x: number;
  y: number;
  /** What stands beside a box, or in a circle. */
  label: string;
  /** Of a box; undefined until it has come. */
  value?: number | undefined;
  kind: "value" | "gate" | "operation";
}

/** A line from node to node, or through corners; as strong as what flows is large. */
export interface Wire {
  /** "x,y x,y …", as SVG has them. */
  points: string;
  value?: number | undefined;
  arrow?: boolean;
}

export interface Diagram {
  width: number;
  height: number;
  nodes: DiagramNode[];
  wires: Wire[];
  /** Words on the lines: what is read from outside. */
  words: { x: number; y: number; text: string }[];
}

/** A wire that ends in an arrow. */
export function flow(points: string, value?: number): Wire {
  return { points, value, arrow: true };
}

/** A line below all gates, which read the same. */
export function bus(gates: readonly number[], top: number, y: number, from: number): Wire[] {
  const last = gates[gates.length - 1];
  return [{ points: `${from},${y} ${last},${y}` }, ...gates.map((x) => flow(`${x},${y} ${x},${top}`))];
}

export function product(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a * b;
}
