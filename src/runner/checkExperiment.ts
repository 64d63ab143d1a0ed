import { keyRange, type Problem, type Setting } from "../config/index.ts";
import { checkData } from "../data/index.ts";
import { checkConfig } from "./readConfig.ts";

export interface CheckedExperiment {
  /** Of the config; absolute. */
  file: string;
  /** Of the config, then of its data. */
  problems: Problem[];
  /** What the config leaves open and the data decides. */
  notes: string[];
}

/** A config and, where nothing is wrong with it, its data. What is wrong with data stands at the key that it is about. */
export async function checkExperiment(path: string, settings: readonly Setting[] = []): Promise<CheckedExperiment> {
  const { file, text, config, problems } = await checkConfig(path, settings);
  if (!config) return { file, problems, notes: [] };
  const { problems: found, notes } = await checkData(config, file);
  const start = { line: 1, column: 1 };
  const placed = found.map(
    (problem): Problem => ({ ...problem, ...(keyRange(text, problem.key, settings) ?? { start, end: start }) }),
  );
  return { file, problems: [...problems, ...placed], notes };
}
