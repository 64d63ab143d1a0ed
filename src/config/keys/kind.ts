import * as Type from "typebox";
import { kindNames, kinds } from "../kinds/index.ts";
import { doc } from "./fields.ts";
import { ngramKeys } from "./kindOptions.ts";

const { smoothing, minCount } = ngramKeys;

/** An option of some kinds of model: null where the kind does not have it, or has its default. */
const ofKind = <T extends Type.TSchema>(schema: T, title: string, markdown: string) =>
  Type.Optional(Type.Union([schema, Type.Null()], { ...doc(title, markdown), default: null }));

/** The same with the schema of a baseline's option. */
const asBaseline = <T extends Type.TSchema & { default?: unknown }>(
  { default: standard, ...schema }: T,
  title: string,
  markdown: string,
) => ofKind(schema as unknown as T, title, `${markdown} \`null\`: ${JSON.stringify(standard)}.`);

/** Which kind of model, and the options of those that are no recurrent network. */
export const kindKeys = {
  kind: Type.Optional(
    Type.Enum(kindNames, {
      ...doc(
        "Kind",
        "The kind of model. The predictions of n-grams, a Markov model and convolutions depend on a fixed number of previous steps; a recurrent network can remember any number. Every kind of baseline can also be trained, evaluated and used as a model by itself.",
      ),
      enumDescriptions: kindNames.map((name) => kinds[name].about),
      default: "recurrent",
    }),
  ),
  order: ofKind(
    Type.Integer({ minimum: 1, maximum: 256 }),
    "Order",
    'With `kind` "markov": how many of the last inputs it reads. With `kind` "ngram": the length of the longest n-grams, at most 16; a symbol is predicted from the `order` − 1 symbols before it. `null`: 4 for a Markov model and 5 for n-grams, which look back equally far.',
  ),
  kernel: ofKind(
    Type.Integer({ minimum: 1, maximum: 64 }),
    "Kernel",
    'With `kind` "convolution": how many steps each layer reads. `null`: 3.',
  ),
  smoothing: asBaseline(
    smoothing,
    "Smoothing",
    'How probability is reserved for what was never counted, with `kind` "ngram": `"kneser-ney"`, `"witten-bell"` or `"none"`, as in `baselines`.',
  ),
  minCount: asBaseline(
    minCount,
    "Minimum count",
    'With `kind` "ngram": n-grams of two or more symbols that occur less often are removed.',
  ),
};
