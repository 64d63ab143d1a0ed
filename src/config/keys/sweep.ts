import * as Type from "typebox";
import { figureNames } from "../../base/metrics.ts";
import { doc, type Schema, steps } from "./fields.ts";

export const sweepMethods = ["grid", "random", "halving"] as const;
export type SweepMethod = (typeof sweepMethods)[number];

/** As many trials as a sweep may have. */
export const MOST_TRIALS = 10_000;

/** The values of one key that a sweep tries: a list, or a range to draw from. */
export type SweepValues =
  | readonly unknown[]
  | { uniform: readonly [number, number] }
  | { logUniform: readonly [number, number] }
  | { integer: readonly [number, number] };

/** Keys that one value of serves all trials. */
const NOT_SWEPT = ["training.seeds"];

/** Every dotted key of the sections, with what may stand there. A key of several forms has that of each. */
function keysOf(schema: Schema, path: string): [string, Schema][] {
  const inner = [schema, ...(schema.anyOf ?? [])].flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, child]) => keysOf(child, `${path}.${name}`)),
  );
  return schema.type === "object" ? inner : [[path, schema], ...inner];
}

const edge = (schema: Schema, positive: boolean) => {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const above =
    positive && (minimum ?? exclusiveMinimum ?? -1) <= 0 ? { exclusiveMinimum: 0 } : { minimum, exclusiveMinimum };
  return { type: schema.type, maximum, exclusiveMaximum, ...above } as Schema;
};

/** One form of a range, its ends within the bounds of the key. */
function range(name: string, title: string, markdown: string, end: Schema, standard: object): Schema {
  const ends = {
    ...doc(title, markdown),
    type: "array",
    noun: "a list of the smallest and the largest value",
    items: end,
    minItems: 2,
    maxItems: 2,
    ...standard,
  };
  return {
    type: "object",
    noun: `{ "${name}": [ …, … ] }`,
    properties: { [name]: ends },
    required: [name],
    additionalProperties: false,
  } as unknown as Schema;
}

const UNIFORM = "Numbers between the two, drawn uniformly.";
const LOG =
  "Numbers between the two, drawn uniformly on a logarithmic scale: each order of magnitude is equally likely.";
const INTEGER = "Whole numbers from the first to the second, both included, drawn uniformly.";

function rangesOf(schema: Schema): Schema[] {
  const number = [schema, ...(schema.anyOf ?? [])].find(({ type }) => type === "number" || type === "integer");
  if (!number) return [];
  const example = { uniform: [0, 0.5], logUniform: [0.0001, 0.01], integer: [1, 4] };
  const isWhole = number.type === "integer";
  return [
    ...(isWhole ? [] : [range("uniform", "Uniform", UNIFORM, edge(number, false), { examples: [example.uniform] })]),
    range("logUniform", "Log-uniform", isWhole ? `${LOG} Rounded to whole numbers.` : LOG, edge(number, true), {
      examples: [isWhole ? [16, 256] : example.logUniform],
    }),
    range("integer", "Integer", INTEGER, { ...edge(number, false), type: "integer" }, { examples: [example.integer] }),
  ];
}

function valuesOf(key: string, found: readonly Schema[]): Schema {
  const [first] = found;
  const { title = key, markdownDescription = "" } = first as Schema & { title?: string };
  const forms = found.length === 1 ? first : { anyOf: found.flatMap((schema) => schema.anyOf ?? [schema]) };
  const list = { type: "array", noun: "a list of values", items: forms, minItems: 1, maxItems: MOST_TRIALS };
  return {
    ...doc(title, `The values of \`${key}\` to try: a list, or a range. ${markdownDescription}`),
    anyOf: [list, ...rangesOf({ anyOf: found.flatMap((schema) => schema.anyOf ?? [schema]) })],
  } as unknown as Schema;
}

/** The keys that a sweep may change, each with its own schema for every value. */
function parametersOf(sections: Record<string, unknown>): Record<string, Schema> {
  const all = Object.entries(sections).flatMap(([name, schema]) => keysOf(schema as Schema, name));
  const keys = new Set(all.map(([key]) => key));
  const entries = [...keys].flatMap((key) => {
    if (NOT_SWEPT.includes(key) || key.endsWith(".name")) return [];
    const found = all.filter(([other]) => other === key).map(([, schema]) => schema);
    const schemas = new Map(found.map((schema) => [JSON.stringify(schema), schema]));
    return [[key, valuesOf(key, [...schemas.values()])]];
  });
  return Object.fromEntries(entries);
}

/** The key `sweep`, over the keys of these sections. */
export function sweepOver(sections: Record<string, unknown>) {
  const parameters = Type.Unsafe<Record<string, SweepValues>>({
    ...doc(
      "Parameters",
      'The keys to vary, each with the values to try: a list, or a range to draw from, `{ "uniform": [0, 0.5] }`, `{ "logUniform": [1e-4, 1e-2] }` (each order of magnitude is equally likely) or `{ "integer": [1, 4] }`. Draws have four significant digits.',
    ),
    type: "object",
    noun: '{ "model.units": [64, 128], … }',
    properties: parametersOf(sections),
    additionalProperties: false,
    examples: [{ "model.units": [64, 128] }],
  });
  return Type.Optional(
    Type.Union(
      [
        Type.Object(
          {
            parameters,
            method: Type.Optional(
              Type.Enum([...sweepMethods], {
                ...doc("Method", "How to choose the combinations to try, called trials."),
                enumDescriptions: [
                  "Every combination of the listed values.",
                  "Random combinations, as many as `trials` says. They are drawn with `training.seed`, and none is drawn twice.",
                  "Like `random`, but a trial that is not among the best third of those before it ends early (asynchronous successive halving, as ASHA in Ray Tune: Li et al. 2020).",
                ],
                default: "grid",
              }),
            ),
            trials: Type.Optional(
              Type.Union([Type.Integer({ minimum: 1, maximum: MOST_TRIALS }), Type.Null()], {
                ...doc(
                  "Trials",
                  'How many combinations to draw, with the methods "random" and "halving". `null`: 20. The method "grid" trains every combination.',
                ),
                default: null,
              }),
            ),
            metric: Type.Optional(
              Type.Union([Type.String({ noun: "the name of a figure", minLength: 1, maxLength: 100 }), Type.Null()], {
                ...doc(
                  "Metric",
                  'The figure by which trials are compared: `"validation.loss"` or another figure of validation, such as `"validation.accuracy"`, at the best checkpoint. Unroll knows of each figure whether larger is better. `null`: the figure that `training.best` names. With `training.seeds`, the mean over the seeds.',
                ),
                default: null,
                examples: figureNames.map((name) => `validation.${name}`),
              }),
            ),
            minSteps: Type.Optional(
              Type.Union([steps(), Type.Null()], {
                ...doc(
                  "Minimum steps",
                  'With the method "halving", after how many steps a trial is first compared with the others that got this far. It is compared again after 3, 9, 27 … times as many steps. `null`: a 27th of the planned steps of the first trial.',
                ),
                default: null,
              }),
            ),
          },
          { noun: '{ "parameters": … }', additionalProperties: false },
        ),
        Type.Null(),
      ],
      {
        ...doc(
          "Sweep",
          'Settings to vary in search of good ones, with `unroll sweep` or **Unroll: Run Sweep**: `{ "parameters": { "model.units": [64, 128], "training.learningRate": { "logUniform": [1e-4, 1e-2] } }, "method": "random", "trials": 20 }`. Each combination is a trial, and is saved as an ordinary run. `unroll train` ignores this key. `null`: no sweep.',
        ),
        default: null,
      },
    ),
  );
}
