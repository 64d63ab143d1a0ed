import { readFile } from "node:fs/promises";
import { UserError } from "../base/userError.ts";
import { type Config, cellForms, countedKind, type Setting } from "../config/index.ts";
import { loadCorpus } from "../data/index.ts";
import { decodeSafetensors, encodeSafetensors } from "../tensors/index.ts";
import { firstGradients } from "../training/index.ts";
import { readConfig } from "./readConfig.ts";

/** The gradients of a config's first minibatch, as a safetensors file, with all that is needed to repeat the step. */
export async function gradientsOf(configFile: string, weights?: string, settings: readonly Setting[] = []) {
  const { config, file: path } = await readConfig(configFile, settings);
  if (countedKind(config)) {
    throw new UserError(
      "wrong-kind",
      `model.kind ${JSON.stringify(config.model.kind)} counts, and has no gradients`,
      "Use the config of a network.",
    );
  }
  const corpus = await loadCorpus(config, path);
  const given = weights === undefined ? undefined : decodeSafetensors(await readWeights(weights), weights);
  if (given) checkCells(given.metadata, config, weights!);
  const { loss, inputs, targets, gradients } = await firstGradients(config, corpus, given?.tensors);
  const file = encodeSafetensors(gradients, { format: "pt", loss: String(loss) });
  return { loss, inputs, targets, vocabulary: [...corpus.vocabulary.symbols], file };
}

async function readWeights(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError("not-found", `The weights cannot be read: ${error.message}`, "Name a .safetensors file.", {
      file: path,
    });
  });
}

/** Files of Unroll say how their cells compute; a file from elsewhere is taken at the config's word. */
function checkCells(metadata: Readonly<Record<string, string>>, config: Config, file: string): void {
  const ours = JSON.stringify(cellForms(config.model));
  const theirs = metadata["unroll.cells"];
  if (theirs === undefined || theirs === ours) return;
  throw new UserError(
    "wrong-cell",
    `The parameters belong to the cells ${theirs}; this config has ${ours}, which would compute something else from them`,
    "Use the config that the file was trained with.",
    { file },
  );
}
