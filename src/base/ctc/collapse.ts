/** "ctc": labels that repeat are merged, then blanks are removed. "trim": blanks are removed first. */
export type Collapse = "ctc" | "trim";

/** A label, and the steps [from, to) of the path that it stands for. */
export interface LabelSpan {
  label: number;
  from: number;
  to: number;
}

/** What was done to a path, and what is left of it. */
export interface CollapseStage {
  did: "merge" | "remove";
  labels: LabelSpan[];
}

/** How a path, the label of each step with 0 for the blank, becomes a transcript: two stages, of which the last is the transcript. */
export function collapseStages(path: ArrayLike<number>, collapse: Collapse): CollapseStage[] {
  const order = collapse === "ctc" ? (["merge", "remove"] as const) : (["remove", "merge"] as const);
  let labels: LabelSpan[] = Array.from(path, (label, t) => ({ label, from: t, to: t + 1 }));
  return order.map((did) => {
    labels = did === "merge" ? mergedLabels(labels) : labels.filter(({ label }) => label !== 0);
    return { did, labels };
  });
}

/** The transcript that a path is. With "trim", no label ever stands twice in a row. */
export function collapsed(path: ArrayLike<number>, collapse: Collapse = "ctc"): number[] {
  return collapseStages(path, collapse)[1].labels.map(({ label }) => label);
}

/** Labels that repeat as one, above all the steps that they stand for. */
export function mergedLabels(labels: readonly LabelSpan[]): LabelSpan[] {
  const all: LabelSpan[] = [];
  for (const one of labels) {
    const last = all.at(-1);
    if (last?.label === one.label) last.to = one.to;
    else all.push({ ...one });
  }
  return all;
}
