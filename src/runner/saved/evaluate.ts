import { resolve } from "node:path";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { estimatorOf } from "../../estimators/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Evaluation } from "../../tasks/index.ts";
import { fromGivenFile } from "../configs/givenFile.ts";
import { loadData } from "../data.ts";
import { says } from "../messages.ts";
import { configFileOf, refuseChangedFiles } from "../session/resume.ts";
import { savedConfig, savedModel } from "./saved.ts";

export interface EvaluateRequest {
  /** Which part of the run's own data. */
  part?: "validation" | "test";
  /** A file to measure on instead. */
  data?: string;
  threads?: number;
}

/** A measurement, and what is to be said of the file that it was made on. */
export interface Measured extends Evaluation {
  warnings: string[];
}

/** Measures the best parameters of a run. */
export async function evaluateRun(
  run: RunFolder,
  { part = "test", data, threads }: EvaluateRequest,
): Promise<Measured> {
  const config = savedConfig(run);
  if (data === undefined) await refuseChangedFiles(run);
  const isOther = data !== undefined;
  const saved = await run.readVocabulary();
  const load = (asked: Config) => loadData(asked, configFileOf(run), saved, isOther);
  const { forTrainer, warnings } = isOther
    ? await fromGivenFile(data, (path) => load(withData(config, path)))
    : await load(config);
  const measured = isOther ? "test" : part;
  const model = await savedModel(run, config);
  const evaluation = await estimatorOf(config).evaluate(model, forTrainer, measured, threads);
  // What is to be said of the run's own data was said before its training.
  if (evaluation) return { ...evaluation, warnings: isOther ? warnings.map(({ text }) => text) : [] };
  if (isOther) throw new UserError(says.nothingToMeasure({ file: data }), { file: resolve(data) });
  throw new UserError(says.noPart({ id: run.id, part }));
}

/** All of a file is one part. What is balanced there says nothing of the training. */
function withData(config: Config, file: string): Config {
  const training = { ...config.training, classWeights: null };
  return { ...config, training, data: { ...config.data, train: file, validation: 0, test: 0, partition: null } };
}
