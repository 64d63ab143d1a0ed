import { didYouMean, messageTable } from "../../../base/message.ts";
import { count, grouped, listed, quoted, UNTYPED } from "../../../base/words.ts";

/** More names than that help nobody. */
const SHOWN = 5;
const SHOWN_COUNTS = 8;

/** A label, and where it was first seen. */
interface SeenLabel {
  label: string;
  /** The file's name. */
  name: string;
  line: number;
}

/** What is said of labels and tags. */
export const says = messageTable("reading/labels", {
  missingLabel: ({ column }: { column: string }) => ({
    code: "missing-label",
    text: `There is no label in column ${quoted(column)}.`,
    hint: "Fill it in, or remove the line.",
  }),
  notOneLabel: ({ column, isList }: { column: string; isList: boolean }) => ({
    code: "bad-label",
    text: `Column ${quoted(column)} has ${isList ? "a list" : "an object"} here, not one label.`,
    hint: isList
      ? 'Where an example has several labels, set data.labels to "several".'
      : "A label is text or a number.",
  }),
  /** `labels` is how many there are, where it is known. */
  tooManyLabels: ({ column, most, labels }: { column: string; most: number; labels?: number }) => ({
    code: "too-many-labels",
    text:
      labels === undefined
        ? `Column ${quoted(column)} has more than ${grouped(most)} different labels.`
        : `Column ${quoted(column)} has ${grouped(labels)} different labels; at most ${grouped(most)} are supported.`,
    hint: "Is data.target the right column?",
  }),
  tooManySets: ({ examples, labels }: { examples: number; labels: number }) => ({
    code: "too-many-labels",
    text: `${count(examples, "example")} with ${count(labels, "label")} each do not fit into memory.`,
    hint: "Remove rare labels, or train on a part of the data.",
  }),
  notOrdered: ({ label, column }: { label: string; column: string }) => ({
    code: "bad-label",
    text: `${quoted(label)} in column ${quoted(column)} is not a number, and with data.labels "ordered" labels are ordered by their numbers.`,
    hint: 'Number them, like "3" or "3 stars", or set data.labels to "one".',
  }),
  notBinary: ({ labels, column }: { labels: readonly string[]; column: string }) => ({
    code: "bad-label",
    text: `Column ${quoted(column)} has ${grouped(labels.length)} different labels, such as ${labels.slice(0, 3).map(quoted).join(", ")}; with data.labels "binary" there are two.`,
    hint: 'Set data.labels to "one".',
  }),
  badList: ({ column }: { column: string }) => ({
    code: "bad-label",
    text: `Column ${quoted(column)}: a list of labels is written ["one", "two"].`,
  }),
  unknownLabel: ({ label, column, near }: { label: string; column: string; near?: string }) => ({
    code: "unknown-label",
    text: `${quoted(label)} in column ${quoted(column)} is no label that the model knows.`,
    ...didYouMean(near, "Remove it, or train a new model on data that has it."),
  }),
  inexact: ({ column, label, name, line }: { column: string } & SeenLabel) => ({
    code: "inexact-labels",
    text: `Labels in column ${quoted(column)} are whole numbers beyond 2^53, such as ${label} in line ${grouped(line)} of ${name}; neighbouring ones cannot be told apart and count as one label. Write them as text, in double quotes.`,
    key: "data.target",
  }),
  yesAndNo: ({ yes, no }: { yes: string; no: string }) => ({
    code: "binary-labels",
    text: `${quoted(yes)} counts as yes, ${quoted(no)} as no.`,
    key: "data.labels",
  }),
  separator: ({ separator }: { separator: string }) => ({
    code: "separator",
    text: `Several labels of one example are divided by ${quoted(separator)}.`,
    key: "data.labels",
  }),
  /** How often training has each label, the most frequent first unless labels are ordered. */
  balance: (of: {
    counts: readonly { name: string; times: number }[];
    rows: number;
    perStep: boolean;
    several: boolean;
  }) => {
    const share = ({ name, times }: { name: string; times: number }) =>
      `${quoted(name)} ${grouped(times)} (${((100 * times) / of.rows).toFixed(1)} %)`;
    const shown = of.counts.slice(0, SHOWN_COUNTS).map(share).join(", ");
    const more = of.counts.length > SHOWN_COUNTS ? ` and ${count(of.counts.length - SHOWN_COUNTS, "other")}` : "";
    const many = of.several ? ", which may have several labels" : "";
    return {
      code: "balance",
      text: `The ${count(of.rows, of.perStep ? "step" : "example")} to learn from${many}: ${shown}${more}.`,
      key: "data.target",
    };
  },
  /** `isGiven`: the config says so many. */
  rowSequences: ({ most, byEmptyLine, isGiven }: { most: number; byEmptyLine: boolean; isGiven: boolean }) => ({
    code: "sequences",
    text: byEmptyLine
      ? "A row is a step, a token with its tag; an empty line ends a sequence."
      : `A row is a step, a token with its tag. Nothing says where a sequence ends (data.sequence, or empty lines), so each has ${isGiven ? `training.sequenceLength = ${count(most, "step")}` : `${count(most, "step")}, unless training.sequenceLength says another number`}.`,
    key: "data.sequence",
    keys: ["training.sequenceLength"],
  }),
  /** `types` of the entities; "" is none. */
  entities: ({ tag, types }: { tag: string; types: readonly string[] }) => {
    const shown = types.slice(0, SHOWN).map((type) => (type === "" ? UNTYPED : quoted(type)));
    const them = types.length > SHOWN ? [...shown, count(types.length - SHOWN, "other")] : shown;
    const by = `by tags such as ${quoted(tag)}`;
    return {
      code: "entities",
      text: types.every((type) => type === "")
        ? `data.target marks entities without types, ${by}.`
        : `data.target marks entities of ${count(types.length, "type")}, ${listed(them, "and")}, ${by}.`,
      key: "data.target",
    };
  },
  /** `isRead`: other tags mark entities. */
  oddTags: ({ tags, all, isRead }: { tags: readonly SeenLabel[]; all: number; isRead: boolean }) => {
    const shown = tags.slice(0, SHOWN).map(({ label, name, line }) => `${quoted(label)} (${name}, line ${line})`);
    const them = all > SHOWN ? [...shown, `${count(all - SHOWN, "other")}`] : shown;
    const [noun, mark, countAs] = all > 1 ? ["tags", "mark", "count"] : ["tag", "marks", "counts"];
    const outcome = isRead ? `${countAs} as outside of all` : "so there are no figures of entities";
    return {
      code: "odd-tags",
      text: `The ${noun} ${listed(them, "and")} of data.target ${mark} no entity${isRead ? " and" : ","} ${outcome}. An entity's tags are B-, I-, E-, S-, L- or U- and its type; what is outside is O.`,
      key: "data.target",
    };
  },
});
