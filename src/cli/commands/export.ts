import { resolve } from "node:path";
import { count } from "../../base/words.ts";
import { layersOf, tasks } from "../../config/index.ts";
import { exportParameters, savedConfig } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { usageError, writeResult } from "../output.ts";

/** `{"event":"export","run","format","file","tensors","bytes"}` */
export const exportRun: Command = {
  name: "export",
  usage: "RUN [--format safetensors] [--out FILE]",
  summary: "Exports the best parameters of a run for other programs.",
  details: "safetensors: the parameters alone, under PyTorch's names; load_state_dict accepts them with strict=True.",
  options: {
    format: { type: "string", value: "FORMAT", help: "safetensors, which is the default" },
    out: { type: "string", value: "FILE", help: "output file; default: <run>.safetensors" },
  },
  positionals: { least: 1, most: 1 },
  async run({ positionals: [reference], options }, output) {
    if (options.format !== undefined && options.format !== "safetensors") {
      throw usageError(`There is no format ${options.format}`, "Known: safetensors.");
    }
    const run = await findRun(reference, process.cwd());
    const { bytes, tensors, foreign } = await exportParameters(run);
    const config = savedConfig(run);
    const { model } = config;
    const layers = layersOf(model);
    const file = resolve((options.out as string | undefined) ?? `${run.id}.safetensors`);
    await writeResult(file, bytes);
    output.event({
      event: "export",
      run: run.path,
      format: "safetensors",
      file,
      tensors,
      bytes: bytes.length,
    });
    if (model.kind !== "recurrent") {
      const apart = layers.length > 1 ? "taps 1, 2, 4 … steps apart from layer to layer, " : "";
      output.say(
        `Each layer is an nn.Conv1d with zero padding before the first step, ${apart}followed by ${layers[0].activation ?? "tanh"}.`,
      );
    } else if (tasks[config.task].reads === "pairs") {
      output.say(
        "The encoder and the decoder are modules of PyTorch, called encoder and decoder; bridge and attention are nn.Linear modules by name.",
      );
    }
    if (foreign !== undefined) {
      output.warn(`PyTorch has no cell ${foreign}: it may load these parameters and silently compute something else.`);
    }
    output.say(`${count(tensors, "tensor")}, ${count(bytes.length, "byte")}: ${file}`);
    return 0;
  },
};
