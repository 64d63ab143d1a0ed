import { readFile } from "node:fs/promises";
import { UserError } from "../base/userError.ts";
import { oneLine } from "../base/visibleText.ts";
import { type Config, computedForms, type Setting } from "../config/index.ts";
import { estimatorOf } from "../estimators/index.ts";
import { decodeSafetensors, encodeSafetensors } from "../tensors/index.ts";
import { firstGradients, type GradientsResult } from "../training/index.ts";
import { readConfig } from "./configs/readConfig.ts";
import { type LoadedData, loadData } from "./data.ts";
import { says } from "./messages.ts";

/** The gradients of a config's first minibatch, as a safetensors file, with all that is needed to repeat the step. */
export async function gradientsOf(configFile: string, weights?: string, settings: readonly Setting[] = []) {
  const { config, file: path } = await readConfig(configFile, settings);
  if (estimatorOf(config).fit) {
    throw new UserError(says.noGradients({ kind: config.model.kind }));
  }
  const { forTrainer, warnings } = await loadData(config, path);
  const given = weights === undefined ? undefined : decodeSafetensors(await readWeights(weights), weights);
  if (given) checkCells(given.metadata, config, weights!);
  const { loss, count, minibatch, classWeights, gradients } = await firstGradients(config, forTrainer, given?.tensors);
  const file = encodeSafetensors(gradients, { format: "pt", loss: String(loss) });
  const step = {
    task: config.task,
    loss,
    ...minibatch,
    ...meaningOf(forTrainer),
    ...(classWeights && { classWeights: listsOf(classWeights) }),
    config,
  };
  return { step, count, warnings, file };
}

/** What ids, numbers and answers stand for. */
function meaningOf({ corpus, dataset }: LoadedData["forTrainer"]) {
  if (corpus) return { vocabulary: [...corpus.vocabulary.symbols] };
  const { source, target, series } = dataset!.encoding;
  const { vocabulary, features } = source;
  const { labels, negative, numbers } = target;
  // Each of several series is normalised by itself.
  const normalization = series
    ? { series: series.map(({ name, features: inputs, targets }) => ({ name, inputs, targets })) }
    : { inputs: features, targets: numbers };
  return {
    ...(vocabulary && { vocabulary: [...vocabulary.symbols] }),
    ...(target.cutting && { targetVocabulary: [...target.vocabulary!.symbols] }),
    ...(labels.length > 0 && { labels }),
    ...(negative !== undefined && { negative }),
    ...(features.length + numbers.length > 0 && { normalization }),
  };
}

function listsOf({ weights, positive }: NonNullable<GradientsResult["classWeights"]>) {
  return { ...(weights && { weights: [...weights] }), ...(positive && { positive: [...positive] }) };
}

async function readWeights(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(says.weightsUnreadable({ why: error.message }), { file: path });
  });
}

/** How the cells of each layer compute, as a person reads it: "cell lstm, peepholes true; cell gru". */
function formsText(json: string): string {
  try {
    const forms = JSON.parse(json) as Record<string, unknown>[];
    const text = ([key, value]: [string, unknown]) =>
      `${key} ${typeof value === "string" ? value : JSON.stringify(value)}`;
    return forms.map((form) => Object.entries(form).map(text).join(", ") || "the usual cells").join("; ");
  } catch {
    return oneLine(json);
  }
}

/** Files of Unroll say how their cells compute; a file from elsewhere is taken at the config's word. */
function checkCells(metadata: Readonly<Record<string, string>>, config: Config, file: string): void {
  const ours = JSON.stringify(computedForms(config));
  const theirs = metadata["unroll.cells"];
  if (theirs === undefined || theirs === ours) return;
  throw new UserError(says.otherCells({ theirs: formsText(theirs), ours: formsText(ours) }), { file });
}
