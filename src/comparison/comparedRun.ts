import { type FigureName, metricsOf } from "../base/metrics.ts";
import type { Config } from "../config/index.ts";

/** Figures of one measurement, as a run has them on disk: what is not finite is null. */
export type SavedFigures = { step: number; loss: number | null } & Record<string, number | null>;

/** What a comparison knows of a run: of its `run.json`, and a hash of its vocabulary. */
export interface ComparedRun {
  id: string;
  name: string;
  /** When it began; such times sort as text. */
  created: string;
  /** Of one that has not finished, the figures are those of a shorter training. */
  state: string;
  /** Whole: every key that the schema has. */
  config: Config;
  data: readonly { name: string; sha256: string }[];
  /** Undefined where it could not be read. */
  vocabulary: string | undefined;
  parameters: number;
  /** What a person has noted of it. */
  notes?: { star?: boolean; name?: string; tags?: string[] };
  summary: {
    step: number;
    /** As planned. */
    steps: number;
    seconds: number;
    best: SavedFigures | null;
    validation: SavedFigures | null;
    test: SavedFigures | null;
  };
}

export type Part = "validation" | "test";

/** A run's figures of a part: of validation the best, not the last. */
export function figuresOfPart({ summary }: ComparedRun, part: Part): Partial<Record<FigureName, number>> {
  const figures = part === "test" ? summary.test : (summary.best ?? summary.validation);
  if (!figures) return {};
  const { loss } = figures;
  return { ...(loss !== null && { loss }), ...metricsOf(figures) };
}
