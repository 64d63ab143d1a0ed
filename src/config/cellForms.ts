import { cellKeys } from "./cellKeys.ts";
import type { Config } from "./schema.ts";

type Model = Config["model"];

/** How a cell computes, by the keys that say more than its default; sizes and first values are left out. */
export type CellForm = Partial<Pick<Model, keyof typeof cellKeys>> & Pick<Model, "cell">;

/** What stands for a key that is left to the cell. */
const USUAL: Partial<Record<keyof Model, unknown>> = {
  activation: "tanh",
  inputActivation: "tanh",
  outputActivation: "tanh",
  leak: 1,
  resetAfter: true,
};

/**
 * How the cell of each layer computes: what names and shapes of parameters do not say. Files with parameters carry it, because
 * another program, or another config, would read the same numbers and compute something else.
 */
export function cellForms(model: Model): CellForm[] {
  const keys = (Object.keys(cellKeys) as (keyof typeof cellKeys)[]).filter(
    (key) => key !== "units" && key !== "forgetBias",
  );
  const told = keys.filter((key) => model[key] != null && model[key] !== false && model[key] !== USUAL[key]);
  if (model.resetAfter === false) told.push("resetAfter");
  const form = Object.fromEntries(told.map((key) => [key, model[key]])) as CellForm;
  return Array.from({ length: model.layers }, () => form);
}

/** Whether PyTorch's `nn.RNN`, `nn.LSTM` or `nn.GRU` computes the same from the same parameters. */
export function isPyTorchs({ cell, activation = "tanh", projection: _, ...options }: CellForm): boolean {
  const others = Object.keys(options).length > 0;
  return ["rnn", "lstm", "gru"].includes(cell) && ["tanh", "relu"].includes(activation as string) && !others;
}
