import { cellForms, computedForms, decoderOf, isPyTorchs, layersOf, tasks } from "../../config/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { encodeSafetensors } from "../../tensors/index.ts";
import { savedConfig, savedParameters } from "./saved.ts";

/** The best parameters of a run as the content of a safetensors file, under PyTorch's names. */
export interface ExportedParameters {
  bytes: Uint8Array;
  /** Their number. */
  tensors: number;
  /** A cell that PyTorch does not have: it may load these parameters and compute something else. */
  foreign?: string;
}

export async function exportParameters(run: RunFolder): Promise<ExportedParameters> {
  const tensors = await savedParameters(run);
  const config = savedConfig(run);
  const { model } = config;
  const decoder = tasks[config.task].reads === "pairs" ? decoderOf(config).model : undefined;
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
  const forms = isRecurrent ? [...cellForms(model), ...(decoder ? cellForms(decoder) : [])] : [];
  const foreign = forms.find((form) => !isPyTorchs(form));
  return { bytes, tensors: tensors.size, ...(foreign && { foreign: JSON.stringify(foreign) }) };
}
