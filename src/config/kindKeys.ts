import * as Type from "typebox";
import { ngramKeys } from "./baselineKeys.ts";
import { doc } from "./fields.ts";

const { order, smoothing, minCount } = ngramKeys;

/** An option of one kind of model: null where the kind does not have it, or has its default. */
const ofKind = <T extends Type.TSchema & { default?: unknown }>(
  { default: standard, ...schema }: T,
  title: string,
  markdown: string,
) =>
  Type.Optional(
    Type.Union([schema as unknown as T, Type.Null()], {
      ...doc(title, `${markdown} \`null\`: ${JSON.stringify(standard)}.`),
      default: null,
    }),
  );

/** Which kind of model, and the options of those that are no network. */
export const kindKeys = {
  kind: Type.Optional(
    Type.Enum(["recurrent", "ngram"], {
      ...doc("Kind", "What kind of model it is."),
      enumDescriptions: [
        "A recurrent network.",
        "N-grams: counts how often symbols follow each other, once, and is then sampled and scored like a network. For language models; nothing of `training` matters but `sequenceLength`, by which validation is cut, and the seed.",
      ],
      default: "recurrent",
    }),
  ),
  order: ofKind(order, "Order", 'Length of the longest n-grams, with `kind` "ngram".'),
  smoothing: ofKind(
    smoothing,
    "Smoothing",
    'What is left to what was never counted, with `kind` "ngram": `"kneser-ney"`, `"witten-bell"` or `"none"`, as in `baselines`.',
  ),
  minCount: ofKind(
    minCount,
    "Least count",
    'With `kind` "ngram": n-grams of two symbols or more that occur less often are cut.',
  ),
};
