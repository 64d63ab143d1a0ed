import { cellNames, factsOf, knownBy } from "../cells/index.ts";
import { cellKeys } from "../keys/layer.ts";
import { isCounted, kindNames, kinds, simpleNames } from "../kinds/index.ts";
import { rootSchema } from "../schema.ts";
import { byKind, type Support } from "./support.ts";

const RECURRENT = ["recurrent"];
const NETWORKS = kindNames.filter((name) => !isCounted(name));
const COUNTED = kindNames.filter(isCounted);

const ofKind = (key: string, by: readonly string[], why: string, more: Partial<Support> = {}): Support => ({
  key,
  decider: "model.kind",
  by,
  why,
  ...more,
});

/** What works inside the steps of a recurrent cell. */
const inCells = [
  ...Object.keys(cellKeys).filter((key) => !["cell", "units", "activation"].includes(key)),
  ...["layerNorm", "zoneout", "recurrentDropout", "variationalDropout"],
];

const inNetworks = [
  ...["units", "activation", "layers", "bias", "embedding", "dropout", "readout", "tied", "initializer", "freeze"],
];

/** Which keys and values depend on the kind of model. */
export const ofKinds: readonly Support[] = [
  byKind("model.order", "only n-grams and a Markov model look back a fixed number of inputs"),
  byKind("model.kernel", "only convolutions have a kernel"),
  byKind("model.smoothing", "only the counts of n-grams are smoothed"),
  byKind("model.minCount", "only n-grams are counted"),
  ofKind("model.cell", RECURRENT, "only a recurrent network has cells"),
  ...inCells.map((key) => ofKind(`model.${key}`, RECURRENT, "it belongs to the cells of a recurrent network")),
  ...["decoder", "bridge", "attention"].map((key) =>
    ofKind(`model.${key}`, RECURRENT, "only recurrent networks are joined to an encoder and a decoder"),
  ),
  ofKind("model.bidirectional", RECURRENT, "it reads in one direction only"),
  ...inNetworks.map((key) => ofKind(`model.${key}`, NETWORKS, "a model that counts has no layers")),
  ofKind("model.initializer", RECURRENT, "it initialises the weights between successive states", {
    values: ["orthogonal", "identity"],
    unless: { key: "model.kind", is: COUNTED },
  }),
  ofKind("data.direction", RECURRENT, "it reads a text from one side", {
    values: ["cloze"],
    unless: { key: "model.kind", is: simpleNames },
  }),
  ofKind("training.gradient", RECURRENT, "it carries gradients through a recurrent state", {
    values: ["rtrl"],
    unless: { key: "model.kind", is: COUNTED },
  }),
  ofKind("training.initialState", RECURRENT, "only a recurrent network starts from a state", {
    values: ["learned"],
    unless: { key: "model.kind", is: COUNTED },
  }),
  ...Object.keys(rootSchema.properties?.training.properties ?? {}).map((key) => ({
    ...byKind(`training.${key}`, "a model that counts takes no training steps", { ignored: true, together: true }),
    by: kindNames.filter((name) => !isCounted(name) || kinds[name].keys.includes(`training.${key}`)),
    // What trains a baseline does something.
    unless: { key: "baselines", is: NETWORKS },
  })),
];

/** Of other kinds that is said with them. */
const unlessOtherKind = { key: "model.kind", is: kindNames.filter((name) => name !== "recurrent") };

const ofCell = (key: string, by: readonly string[], why: string, more: Partial<Support> = {}): Support => ({
  ...{ key, decider: "model.cell", by, why, unless: unlessOtherKind },
  ...more,
});

/** Which keys depend on the cell of a layer. */
export const ofCells: readonly Support[] = [
  ...knownBy.map(({ key, cells, why }) => ofCell(`model.${key}`, cells, why)),
  ofCell(
    "model.recurrentDropout",
    cellNames.filter((name) => factsOf(name).hasCandidate),
    "it has no candidate",
    { sentence: "noCandidate" },
  ),
  ofCell(
    "model.zoneout.c",
    cellNames.filter((name) => factsOf(name).hasCellState),
    "it has no cell state",
    { sentence: "noCellState" },
  ),
  ofCell(
    "model.bias",
    cellNames.filter((name) => !factsOf(name).hasNoBias),
    "it has no biases",
    { ignored: true },
  ),
];
