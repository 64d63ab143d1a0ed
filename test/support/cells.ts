import type { ModelOptions } from "../../src/model/index.ts";

type Variant = Partial<ModelOptions> & Pick<ModelOptions, "cell">;

/** Every cell and other kind with its options alone and together, beside the plain rnn, lstm and gru; `units` must hold `unitsOf`. */
export const cellVariants: Record<string, Variant> = {
  "rnn relu": { cell: "rnn", activation: "relu" },
  "rnn sigmoid": { cell: "rnn", activation: "sigmoid" },
  "rnn identity": { cell: "rnn", activation: "identity" },
  "rnn leak": { cell: "rnn", leak: 0.3 },
  "rnn relu leak": { cell: "rnn", activation: "relu", leak: 0.75 },
  "lstm peepholes": { cell: "lstm", peepholes: true },
  "lstm coupled": { cell: "lstm", coupledGates: true },
  "lstm coupled peepholes": { cell: "lstm", coupledGates: true, peepholes: true },
  "lstm identity out": { cell: "lstm", outputActivation: "identity" },
  "lstm sigmoid in and out": { cell: "lstm", inputActivation: "sigmoid", outputActivation: "sigmoid" },
  "lstm identity in": { cell: "lstm", inputActivation: "identity", peepholes: true },
  "lstm projection": { cell: "lstm", projection: 2 },
  "lstm everything": {
    cell: "lstm",
    projection: 2,
    peepholes: true,
    coupledGates: true,
    inputActivation: "sigmoid",
    outputActivation: "identity",
  },
  "gru original": { cell: "gru", resetAfter: false },
  clockwork: { cell: "clockwork", periods: [1, 2, 4] },
  "clockwork unordered relu": { cell: "clockwork", periods: [3, 1, 3], activation: "relu" },
  scrn: { cell: "scrn", contextUnits: 3 },
  "scrn slow": { cell: "scrn", contextUnits: 6, contextDecay: 0.99 },
  markov: { cell: "lstm", kind: "markov", order: 3 },
  "markov of order one": { cell: "lstm", kind: "markov", order: 1, activation: "sigmoid" },
  "markov of a long past": { cell: "lstm", kind: "markov", order: 9, activation: "relu" },
  convolution: { cell: "lstm", kind: "convolution", kernel: 2 },
  "convolution wide": { cell: "lstm", kind: "convolution", kernel: 5 },
};

/** At least `least` units, as the groups of a clockwork cell share them evenly. */
export function unitsOf({ periods }: Variant, least: number): number {
  const groups = periods?.length ?? 1;
  return Math.ceil(least / groups) * groups;
}

export function variantOptions(name: string, layers: number, least: number, embedding: number): ModelOptions {
  const variant = cellVariants[name];
  return { layers, embedding, dropout: 0, bias: true, ...variant, units: unitsOf(variant, Math.max(3, least)) };
}
