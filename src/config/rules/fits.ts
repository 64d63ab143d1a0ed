import type { Node } from "jsonc-parser";
import type { Schema } from "../keys/fields.ts";
import { Checker } from "../parse/check.ts";
import { ProblemList } from "../parse/problems.ts";
import { readTree, withoutByteOrderMark } from "../parse/syntax.ts";
import { type Config, type Partly, rootSchema } from "../schema.ts";
import { checkTogether } from "./index.ts";

type Path = readonly (string | number)[];

/** What a value can be told that has no place beside the rest, whatever it is; other problems are solved by another number. */
const OUT_OF_PLACE = new Set([
  ...["not-together", "both-given", "given-twice"],
  ...["sees-the-answer", "no-candidate", "no-cell-state"],
]);

/** Which keys and values have a place beside what a text gives. Defaults stand aside: what is not given may yet be. */
export function placeIn(text: string): { takes(path: Path, value: unknown): boolean; knows(path: Path): boolean } {
  const json = withoutByteOrderMark(text);
  const tree = readTree(json, new ProblemList(json));
  const checker = new Checker(new ProblemList(json), false);
  const config = tree?.type === "object" ? givenOnly(checker.root(tree), checker.given) : {};
  const takes = (path: Path, value: unknown) => {
    const key = path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
    const given = new Map(checker.given);
    for (const name of [key, String(path[0])]) if (!given.has(name)) given.set(name, { value: NOWHERE, name: NOWHERE });
    const problems = new ProblemList("");
    checkTogether(withValue(config, path, value) as Partly<Config>, given, problems);
    // What is wrong with the name of a form is said of the form.
    const isHere = (at: string) => at === key || `${at}.name` === key;
    return !problems.finish().some((problem) => isHere(problem.key) && OUT_OF_PLACE.has(problem.code));
  };
  return { takes, knows: (path) => samples(schemaOf(path)).some((value) => takes(path, value)) };
}

const NOWHERE: Node = { type: "object", offset: 0, length: 0 };

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

/** A copy with a value at a path. */
function withValue(around: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy: Record<string | number, unknown> = Array.isArray(around)
    ? ([...around] as never)
    : { ...(around as object) };
  copy[step] = withValue(copy[step], rest, value);
  return copy;
}

function schemaOf(path: Path): Schema {
  return path.reduce<Schema>((schema, step) => {
    const forms = [schema, ...(schema.anyOf ?? [])];
    const found = forms.map((form) => (typeof step === "number" ? form.items : form.properties?.[step])).find(Boolean);
    return found ?? {};
  }, rootSchema);
}

/** Values that a key may have and that say something: neither its default nor nothing to switch off. */
function samples(schema: Schema): unknown[] {
  const isSilent = (value: unknown) => value === null || (value === false && schema.default !== true);
  return all(schema).filter((value) => !isSilent(value) && JSON.stringify(value) !== JSON.stringify(schema.default));
}

function all({
  anyOf,
  enum: values,
  type,
  items,
  minimum,
  exclusiveMinimum,
  maximum,
  exclusiveMaximum,
}: Schema): unknown[] {
  if (anyOf) return anyOf.flatMap(all);
  if (values) return values;
  if (type === "boolean") return [true, false];
  if (type === "string") return ["x"];
  if (type === "array") return all(items ?? {}).map((entry) => [entry]);
  if (type === "integer") return [minimum ?? 0, (minimum ?? 0) + 1];
  if (type === "number") return [((minimum ?? exclusiveMinimum ?? 0) + (maximum ?? exclusiveMaximum ?? 1)) / 2];
  return type === "object" ? [{}] : [];
}
