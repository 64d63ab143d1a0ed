import { listed } from "../../base/words.ts";
import { factsOf } from "../cells/index.ts";
import { quoted } from "../keys/describe.ts";
import type { Checker } from "../parse/check.ts";
import type { ProblemList, Span } from "../parse/problems.ts";
import { layersOf } from "../resolved/layers.ts";
import { countedKind } from "../resolved/models.ts";
import { type Config, type Partly, rootSchema } from "../schema.ts";
import { changed } from "./kinds.ts";

type Section = "data" | "model" | "training" | "sampling";

/** How a text is written, and how much of it. */
const WRITING = ["prompt", "length", "temperature", "topK", "topP", "stop", "distinct", "beam", "state"];

/** Settings that are right by themselves and change nothing beside the others. Defaults, which say nothing, are passed over. */
export function checkIdle(config: Partly<Config>, given: Checker["given"], problems: ProblemList): void {
  const { task, data = {}, model = {}, training = {}, sampling = {} } = config;
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  const told = (section: Section) =>
    changed(section, config[section] ?? {}).filter((key) => given.has(`${section}.${key}`));
  const idle = (key: string, why: string) =>
    problems.warning("no-effect", key, at(key), `${key} does nothing ${why} Leave it out.`);
  /** Several keys of a section at once, at its name. */
  const allIdle = (section: Section, keys: readonly string[], why: string) => {
    const names = told(section).filter((key) => keys.includes(key));
    if (names.length === 0) return;
    const message = `${listed(names.map(quoted), "and")} of ${section} ${names.length === 1 ? "does" : "do"} nothing ${why}`;
    problems.warning("no-effect", section, given.get(section)?.name ?? at(section), message);
  };

  const isCounted = countedKind({ model }) !== undefined;
  if (task === "forecasting") {
    const why = 'with task "forecasting": a series has numbers, and no symbols.';
    for (const key of ["size", "minFrequency"] as const) {
      const { default: usual } = rootSchema.properties?.data.properties?.vocabulary.properties?.[key] ?? {};
      const value = data.vocabulary?.[key];
      if (given.has(`data.vocabulary.${key}`) && value !== undefined && value !== usual)
        idle(`data.vocabulary.${key}`, why);
    }
    if (!isCounted && told("model").includes("embedding")) idle("model.embedding", why);
    if (data.window != null && told("training").includes("sequenceLength"))
      idle("training.sequenceLength", "beside data.window, which says how many rows a forecast looks back on.");
  }
  if (task !== undefined && task !== "language-model" && !isCounted && training.batching === "random") {
    const why = `with task ${quoted(task)}, whose minibatches are whole sequences, shuffled each epoch.`;
    idle("training.batching", why);
  }

  if (task === "generation")
    allIdle("sampling", ["state"], 'with task "generation", whose texts all begin as in training: with nothing read.');
  if (task === "classification" || task === "tagging" || task === "forecasting") {
    const why = `with task ${quoted(task)}, which writes nothing: what is sampled are examples and what the model says of them.`;
    allIdle("sampling", WRITING, why);
  } else if (data.direction === "cloze") {
    allIdle(
      "sampling",
      ["length", "stop", "state"],
      'with data.direction "cloze", which fills the gaps of the prompt.',
    );
  } else if (sampling.beam != null) {
    allIdle("sampling", ["temperature"], "beside beam, which looks for the likeliest text and draws nothing.");
  } else if (sampling.temperature === 0) {
    allIdle("sampling", ["topK", "topP"], "at temperature 0, where the likeliest symbol is taken.");
  }

  if ((model.kind ?? "recurrent") === "recurrent") checkLayers(model, told("model"), idle);
}

/** What no layer takes from `model`. */
function checkLayers(
  model: Partly<Config["model"]>,
  told: readonly string[],
  idle: (key: string, why: string) => void,
) {
  const layers = layersOf(model as Config["model"]) as Partly<Config["model"]>[];
  const unbiased = layers.filter(({ bias }) => bias === false);
  if (told.includes("bias") && unbiased.length > 0 && unbiased.every(({ cell }) => cell && factsOf(cell).hasNoBias))
    idle("model.bias", `with cell ${quoted(unbiased[0].cell!)}, which has no biases.`);
  if (!Array.isArray(model.layers)) return;
  const own = model.layers as (object | undefined)[];
  for (const key of told) {
    if (own.every((layer) => layer && Object.hasOwn(layer, key) && layer[key as keyof typeof layer] !== undefined))
      idle(`model.${key}`, `because every layer of model.layers has its own.`);
  }
}
