import { resolve } from "node:path";
import { gradientsOf, placedError } from "../../runner/index.ts";
import { setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { usageError, writeResult } from "../output.ts";

/** `{"event":"gradients","loss","inputs":[T][B],"targets":[T][B],"vocabulary":[symbols],"out"}` */
export const gradients: Command = {
  name: "gradients",
  usage: "FILE.rnnconfig [--set key=value]… [--weights W.safetensors] --out G.safetensors",
  summary: "Computes the gradient of every parameter on the first minibatch, for comparison with PyTorch.",
  details: [
    "Zero state, dropout off, gradients not clipped. With --json it prints the loss (nats), the ids of inputs and targets",
    "[T][B] and the vocabulary, so that anyone can repeat the step.",
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
    const { loss, inputs, targets, vocabulary } = result;
    output.event({ event: "gradients", loss, inputs, targets, vocabulary, out });
    output.say(`loss ${loss} nats over ${inputs.length} × ${inputs[0].length} tokens; gradients in ${out}`);
    return 0;
  },
};
