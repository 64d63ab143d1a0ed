import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, dataFilesOf, tasks } from "../../config/index.ts";
import { loadCorpus } from "../corpus/loadCorpus.ts";
import { missingFiles } from "../files/findFiles.ts";
import { loadDataset } from "../loadDataset.ts";
import { checkCorpus } from "./checkCorpus.ts";
import { checkDataset } from "./checkDataset.ts";
import { type DataProblem, problemOf, warningOf } from "./dataProblem.ts";

export interface CheckedData {
  problems: DataProblem[];
  /** What was left open in the config and chosen. */
  notes: Message[];
  /** Names of the columns of the first file, where it could be read and has any. */
  columns?: readonly string[];
  /** Absolute paths of the sounds that they name, also where there are none. */
  sounds?: readonly string[];
}

/**
 * Reads the data of a config, and says what is wrong with it before a training would: errors that would end it, and what makes its
 * figures worth less. The same for the command line, the editor and the start of a training.
 */
export async function checkData(config: Config, configFile: string, signal?: AbortSignal): Promise<CheckedData> {
  const named = new Set<string>();
  const checked = await checkedWith(config, configFile, (path) => named.add(path), signal);
  return { ...checked, ...(named.size > 0 && { sounds: [...named] }) };
}

async function checkedWith(
  config: Config,
  configFile: string,
  onPath: (path: string) => void,
  signal?: AbortSignal,
): Promise<CheckedData> {
  try {
    if (tasks[config.task].reads === "text") {
      const corpus = await loadCorpus(config, configFile, { signal });
      return {
        problems: [...corpus.warnings.map(readingWarning), ...checkCorpus(config, configFile, corpus)],
        notes: [],
      };
    }
    const dataset = await loadDataset(config, configFile, { signal, sounds: { onPath } });
    const { columns, notes } = dataset;
    return { problems: [...dataset.warnings.map(readingWarning), ...checkDataset(config, dataset)], notes, columns };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // The first is where reading ended; files that are not there can be named all at once.
    const ofFolders = tasks[config.task].predicts === "transcript";
    const more = await missingFiles(dataFilesOf(config.data), configFile, { ofFolders, signal });
    const errors = [error, ...more.filter(({ message }) => message !== error.message)];
    return { problems: errors.map((each) => problemOf(each, config, configFile)), notes: [] };
  }
}

/** Scripts know all of them by one code; what is said tells which. */
function readingWarning(said: Message): DataProblem {
  return { ...warningOf(said), code: "data" };
}
