const BACKWARD = "_reverse";

/** What a tensor of a layer is called: "l0.h", "l0.pre.i_reverse", "decoder.l1.c". */
export function tensorName(layer: string, label: string): string {
  if (!layer.endsWith(BACKWARD)) return `${layer}.${label}`;
  return `${layer.slice(0, -BACKWARD.length)}.${label}${BACKWARD}`;
}

/** The layer and the label that are called so; undefined where there are none. */
export function layerOf<L extends { name: string; widths: ReadonlyMap<string, number> }>(
  name: string,
  layers: readonly L[],
): { layer: L; label: string } | undefined {
  for (const layer of layers) {
    for (const label of layer.widths.keys()) if (tensorName(layer.name, label) === name) return { layer, label };
  }
  return undefined;
}
