import { grouped, listed } from "../../base/words.ts";
import { quoted } from "../keys/describe.ts";
import { cellKeys } from "../keys/layer.ts";
import { isCounted } from "../kinds/index.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { baselinesOf, isTrainedBaseline } from "../resolved/baselines.ts";
import { isOn, layersOf } from "../resolved/layers.ts";
import { countedKind, kernelOf, labelOfModel } from "../resolved/models.ts";
import { type Config, defaultOf, type Partly, rootSchema } from "../schema.ts";
import { tasks, tasksWith } from "../tasks/index.ts";

type Key = keyof Config["model"];
type Kind = Config["model"]["kind"];
type CountedKind = NonNullable<ReturnType<typeof countedKind>>;
type Report = (key: string, message: string) => void;

/** Keys of some kinds alone, with why the others have none. */
const KNOWN_BY: Partial<Record<Key, { kinds: readonly Kind[]; why: string }>> = {
  order: { kinds: ["ngram", "markov"], why: "only n-grams and a Markov model look back so many steps and no further" },
  kernel: { kinds: ["convolution"], why: "only convolutions have a kernel" },
  smoothing: { kinds: ["ngram"], why: "only what is counted is smoothed" },
  minCount: { kinds: ["ngram"], why: "only n-grams are counted" },
};

/** What works inside the steps of a recurrent cell, and is nowhere else. */
const RECURRENT: readonly Key[] = [
  ...(Object.keys(cellKeys) as (keyof typeof cellKeys)[]).filter((key) => key !== "units" && key !== "activation"),
  ...(["layerNorm", "zoneout", "recurrentDropout", "variationalDropout"] as const),
];

/** The longest n-grams that are counted. */
const LONGEST_NGRAM = 16;
/** Sums that a layer keeps for steps to come: each has as many numbers as the layer has units. */
const FARTHEST = 4096;
/** What of the training still matters to a model that counts: what it is drawn by, how series are cut, how errors count. */
const MATTERS = ["seed", "sequenceLength", "loss"];
const MATTERS_TO_NGRAMS = ["seed"];

/** What the keys of one kind of model mean to another. Values that are wrong by themselves are undefined here. */
export function checkKind(config: Partly<Config>, given: Checker["given"], problems: ProblemList) {
  const { model = {} } = config;
  const { kind } = model;
  if (kind === undefined) return;
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const wrong: Report = (key, message) => problems.error("not-together", key, at(key), `${key} ${message}`);
  for (const key of Object.keys(KNOWN_BY) as Key[]) {
    const { kinds, why } = KNOWN_BY[key]!;
    if (model[key] == null || kinds.includes(kind)) continue;
    const owners = listed(kinds.map(quoted), "or");
    wrong(
      `model.${key}`,
      `means nothing with kind ${quoted(kind)}: ${why}. Leave it out, or set model.kind to ${owners}.`,
    );
  }
  if (kind === "markov" || kind === "convolution") checkCausal(config, kind, wrong);
  const counted = countedKind({ model });
  if (!counted) return;
  checkCounted(config, counted, wrong);
  const { baselines } = config;
  // What trains a baseline does something.
  if (baselinesOf({ baselines: (baselines ?? []) as Config["baselines"] }).some((one) => one && isTrainedBaseline(one)))
    return;
  const matters = counted === "ngram" ? MATTERS_TO_NGRAMS : MATTERS;
  const idle = changed("training", config.training ?? {}).filter(
    (key) => given.has(`training.${key}`) && !matters.includes(key),
  );
  if (idle.length > 0) {
    const label = labelOfModel({ model: model as Config["model"] });
    const message = `${listed(idle.map(quoted), "and")} of training ${idle.length === 1 ? "does" : "do"} nothing: the model, ${label}, takes no steps.`;
    problems.warning("no-effect", "training", given.get("training")?.name ?? at("training"), message);
  }
}

/** Which models that count fit which task. */
function checkCounted({ task, data = {}, model = {} }: Partly<Config>, kind: CountedKind, wrong: Report) {
  if (task !== undefined && !tasks[task].baselines.includes(kind)) {
    const owners = tasksWith(({ baselines }) => baselines.includes(kind));
    const others = tasks[task].baselines.filter(isCounted);
    const instead = others.length > 0 ? `set it to ${listed(others.map(quoted), "or")}` : 'set it to "recurrent"';
    wrong(
      "model.kind",
      `${quoted(kind)} is for task ${listed(owners.map(quoted), "or")}, not for ${quoted(task)}. Leave it out, or ${instead}.`,
    );
  }
  if (data.direction === "cloze" && kind === "ngram") {
    wrong(
      "model.kind",
      `"ngram" reads a text from one side, and data.direction "cloze" asks for both. Set direction to "forward" or "backward".`,
    );
  }
  if (kind === "seasonal-naive" && data.season === null) {
    wrong(
      "model.kind",
      '"seasonal-naive" looks back one season, and data.season is not given. Set that to the rows of a season, like 12.',
    );
  }
  if (kind === "ngram" && model.order != null && model.order > LONGEST_NGRAM) {
    wrong("model.order", `must be at most ${LONGEST_NGRAM} with kind "ngram", not ${model.order}.`);
  }
  for (const key of changed("model", model)) {
    if (key === "kind" || key in KNOWN_BY) continue;
    wrong(
      `model.${key}`,
      `means nothing with kind ${quoted(kind)}, which has no layers. Leave it out, or set model.kind to "recurrent".`,
    );
  }
}

/** A Markov model or convolutions. */
function checkCausal({ data = {}, model = {}, training = {} }: Partly<Config>, kind: Kind, wrong: Report) {
  const inCell = (key: Key) =>
    `means nothing with kind ${quoted(kind)}: ${key === "cell" ? "it has no cells" : "it is about the steps of a recurrent cell"}. Leave it out, or set model.kind to "recurrent".`;
  const inBoth = `means nothing with kind ${quoted(kind)}, which looks back and never ahead. Leave it out, or set model.kind to "recurrent".`;
  for (const key of changed("model", model) as Key[]) {
    if (RECURRENT.includes(key) && isSet(model[key])) wrong(`model.${key}`, inCell(key));
    if (key === "bidirectional") wrong("model.bidirectional", inBoth);
  }
  const own = Array.isArray(model.layers) ? model.layers : [];
  own.forEach((layer, i) => {
    for (const key of Object.keys(layer ?? {}) as (keyof typeof layer)[]) {
      if (RECURRENT.includes(key) && isSet(layer[key])) wrong(`model.layers[${i}].${key}`, inCell(key));
      if (key === "bidirectional" && layer[key]) wrong(`model.layers[${i}].${key}`, inBoth);
    }
  });
  const layers = layersOf(model as Config["model"]).length;
  if (kind === "markov" && layers > 1) {
    wrong(
      "model.layers",
      'must be 1 with kind "markov", whose one hidden layer reads the last inputs. Several layers that reach farther and farther back are kind "convolution".',
    );
  }
  const reach = (kernelOf(model as Config["model"]) - 1) * 2 ** (layers - 1);
  if (kind === "convolution" && reach > FARTHEST) {
    const far = Number.isSafeInteger(reach) ? `${grouped(reach)} steps` : "more steps than can be counted";
    wrong(
      "model.layers",
      `${layers} would let the last one reach (kernel − 1) · 2^${layers - 1} = ${far} back; at most ${grouped(FARTHEST)} are kept. Lower model.layers or model.kernel.`,
    );
  }
  const { initializer } = model;
  const name = typeof initializer === "object" ? initializer.name : initializer;
  if (name === "orthogonal" || name === "identity") {
    wrong(
      "model.initializer",
      `${quoted(name)} is about weights that a state is multiplied by at each step, and kind ${quoted(kind)} has none. Set it to "default" or "glorot".`,
    );
  }
  if (data.direction === "cloze") {
    wrong(
      "data.direction",
      `"cloze" reads a text from both sides, and kind ${quoted(kind)} reads one. Set direction to "forward" or "backward", or model.kind to "recurrent".`,
    );
  }
  if (training.gradient === "rtrl") {
    wrong(
      "training.gradient",
      `"rtrl" carries gradients through a state that is learned, and kind ${quoted(kind)} has none. Set it to "bptt".`,
    );
  }
  if (training.initialState === "learned") {
    wrong(
      "training.initialState",
      `"learned" is about a state that a recurrent network starts from, and kind ${quoted(kind)} has none: steps before the first are zero. Set it to "zero".`,
    );
  }
}

function isSet(value: unknown): boolean {
  return typeof value === "string" || Array.isArray(value) || isOn(value as Parameters<typeof isOn>[0]);
}

/** Keys of a section that are not as they would be by themselves; a resolved config gives them all. */
export function changed(section: "data" | "model" | "training" | "sampling", values: object): string[] {
  const properties = rootSchema.properties?.[section].properties ?? {};
  return Object.entries(values)
    .filter(
      ([key, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(defaultOf(properties[key] ?? {})),
    )
    .map(([key]) => key);
}
