import { UserError } from "../../base/userError.ts";
import { type Config, sidesOf, tasks } from "../../config/index.ts";
import { encodingFromJSON } from "../../data/index.ts";
import { estimatorOf } from "../../estimators/index.ts";
import { givenEncoding } from "../../reading/files/encodings/givenEncoding.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Evaluation } from "../../tasks/index.ts";
import { fromGivenFile, type GivenData } from "../configs/givenFile.ts";
import { loadData } from "../data.ts";
import { says } from "../messages.ts";
import { configFileOf, refuseChangedData, refuseChangedFiles } from "../session/resume.ts";
import { savedConfig, savedModel } from "./saved.ts";
import { configToWrite, type WriteRequest } from "./targets.ts";
import { askedFusion, configWith, type TranscriptRequest } from "./transcripts.ts";

export interface EvaluateRequest {
  /** Which part of the run's own data. */
  part?: "validation" | "test";
  /** What to measure on instead. */
  data?: GivenData;
  /** The targets of its lines, where they stand in a file of their own. */
  targets?: GivenData;
  threads?: number;
  /** How transcripts are found, or outputs of pairs written; an error for other runs. */
  transcripts?: TranscriptRequest;
  writing?: WriteRequest;
}

/** A measurement, and what is to be said of the file that it was made on. */
export interface Measured extends Evaluation {
  warnings: string[];
  /** Rows of the file that are not measured, of examples and pairs. */
  leftOut?: number;
}

/** Measures the best parameters of a run. */
export async function evaluateRun(
  run: RunFolder,
  { part = "test", data, targets, threads, transcripts, writing }: EvaluateRequest,
): Promise<Measured> {
  const own = savedConfig(run);
  if (transcripts && tasks[own.task].predicts !== "transcript") {
    throw new UserError(says.wrongTask({ id: run.id, task: own.task, lack: "transcripts" }));
  }
  if (writing && tasks[own.task].reads !== "pairs") {
    throw new UserError(says.wrongTask({ id: run.id, task: own.task, lack: "targets" }));
  }
  const asked = transcripts ? configWith(own, transcripts) : own;
  const config = writing ? configToWrite(asked, run.id, writing) : asked;
  if (targets !== undefined && tasks[config.task].reads !== "pairs") {
    throw new UserError(says.wrongTask({ id: run.id, task: config.task, lack: "targetFile" }));
  }
  if (data === undefined) await refuseChangedFiles(run);
  const isOther = data !== undefined;
  const saved = await run.readVocabulary();
  // Standard input lies nowhere.
  const soundFolder = isOther && typeof data.source !== "string" ? process.cwd() : undefined;
  const load = (asked: Config) => loadData(asked, configFileOf(run), { saved, measured: isOther, soundFolder });
  // A run that transcribes sounds reads a folder of them, with their texts.
  const mayBeFolder = tasks[own.task].predicts === "transcript" && encodingFromJSON(saved).source.sound !== undefined;
  // Of parallel files, each has its own.
  const isTable = isOther && targets === undefined;
  const encoding = isTable ? await givenEncoding(data.source, config) : config.data.encoding;
  const given = { ...config, data: { ...config.data, encoding } };
  const { forTrainer, warnings, facts, files } = isOther
    ? await fromGivenFile(
        data,
        (path) =>
          targets === undefined
            ? load(withData(given, path))
            : fromGivenFile(targets, (target) => load(withData(given, { source: path, target }))),
        { mayBeFolder },
      )
    : await load(config);
  if (!isOther && run.manifest.data.some(({ sounds }) => sounds !== undefined))
    refuseChangedData(run.manifest, { files });
  const measured = isOther ? "test" : part;
  const model = await savedModel(run, config);
  const labels = tasks[config.task].predicts === "transcript" && forTrainer.dataset?.encoding.target.vocabulary;
  const { fusion, warnings: ofFusion } = labels
    ? await askedFusion(run, config, transcripts ?? {}, labels)
    : { warnings: [] };
  const evaluation = await estimatorOf(config).evaluate(model, { ...forTrainer, fusion }, measured, threads);
  // What is to be said of the run's own data was said before its training.
  if (evaluation) {
    const leftOut = isOther && "leftOut" in facts && { leftOut: facts.leftOut };
    const said = [...(isOther ? warnings : []), ...ofFusion];
    return { ...evaluation, warnings: said.map(({ text }) => text), ...leftOut };
  }
  if (isOther) {
    const { name, source } = data;
    throw new UserError(says.nothingToMeasure({ file: name }), { file: typeof source === "string" ? source : name });
  }
  throw new UserError(says.noPart({ id: run.id, part }));
}

/** All of a file is one part. What is balanced there says nothing of the training. */
function withData(config: Config, train: Config["data"]["train"]): Config {
  const training = { ...config.training, classWeights: null };
  const columns = sidesOf(train) && { input: null, target: null };
  return { ...config, training, data: { ...config.data, train, validation: 0, test: 0, partition: null, ...columns } };
}
