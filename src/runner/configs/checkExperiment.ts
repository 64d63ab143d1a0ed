import { dataFilesIn, keyRange, type Problem, type Setting } from "../../config/index.ts";
import { checkFreeze } from "../../networks/index.ts";
import { checkData, missingFiles } from "../../reading/index.ts";
import { checkConfig } from "./readConfig.ts";

export interface CheckedExperiment {
  /** Of the config; absolute. */
  file: string;
  /** Of the config, then of its data. */
  problems: Problem[];
  /** What the config leaves open and the data decides. */
  notes: string[];
}

/**
 * A config and its data. Where something is wrong with the config, of its data no more than which files are not there. What is wrong
 * with data stands at the key that it is about.
 */
export async function checkExperiment(path: string, settings: readonly Setting[] = []): Promise<CheckedExperiment> {
  const { file, text, config, problems } = await checkConfig(path, settings);
  const start = { line: 1, column: 1 };
  const placed = <T extends { key: string; value?: string }>(problem: T) => ({
    ...problem,
    ...(keyRange(text, problem.key, settings, problem.value) ?? { start, end: start }),
  });
  if (!config) {
    // Of a config that is wrong, it is not sure whether folders are read.
    const missing = await missingFiles(dataFilesIn(text, settings), file, { ofFolders: true });
    const found = missing.map(({ code, message: text, hint, place: { key = "data" }, said }): Problem => {
      const message = hint === undefined ? text : `${text} ${hint}`;
      return placed({ severity: "error", code, message, key, value: said.value, said });
    });
    return { file, problems: [...problems, ...found], notes: [] };
  }
  const { problems: found, notes } = await checkData(config, file);
  const shown = found.map((problem): Problem => placed(problem));
  return {
    file,
    problems: [...problems, ...checkFreeze(config, text, settings), ...shown],
    notes: notes.map(({ text }) => text),
  };
}
