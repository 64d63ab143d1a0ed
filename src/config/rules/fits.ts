import { Checker } from "../parse/check.ts";
import { ProblemList } from "../parse/problems.ts";
import { readTree, withoutByteOrderMark } from "../parse/syntax.ts";
import { sidesOf } from "../resolved/dataFiles.ts";
import { figuresOf } from "../resolved/figures.ts";
import { definedOnly, layersOf } from "../resolved/layers.ts";
import { type Config, type Partly, rootSchema } from "../schema.ts";
import { replacing, type Support, supports, supportTable } from "../support/index.ts";
import { isPassedOver, isTelling, nameOf, valueAt } from "../support/uses.ts";
import { tasks } from "../tasks/index.ts";

/** Keys that may name files of pairs. */
const FILES = ["data.train", "data.validation", "data.test"];

type Path = readonly (string | number)[];

/** Which keys and values are supported beside what a text gives. Defaults stand aside: what is not given may yet be. */
export function placeIn(text: string): { takes(path: Path, value: unknown): boolean; knows(path: Path): boolean } {
  const json = withoutByteOrderMark(text);
  const tree = readTree(json, new ProblemList(json));
  const checker = new Checker(new ProblemList(json), false);
  const config = tree?.type === "object" ? givenOnly(checker.root(tree), checker.given) : {};

  const isSupported = (row: Support, path: Path) => {
    const decided = row.decider === "model.cell" ? cellAt(path, config) : valueAt(config, row.decider);
    return decided === undefined || isPassedOver(row, config) || supports(row, decided);
  };
  const knows = (path: Path) => {
    const key = keyOf(path);
    const other = replacing.find((pair) => pair.includes(key))?.find((one) => one !== key);
    if (other !== undefined && valueAt(config, other) != null) return false;
    return supportTable.every((row) => row.key !== key || row.values || isSupported(row, path));
  };
  const takes = (path: Path, value: unknown) => {
    const key = keyOf(path.at(-1) === "name" ? path.slice(0, -1) : path);
    const name = nameOf(value);
    if (key === "baselines" && isListed(path, name, config)) return false;
    if (sidesOf(value) && FILES.includes(key)) return config.task === undefined || tasks[config.task].reads === "pairs";
    if (key === "training.best" && config.task && typeof value === "string")
      return (figuresOf(config) as string[]).includes(value);
    if (key === "sweep.metric" && config.task && typeof value === "string")
      return figuresOf(config).some((figure) => value === `validation.${figure}`);
    if (!isTelling(key, value, path.includes("layers"))) return true;
    const ofValue = supportTable.filter((row) => row.key === key && row.values?.includes(name));
    return knows(path) && ofValue.every((row) => isSupported(row, path));
  };
  return { takes, knows };
}

/** Dotted, as the table of what is supported has it: a decoder's keys and a layer's as those of `model`, without the entries of lists. */
function keyOf(path: Path): string {
  let names = path.filter((step) => typeof step === "string");
  for (const inner of ["decoder", "layers"]) {
    if (names[1] === inner && names.length > 2) names = [names[0], ...names.slice(2)];
  }
  return names.join(".");
}

/** The cell of the layer that a path leads to, or else of the decoder or of the model. */
function cellAt([, ...path]: Path, { model = {} }: Partly<Config>): unknown {
  const isOfDecoder = path[0] === "decoder";
  const stack = isOfDecoder ? { ...model, layers: 1, ...definedOnly((model.decoder ?? {}) as object) } : model;
  const [layers, index] = isOfDecoder ? path.slice(1) : path;
  const isOfLayer = layers === "layers" && typeof index === "number";
  const layer = isOfLayer ? (layersOf(stack as Config["model"]) as object[])[index] : undefined;
  return valueAt(layer ?? stack, "cell");
}

/** Whether another entry has the name already, and its defaults. */
function isListed([, at]: Path, name: string, { baselines = [] }: Partly<Config>): boolean {
  return (baselines as unknown[]).some((other, i) => i !== at && other === name);
}

function givenOnly(config: unknown, given: Checker["given"]): Partly<Config> {
  const entries = Object.entries(config ?? {}).flatMap(([name, value]) => {
    if (!given.has(name)) return [];
    const isSection = rootSchema.properties?.[name].type === "object" && value !== undefined;
    if (!isSection) return [[name, value]];
    return [[name, Object.fromEntries(Object.entries(value as object).filter(([key]) => given.has(`${name}.${key}`)))]];
  });
  const known = Object.fromEntries(entries) as Partly<Config>;
  // Cells are of recurrent networks.
  if (known.model?.cell !== undefined) known.model = { kind: "recurrent", ...known.model };
  return known;
}
