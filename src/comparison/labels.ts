import type { RunTable } from "./runTable.ts";

/**
 * Short names that tell the runs of a table apart: what a person calls them, else what their group is called, of several seeds also the
 * seed, and of several runs of one seed which of them it is: "cell lstm · seed 2 · 3rd".
 */
export function comparedLabels({ runs, groups }: Pick<RunTable, "runs" | "groups">): string[] {
  const labels = runs.map((run) => {
    if (run.notes?.name !== undefined) return run.notes.name;
    const { group } = groups.find(({ group }) => group.runs.includes(run))!;
    const seeds = new Set(group.runs.map(({ config }) => config.training.seed));
    return seeds.size > 1 ? `${group.label} · seed ${run.config.training.seed}` : group.label;
  });
  return labels.map((label, row) => {
    const namesakes = [...labels.keys()].filter((other) => labels[other] === label);
    if (namesakes.length === 1) return label;
    const earlier = namesakes.filter((other) => runs[other].created < runs[row].created).length;
    const before = namesakes.filter((other) => other < row && runs[other].created === runs[row].created).length;
    return `${label} · ${ordinal(earlier + before + 1)}`;
  });
}

function ordinal(n: number): string {
  const ending = ["th", "st", "nd", "rd"][n % 100 > 10 && n % 100 < 14 ? 0 : n % 10] ?? "th";
  return `${n}${ending}`;
}
