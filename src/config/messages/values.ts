import { count, grouped, listed } from "../../base/words.ts";
import { quoted, shown } from "../keys/describe.ts";
import { SMALLEST } from "./syntax.ts";

/** What every config has. */
const ALWAYS = ["task", "data", "data.train"];

const inside = (key: string) => (key === "" ? "" : ` in ${key}`);

const didYouMean = (suggestions: readonly string[]) =>
  suggestions.length > 0 ? ` Did you mean ${listed(suggestions.map(quoted), "or")}?` : "";

/** Of very many names only some are given. */
const someOf = (known: readonly string[], most = MOST_NAMED) =>
  known.length > most ? `${known.slice(0, SOME).join(", ")} and ${known.length - SOME} more` : known.join(", ");

const MOST_NAMED = 80;
/** More values than that are a list of their own behind the sentence, which names some. */
const MOST_VALUES = 16;
const SOME = 8;

/** What is wrong with a key or a value by itself. `key` is dotted; `expected` and `actual` are words of `keys/describe.ts`. */
export const ofValues = {
  notAnObject: ({ actual }: { actual: string }) => ({
    code: "wrong-type",
    text: `A config is an object in braces, not ${actual}. ${SMALLEST}`,
  }),
  duplicateKey: ({ name, around }: { name: string; around: string }) => ({
    code: "duplicate-key",
    text: `${shown(name)} is given twice${inside(around)}. Keep one of them.`,
  }),
  unknownKey: ({ name, around, known, suggestions }: UnknownKey) => ({
    code: "unknown-key",
    text: `Unknown key ${shown(name)}${inside(around)}.${didYouMean(suggestions)} Known keys${inside(around)}: ${someOf(known)}.`,
    suggestions,
  }),
  foreignOption: ({ name, own, owners, options }: ForeignOption) => ({
    code: "foreign-option",
    text: `${quoted(name)} is an option of ${listed(owners.map(quoted), "and")}, not of ${quoted(own)}, which has ${options.length > 0 ? `the options ${listed(options, "and")}` : "no options"}.`,
  }),
  missingKey: ({ key }: { key: string }) => ({
    code: "missing-key",
    text: `The key ${quoted(key)} is missing.${ALWAYS.includes(key) ? ` ${SMALLEST}` : ""}`,
  }),
  missingName: ({ key, names }: { key: string; names: readonly string[] }) => ({
    code: "missing-key",
    text: `${key} needs a "name": ${listed(names.map(quoted), "or")}.`,
  }),
  missingOptions: ({ key, name, options }: { key: string; name: string; options: readonly string[] }) => ({
    code: "missing-key",
    text: `${key} ${quoted(name)} needs ${options.length === 1 ? "an option" : "options"}: { "name": ${quoted(name)}${options.map((option) => `, ${quoted(option)}: …`).join("")} }.`,
  }),
  noneOf: ({ key, names }: { key: string; names: readonly string[] }) => ({
    code: "missing-key",
    text: `${key} needs exactly one of ${listed(names.map(quoted), "and")}.`,
  }),
  severalOf: ({ key, names }: { key: string; names: readonly string[] }) => ({
    code: "both-given",
    text: `${key} needs exactly one of ${listed(names.map(quoted), "and")}.`,
  }),
  unknownValue: ({ key, values, actual, suggestions }: UnknownValue) => {
    if (values.length > MOST_VALUES) {
      const text = `${key} cannot be ${actual}.${didYouMean(suggestions)} Known values: ${someOf(values, MOST_VALUES)}.`;
      return { code: "unknown-value", text, suggestions };
    }
    const must =
      values.length === 1
        ? `${key}, where it is text, must be ${quoted(values[0])}`
        : `${key} must be ${listed(values.map(quoted), "or")}`;
    return { code: "unknown-value", text: `${must}, not ${actual}.${didYouMean(suggestions)}`, suggestions };
  },
  wrongType: (value: WrongValue) => ({ code: "wrong-type", text: mustBe(value) }),
  notWhole: (value: WrongValue) => ({ code: "not-whole", text: mustBe(value) }),
  outOfBounds: (value: WrongValue) => ({ code: "out-of-bounds", text: mustBe(value) }),
  tooFewEntries: ({ key, entries, least }: { key: string; entries: number; least: number }) => ({
    code: "out-of-bounds",
    text: `${key} ${entries === 0 ? "is an empty list" : `has ${count(entries, "entry", "entries")}`}. It needs at least ${count(least, "entry", "entries")}.`,
  }),
  tooManyEntries: ({ key, entries, most }: { key: string; entries: number; most: number }) => ({
    code: "out-of-bounds",
    text: `${key} has ${grouped(entries)} entries. At most ${grouped(most)} are allowed.`,
  }),
  emptyText: ({ key }: { key: string }) => ({ code: "out-of-bounds", text: `${key} must not be empty.` }),
  tooLongText: ({ key, length, most }: { key: string; length: number; most: number }) => ({
    code: "out-of-bounds",
    text: `${key} has ${grouped(length)} characters. At most ${grouped(most)} are allowed.`,
  }),
  badSetting: ({ argument }: { argument: string }) => ({
    code: "bad-setting",
    text: `A setting is written key=value, like training.steps=100, not ${shown(argument)}.`,
  }),
  noPlace: ({ key, around, is }: { key: string; around: string; is: "no object" | "no such entry" }) => ({
    code: "bad-setting",
    text: `${key} cannot be set: ${around || "the config"} ${is === "no object" ? "is not an object" : "has no such entry"}.`,
  }),
};

interface UnknownKey {
  name: string;
  /** The key that it stands in; "" for the config. */
  around: string;
  known: readonly string[];
  suggestions: readonly string[];
}

interface ForeignOption {
  name: string;
  own: string;
  owners: readonly string[];
  options: readonly string[];
}

interface UnknownValue {
  key: string;
  values: readonly string[];
  actual: string;
  suggestions: readonly string[];
}

interface WrongValue {
  key: string;
  expected: string;
  actual: string;
}

const mustBe = ({ key, expected, actual }: WrongValue) => `${key} must be ${expected}, not ${actual}.`;
