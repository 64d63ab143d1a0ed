import { resolve } from "node:path";
import { count } from "../../base/words.ts";
import { cellForms, computedForms, decoderOf, isPyTorchs, layersOf, tasks } from "../../config/index.ts";
import { savedConfig, savedParameters } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { encodeSafetensors } from "../../tensors/index.ts";
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
    const tensors = await savedParameters(run);
    const config = savedConfig(run);
    const { model } = config;
    const decoder = tasks[config.task].reads === "pairs" ? decoderOf(config).model : undefined;
    const forms = [...cellForms(model), ...(decoder ? cellForms(decoder) : [])];
    const layers = layersOf(model);
    const isRecurrent = model.kind === "recurrent";
    /** What all layers have, or what each has. */
    const listOf = (key: "cell" | "units") =>
      [...new Set(layers.map((layer) => layer[key]))].length > 1
        ? layers.map((layer) => layer[key]).join(",")
        : String(layers[0][key]);
    // A module of PyTorch that ties its weights has both names for them.
    const isTied = (decoder ?? model).tied;
    const table = tensors.get("decoder.embedding.weight") ?? tensors.get("embedding.weight");
    const embedding = isTied ? table : undefined;
    if (embedding) tensors.set("output.weight", embedding);
    const bytes = encodeSafetensors(tensors, {
      format: "pt",
      ...{
        cell: isRecurrent ? listOf("cell") : model.kind,
        layers: String(layers.length),
        units: listOf("units"),
        run: run.id,
      },
      "unroll.cells": JSON.stringify(computedForms(config)),
    });
    const file = resolve((options.out as string | undefined) ?? `${run.id}.safetensors`);
    await writeResult(file, bytes);
    output.event({
      event: "export",
      run: run.path,
      format: "safetensors",
      file,
      tensors: tensors.size,
      bytes: bytes.length,
    });
    const foreign = forms.find((form) => !isPyTorchs(form));
    if (!isRecurrent) {
      const apart = layers.length > 1 ? "taps 1, 2, 4 … steps apart from layer to layer, " : "";
      output.say(
        `Each layer is an nn.Conv1d with zero padding before the first step, ${apart}followed by ${layers[0].activation ?? "tanh"}.`,
      );
    } else if (decoder) {
      output.say(
        "The encoder and the decoder are modules of PyTorch, called encoder and decoder; bridge and attention are nn.Linear modules by name.",
      );
    }
    if (isRecurrent && foreign) {
      const cell = JSON.stringify(foreign);
      output.warn(`PyTorch has no cell ${cell}: it may load these parameters and silently compute something else.`);
    }
    output.say(`${count(tensors.size, "tensor")}, ${count(bytes.length, "byte")}: ${file}`);
    return 0;
  },
};
