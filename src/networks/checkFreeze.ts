import { type Config, keyRange, type Problem, type Setting, tasks } from "../config/index.ts";
import { buildEncoderDecoder, buildModel, freezeFaults } from "../model/index.ts";
import { decoderForm } from "./sequenceForm.ts";
import { modelOptions } from "./settings.ts";

const TOKENS = { vocabulary: 2 };
const NUMBERS = { vocabulary: 1, features: 1 };
/** What a network may read, as far as its task says: of examples the columns of the data decide. */
const INPUTS = {
  text: [TOKENS],
  pairs: [TOKENS],
  series: [NUMBERS],
  examples: [TOKENS, NUMBERS, { ...TOKENS, ...NUMBERS, both: true }],
};

/** What is wrong with `model.freeze` whatever the data are, at its place in the text of the config. */
export function checkFreeze(config: Config, text: string, settings: readonly Setting[] = []): Problem[] {
  const { freeze } = config.model;
  if (Object.keys(freeze).length === 0) return [];
  const key = "model.freeze";
  return freezeFaults(freeze, parameterNames(config)).map((said) => {
    const { code, text: message, hint, suggestions, value } = said;
    const place = keyRange(text, key, settings, value)!;
    return { severity: "error", code, message: `${message} ${hint}`, key, suggestions, said, ...place };
  });
}

/** The names of all parameters that the network of a config may have. Its sizes change none. */
function parameterNames(config: Config): string[] {
  const { reads } = tasks[config.task];
  const options = { ...modelOptions(config), freeze: [] };
  const graphs = INPUTS[reads].map((input) => {
    const dimensions = { ...input, classes: 2, steps: 1, batch: 1 };
    const decoder = reads === "pairs" ? decoderForm(config, TOKENS.vocabulary) : undefined;
    return (decoder ? buildEncoderDecoder(options, decoder, dimensions) : buildModel(options, dimensions)).graph;
  });
  return [...new Set(graphs.flatMap((graph) => graph.parameters().map(({ name }) => name)))];
}
