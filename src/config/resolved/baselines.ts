import { isCounted, kinds, type SimpleName } from "../kinds/index.ts";
import { type Config, defaultOf, rootSchema } from "../schema.ts";
import { withOptions } from "./options.ts";

/** A baseline with all its options. */
export type Baseline =
  | { name: "ngram"; order: number; smoothing: "kneser-ney" | "witten-bell" | "none"; minCount: number }
  | TrainedBaseline
  | { name: SimpleName };

/** One that is a network itself, and is trained. */
export type TrainedBaseline =
  | { name: "markov"; order: number; units: number }
  | { name: "convolution"; kernel: number; layers: number; units: number }
  | { name: "unattended" };

export function isTrainedBaseline(baseline: Baseline): baseline is TrainedBaseline {
  return !isCounted(baseline.name);
}

/**
 * A config whose network is a baseline: trained as the given one, on the same data and with the same embedding, and otherwise as
 * such a model is by itself.
 */
export function configOfBaseline(config: Config, { name, ...options }: TrainedBaseline): Config {
  if (name === "unattended") return unattended(config);
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

/** The same network without attention. What begins at zero would know nothing of the source then, and has the usual bridge. */
function unattended(config: Config): Config {
  const { model, sampling } = config;
  const bridge = model.bridge === "zero" ? "linear" : model.bridge;
  return {
    ...config,
    baselines: [],
    model: { ...model, bridge, attention: null },
    sampling: { ...sampling, coveragePenalty: 0 },
  };
}

/** The baselines of a config with all their options; undefined for one that is wrong by itself. */
export function baselinesOf({ baselines }: Pick<Config, "baselines">): (Baseline | undefined)[] {
  const forms = rootSchema.properties?.baselines.items?.anyOf ?? [];
  return baselines.map((chosen) => withOptions(forms, chosen) as Baseline | undefined);
}

/** "5-gram, Kneser–Ney": what tables, charts and events call it. */
export function labelOfBaseline({ name, ...options }: Baseline): string {
  return kinds[name].label(options);
}
