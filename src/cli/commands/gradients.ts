import { resolve } from "node:path";
import { count as counted } from "../../base/words.ts";
import { gradientsOf, placedError } from "../../runner/index.ts";
import { setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { usageError, writeResult } from "../output.ts";

/**
 * `{"event":"gradients","task","loss","inputs"?,"vectors"?,"lengths"?,"targets","vocabulary"?,"labels"?,"negative"?,
 * "normalization"?,"classWeights"?,"config","out"}`
 */
export const gradients: Command = {
  name: "gradients",
  usage: "FILE.rnnconfig [--set key=value]… [--weights W.safetensors] --out G.safetensors",
  summary: "Computes the gradient of every parameter on the first minibatch, for comparison with PyTorch.",
  details: [
    "Of every task: the first minibatch of its training, zero state, dropout off, gradients not clipped. With --json it prints",
    "the loss and all that is needed to repeat the step: ids and vectors [T][B], lengths, targets, what they stand for, and the",
    "resolved config.",
  ].join("\n"),
  options: {
    set: setOption,
    weights: {
      type: "string",
      value: "FILE",
      help: "parameters by PyTorch's names; the config's initial ones when not given",
    },
    out: { type: "string", value: "FILE", help: "where the gradients go, by the parameters' names" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const {
      positionals: [path],
      options,
    } = given;
    if (!options.out) throw usageError("--out is missing", "Name the file that receives the gradients.");
    const out = resolve(options.out as string);
    const settings = settingsOf(given);
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
