import { type FigureName, figureNames, figureSaid, isBetter } from "./metrics.ts";
import { grouped } from "./words.ts";

type Part = "validation" | "test";

/** Figures of a model on one part; what is infinite may have become null on its way, and then some targets were impossible. */
export type ComparedFigures = { [name in FigureName]?: number | null } & { impossible?: number };

/** A model in a table; `parameters` of a baseline that was trained for so many steps. */
export type Compared = { name: string; parameters?: number; steps?: number } & Record<Part, ComparedFigures>;

/** What a table calls a model: of a baseline that was trained, also how. */
export function modelTitle({ name, parameters, steps }: Compared): string {
  if (parameters === undefined || steps === undefined) return name;
  return `${name} (${grouped(parameters)} parameters, trained like the network)`;
}

export interface Comparison {
  /** The baselines, then the network. */
  models: Compared[];
  /** What some baseline has, validation first. */
  columns: { part: Part; figure: FigureName }[];
  /** The baselines that are better than the network, by the figure that counts for the task and on the test part where it is known. */
  winners: string[];
  by: { part: Part; figure: FigureName };
  /** Whether the network was measured at all. */
  decided: boolean;
}

/** By these, models of a task are held against each other: the first that is measured. */
const DECIDING: readonly FigureName[] = ["f1", "microF1", "accuracy", "mae", "mase", "errorRate", "loss"];

/** The figure by which a model with these is judged. */
export function decidingFigure(figures: ComparedFigures): FigureName {
  return DECIDING.find((name) => typeof figures[name] === "number") ?? "loss";
}

/** The figures of baselines and of the network side by side. */
export function compared(
  rows: readonly ({ name: string; part: Part; parameters?: number; steps?: number } & ComparedFigures)[],
  network: Compared,
): Comparison {
  const names = [...new Set(rows.map(({ name }) => name))];
  const of = (name: string, part: Part): ComparedFigures =>
    rows.find((row) => row.name === name && row.part === part) ?? {};
  const baselines = names.map((name): Compared => {
    const { parameters, steps } = rows.find((row) => row.name === name)!;
    return { name, parameters, steps, validation: of(name, "validation"), test: of(name, "test") };
  });
  const columns = (["validation", "test"] as const).flatMap((part) =>
    figureNames
      .filter((figure) => baselines.some((model) => typeof model[part][figure] === "number"))
      .map((figure) => {
        return { part, figure };
      }),
  );
  const part = typeof network.test.loss === "number" ? "test" : "validation";
  const figure = decidingFigure(network[part]);
  const own = network[part][figure];
  const winners = baselines.filter((model) => {
    const theirs = model[part][figure];
    return typeof own === "number" && typeof theirs === "number" && isBetter(figure, theirs, own);
  });
  return {
    models: [...baselines, network],
    columns,
    winners: winners.map(({ name }) => name),
    by: { part, figure },
    decided: typeof own === "number",
  };
}

/** A figure as a table shows it; "–" where there is none. */
export function figureText(figure: FigureName, figures: ComparedFigures): string {
  const value = figures[figure] ?? (figures[figure] === null && figures.impossible ? Number.POSITIVE_INFINITY : null);
  if (value === null || Number.isNaN(value)) return "–";
  return Number.isFinite(value) ? figureSaid(figure, value) : "∞";
}
