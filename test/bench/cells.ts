import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Options } from "./report.ts";

export interface BenchedCell {
  /** What stands under `model` and `training`. */
  model: object;
  training?: object;
  /** A neighbour's `data`. */
  data?: object;
  /** Reads vectors instead of tokens, as layers of both directions may. */
  vectors?: boolean;
  /** Where the input product of the first layer is not gathered: its multiply-adds count. */
  multipliesInput?: boolean;
  /** The key or the cell whose documentation says what it costs. */
  key?: string;
}

/** Every cell and option by its row's name; the first of those that read alike is the measure of the others. */
export const benchedCells: Record<string, (units: number) => BenchedCell> = {
  lstm: () => ({ model: {}, key: "lstm" }),
  "lstm peepholes": () => ({ model: { peepholes: true }, key: "peepholes" }),
  "lstm coupled": () => ({ model: { coupledGates: true }, key: "coupledGates" }),
  "lstm identity in": () => ({ model: { inputActivation: "identity" }, key: "inputActivation" }),
  "lstm identity out": () => ({ model: { outputActivation: "identity" }, key: "outputActivation" }),
  "lstm projection": (units) => ({ model: { projection: units / 2 }, key: "projection" }),
  "lstm forget bias": () => ({ model: { forgetBias: 1 }, key: "forgetBias" }),
  rnn: () => ({ model: { cell: "rnn" }, key: "rnn" }),
  "rnn relu": () => ({ model: { cell: "rnn", activation: "relu" }, key: "activation" }),
  "rnn leak": () => ({ model: { cell: "rnn", leak: 0.5 }, key: "leak" }),
  gru: () => ({ model: { cell: "gru" }, key: "gru" }),
  "gru original": () => ({ model: { cell: "gru", resetAfter: false }, key: "resetAfter" }),
  clockwork: () => ({ model: { cell: "clockwork" }, key: "clockwork" }),
  scrn: () => ({ model: { cell: "scrn" }, key: "scrn" }),
  "no bias": () => ({ model: { bias: false }, key: "bias" }),
  "two layers": () => ({ model: { layers: 2 } }),
  "two layers dropout": () => ({ model: { layers: 2, dropout: 0.3 }, key: "dropout" }),
  "layer normalisation": () => ({ model: { layerNorm: true }, key: "layerNorm" }),
  zoneout: () => ({ model: { zoneout: 0.1 }, key: "zoneout" }),
  "recurrent dropout": () => ({ model: { recurrentDropout: 0.2 }, key: "recurrentDropout" }),
  "variational dropout": () => ({
    model: { variationalDropout: 0.2 },
    multipliesInput: true,
    key: "variationalDropout",
  }),
  "variational ends": () => ({ model: { variationalDropout: { input: 0.2, output: 0.2 } }, multipliesInput: true }),
  tied: (units) => ({ model: { tied: true, embedding: units }, key: "tied" }),
  "learned initial state": () => ({ model: {}, training: { initialState: "learned" } }),
  cloze: () => ({ model: {}, data: { direction: "cloze" } }),
  vectors: () => ({ model: {}, vectors: true }),
  markov: () => ({ model: { kind: "markov" }, vectors: true }),
  convolution: () => ({ model: { kind: "convolution" }, vectors: true }),
  bidirectional: () => ({ model: { bidirectional: true }, vectors: true, key: "bidirectional" }),
  "bidirectional two layers": () => ({
    model: { bidirectional: true, layers: 2 },
    vectors: true,
    key: "bidirectional",
  }),
};

export const cellRows = Object.keys(benchedCells);

/** A training step of every cell beside the plain LSTM's, in a process of its own. */
export async function cells({ rows, rounds }: Options): Promise<void> {
  // The sources hold TypeScript that Node.js only strips when it may transform it too.
  const flags = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
  const script = fileURLToPath(new URL("./cellsChild.ts", import.meta.url));
  const { status } = spawnSync(process.execPath, [...flags, script, String(rounds), ...rows], { stdio: "inherit" });
  if (status !== 0) throw new Error("A cell or an option takes more time than it says");
}
