import { commonMultiple } from "../../base/commonMultiple.ts";
import { count } from "../../base/words.ts";
import { factsOf } from "../cells/index.ts";
import { nameOfForm } from "../keys/forms.ts";
import { isCounted, kinds, type SimpleName } from "../kinds/index.ts";
import { defaultOf } from "../parse/check.ts";
import { type Config, rootSchema, type Schema } from "../schema.ts";
import { layersOf } from "./layers.ts";

type Named = {
  [K in keyof Config["training"]]: Config["training"][K] extends infer V
    ? Extract<V, { name: string }> extends never
      ? never
      : K
    : never;
}[keyof Config["training"]];

/** A choice of the training with all its options: a name alone stands for the defaults of its form. */
export function optionsOf<K extends Named>(
  { training }: Config,
  key: K,
): Extract<Config["training"][K], { name: string }> {
  return resolved("training", key, training[key]) as Extract<Config["training"][K], { name: string }>;
}

/** The initialiser with its scale. */
export function initializerOf({ model }: Config): Extract<Config["model"]["initializer"], { name: string }> {
  return resolved("model", "initializer", model.initializer) as ReturnType<typeof initializerOf>;
}

/** How the error of a number counts, with `delta` of the Huber error. */
export function numberLossOf({ training: { loss } }: Config): {
  name: "squared" | "absolute" | "huber";
  delta: number;
} {
  return typeof loss === "string" ? { name: loss, delta: 1 } : loss;
}

/** A baseline with all its options. */
export type Baseline =
  | { name: "ngram"; order: number; smoothing: "kneser-ney" | "witten-bell" | "none"; minCount: number }
  | TrainedBaseline
  | { name: SimpleName };

/** One that is a network itself, and is trained. */
export type TrainedBaseline =
  | { name: "markov"; order: number; units: number }
  | { name: "convolution"; kernel: number; layers: number; units: number };

export function isTrainedBaseline(baseline: Baseline): baseline is TrainedBaseline {
  return baseline.name === "markov" || baseline.name === "convolution";
}

/**
 * A config whose network is a baseline: trained as the given one, on the same data and with the same embedding, and otherwise as
 * such a model is by itself.
 */
export function configOfBaseline(config: Config, { name, ...options }: TrainedBaseline): Config {
  const usual = defaultOf(rootSchema.properties?.model ?? {}) as Config["model"];
  const { embedding, readout } = config.model;
  return {
    ...config,
    baselines: [],
    model: { ...usual, kind: name, ...options, embedding, readout: readout === "ends" ? null : readout },
    training: {
      ...config.training,
      ...{ gradient: "bptt", initialState: "zero", parameterStatistics: false },
    },
  };
}

/** The baselines of a config with all their options; undefined for one that is wrong by itself. */
export function baselinesOf({ baselines }: Pick<Config, "baselines">): (Baseline | undefined)[] {
  const forms = rootSchema.properties?.baselines.items?.anyOf ?? [];
  return baselines.map((chosen) => withOptions(forms, chosen) as Baseline | undefined);
}

/** How many of the last inputs a Markov model reads. */
export function orderOf({ order }: Partial<Pick<Config["model"], "order">>): number {
  return order ?? 4;
}

/** How many steps each layer of convolutions adds up. */
export function kernelOf({ kernel }: Partial<Pick<Config["model"], "kernel">>): number {
  return kernel ?? 3;
}

/**
 * How many steps a model looks back where it looks back a fixed number, and of clocks how many they count; 0 and 1 of other recurrent
 * networks, which may remember any number.
 */
export function pastOf(model: Config["model"]): { lookBack: number; cycle: number } {
  const layers = layersOf(model);
  if (model.kind === "markov") return { lookBack: orderOf(model) - 1, cycle: 1 };
  if (model.kind === "convolution") {
    return { lookBack: layers.reduce((sum, layer, i) => sum + (kernelOf(layer) - 1) * 2 ** i, 0), cycle: 1 };
  }
  const cycles = layers.map((layer) => factsOf(layer.cell).cycle?.(layer) ?? 1);
  return { lookBack: 0, cycle: commonMultiple(cycles) };
}

/** What kind of model it is where it learns by counting, once, and has no network; undefined of the others. */
export function countedKind({ model: { kind } }: { model: Partial<Pick<Config["model"], "kind">> }) {
  return isCounted(kind) ? kind : undefined;
}

/** What a model of n-grams counts. */
export function ngramOf({ model }: Pick<Config, "model">): Omit<Extract<Baseline, { name: "ngram" }>, "name"> {
  return { order: model.order ?? 5, smoothing: model.smoothing ?? "kneser-ney", minCount: model.minCount ?? 1 };
}

/** A model in few words: "lstm 2×128", "5-gram, Kneser–Ney", "Markov order 4, 64 units", "convolution 3, 2×64". */
export function labelOfModel({ model }: Pick<Config, "model">): string {
  const { kind, cell, units } = model;
  if (kind === "ngram") return labelOfBaseline({ name: "ngram", ...ngramOf({ model }) });
  if (isCounted(kind)) return kinds[kind].called;
  if (kind === "markov") return `Markov order ${orderOf(model)}, ${count(layersOf(model)[0].units, "unit")}`;
  const size = `${layersOf(model).length}×${units}`;
  return kind === "convolution" ? `convolution ${kernelOf(model)}, ${size}` : `${cell} ${size}`;
}

const SMOOTHINGS = { "kneser-ney": "Kneser–Ney", "witten-bell": "Witten–Bell", none: "unsmoothed" };

/** "5-gram, Kneser–Ney": what tables, charts and events call it. */
export function labelOfBaseline(baseline: Baseline): string {
  if (isTrainedBaseline(baseline)) {
    if (baseline.name === "markov") return `Markov order ${baseline.order}, ${count(baseline.units, "unit")}`;
    return `convolution ${baseline.kernel}, ${baseline.layers}×${baseline.units}`;
  }
  if (baseline.name !== "ngram") return kinds[baseline.name].called;
  const { order, smoothing, minCount } = baseline;
  return `${order}-gram, ${SMOOTHINGS[smoothing]}${minCount > 1 ? `, from ${minCount} occurrences` : ""}`;
}

function resolved(section: string, key: string, chosen: unknown): unknown {
  const forms = rootSchema.properties?.[section].properties?.[key].anyOf ?? [];
  return withOptions(forms, chosen);
}

function withOptions(forms: readonly Schema[], chosen: unknown): unknown {
  const form = forms.find((candidate) => nameOfForm(candidate) === chosen);
  return form ? { ...(defaultOf(form) as object), name: chosen } : chosen;
}
