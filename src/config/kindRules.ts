import { listed } from "../base/words.ts";
import type { Checker } from "./check.ts";
import { defaultOf } from "./check.ts";
import type { ProblemList, Span } from "./problems.ts";
import { quoted } from "./rule.ts";
import type { Partly } from "./rules.ts";
import { type Config, rootSchema } from "./schema.ts";

const COUNTED = ["order", "smoothing", "minCount"] as const;
/** What still matters to a model that counts. */
const MATTERS = ["seed", "sequenceLength"];

/** What the keys of one kind of model mean to another. */
export function checkKind(
  { task, data = {}, model = {}, training = {} }: Partly<Config>,
  given: Checker["given"],
  problems: ProblemList,
) {
  const at = (key: string): Span => given.get(key)?.value ?? { offset: 0, length: 0 };
  if (model.kind === "recurrent") {
    for (const key of COUNTED) {
      if (model[key] === undefined || model[key] === null) continue;
      const message = `model.${key} is for n-grams, and means nothing to a network. Leave it out, or set model.kind to "ngram".`;
      problems.error("not-together", `model.${key}`, at(`model.${key}`), message);
    }
  }
  if (model.kind !== "ngram") return;
  if (task !== undefined && task !== "language-model") {
    const message = `model.kind "ngram" is for task "language-model": it counts which symbol follows which in a running text. Leave it out, or set task to "language-model".`;
    problems.error("not-together", "model.kind", at("model.kind"), message);
  }
  if (data.direction === "cloze") {
    const message = `model.kind "ngram" reads a text from one side, and data.direction "cloze" asks for both. Set direction to "forward" or "backward".`;
    problems.error("not-together", "model.kind", at("model.kind"), message);
  }
  for (const key of changed("model", model)) {
    if (["kind", ...COUNTED].includes(key)) continue;
    const message = `model.${key} means nothing with kind "ngram", which counts and has no layers. Leave it out, or set model.kind to "recurrent".`;
    problems.error("not-together", `model.${key}`, at(`model.${key}`), message);
  }
  const idle = changed("training", training).filter((key) => given.has(`training.${key}`) && !MATTERS.includes(key));
  if (idle.length > 0) {
    const message = `${listed(idle.map(quoted), "and")} of training ${idle.length === 1 ? "does" : "do"} nothing: n-grams are counted once.`;
    problems.warning("no-effect", "training", at("training"), message);
  }
}

/** Keys of a section that are not as they would be by themselves; a resolved config gives them all. */
function changed(section: "model" | "training", values: object): string[] {
  const properties = rootSchema.properties?.[section].properties ?? {};
  return Object.entries(values)
    .filter(
      ([key, value]) =>
        value !== undefined && JSON.stringify(value) !== JSON.stringify(defaultOf(properties[key] ?? {})),
    )
    .map(([key]) => key);
}
