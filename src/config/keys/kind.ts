import * as Type from "typebox";
import { kindNames, kinds, ngramKeys } from "../kinds/index.ts";
import { doc } from "./fields.ts";

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
        "What kind of model it is. What n-grams, a Markov model and convolutions say depends on a fixed number of steps before; a recurrent network can remember any. Every kind of baseline is a model too, to be trained, evaluated and used by itself.",
      ),
      enumDescriptions: kindNames.map((name) => kinds[name].about),
      default: "recurrent",
    }),
  ),
  order: ofKind(
    Type.Integer({ minimum: 1, maximum: 256 }),
    "Order",
    'With `kind` "markov": how many of the last inputs it reads. With `kind` "ngram": length of the longest n-grams, at most 16; a symbol is predicted from one less before it. `null`: 4 of a Markov model, 5 of n-grams, which is the same past.',
  ),
  kernel: ofKind(
    Type.Integer({ minimum: 1, maximum: 64 }),
    "Kernel",
    'With `kind` "convolution": how many steps each layer adds up. `null`: 3.',
  ),
  smoothing: asBaseline(
    smoothing,
    "Smoothing",
    'What is left to what was never counted, with `kind` "ngram": `"kneser-ney"`, `"witten-bell"` or `"none"`, as in `baselines`.',
  ),
  minCount: asBaseline(
    minCount,
    "Least count",
    'With `kind` "ngram": n-grams of two symbols or more that occur less often are cut.',
  ),
};
