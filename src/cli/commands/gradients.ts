import { resolve } from "node:path";
import { count as counted } from "../../base/words.ts";
import { gradientsOf, placedError } from "../../runner/index.ts";
import { setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { usageError, writeResult } from "../output.ts";

/**
 * `{"event":"gradients","task","loss","inputs"?,"vectors"?,"lengths"?,"targetInputs"?,"targetLengths"?,"targets",
 * "vocabulary"?,"targetVocabulary"?,"labels"?,"negative"?,"normalization"?,"classWeights"?,"config","out"}`
 */
export const gradients: Command = {
  name: "gradients",
  usage: "FILE.rnnconfig [--set key=value]… [--weights W.safetensors] --out G.safetensors",
  summary: "Computes the gradient of every parameter on the first minibatch, for comparison with PyTorch.",
  details: [
    "For every task: the first minibatch of the training, zero initial state, no dropout, no clipping. With --json it prints",
    "the loss and everything needed to repeat the step: ids and vectors [T][B], lengths, targets, their meaning, and the",
    "resolved config.",
  ].join("\n"),
  options: {
    set: setOption,
    weights: {
      type: "string",
      value: "FILE",
      help: "parameters under PyTorch's names; default: the initial parameters of the config",
    },
    out: { type: "string", value: "FILE", help: "output file for the gradients, under the parameters' names" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const {
      positionals: [path],
      options,
    } = given;
    if (!options.out) throw usageError("--out is missing", "Name an output file for the gradients.");
    const out = resolve(options.out as string);
    const settings = await settingsOf(given);
    const result = await gradientsOf(path, options.weights as string | undefined, settings).catch(async (error) => {
      throw await placedError(error, path, settings);
    });
    await writeResult(out, result.file);
    const { step, count, warnings } = result;
    for (const { text } of warnings) output.warn(text);
    output.event({ event: "gradients", ...step, out });
    output.say(`loss ${step.loss} over ${counted(count, "target")}; gradients in ${out}`);
    return 0;
  },
};
