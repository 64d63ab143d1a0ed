import type { Markup } from "../../examples/markup.ts";
import type { Reading } from "../../formats/index.ts";
import type { TableFacts } from "../look/columns.ts";
import type { PairColumns } from "../look/pairColumns.ts";
import { type Plan, type Setting, settings } from "../plan.ts";
import { kept, quoted, unread } from "./columnWords.ts";
import { markupIn } from "./markup.ts";
import { amount, clamped, parts } from "./sizes.ts";
import { layout } from "./tablePlan.ts";
import { fractions, passes, usual } from "./usual.ts";

/** The texts of one side: means, and the longest. */
interface Side {
  characters: number;
  words: number;
  longest: number;
  markup: Markup;
}

interface Found {
  source: Side;
  target: Side;
  /** Pairs. */
  rows: number;
  isWhole: boolean;
}

/** A table with a text in one column and what is written for it in another. */
export function tablePairs(name: string, roles: PairColumns, facts: TableFacts, reading: Reading): Plan {
  const { source, target, partition } = roles;
  const [read, written] = [quoted(source), quoted(target)];
  const plan = pairsPlan({ source, target, rows: facts.rows, isWhole: facts.isWhole });
  const unused = unread(facts, { task: "generation", inputs: [source], target, partition });
  return {
    ...plan,
    found: `${name} looks like a table of ${amount(facts.rows, "pair", facts)}: texts (column ${read}), each with another text (column ${written}).`,
    learns: [`The network reads ${read} and writes ${written}.`, ...markupIn([source, target])].join(" "),
    data: settings(
      ...layout(reading),
      { key: "input", value: source.name, why: unused },
      { key: "target", value: target.name, why: `the other way round: input ${written} and target ${read}` },
      ...plan.data,
      ...kept(facts, { task: "generation", inputs: [source], target, partition }, KEPT),
    ),
  };
}

/** Two files of lines. */
export function parallelPlan([source, target]: readonly [string, string], found: Found): Plan {
  const plan = pairsPlan(found);
  return {
    ...plan,
    found: `${source} and ${target} look like ${amount(found.rows, "pair", { isWhole: true })} of lines: line n of one belongs to line n of the other.`,
    learns: [`The network reads ${source} and writes ${target}.`, ...markupIn([found.source, found.target])].join(" "),
    data: [...plan.data, ...fractions(parts(found.rows, 20), KEPT)],
  };
}

const KEPT = "pairs that the network never saw, drawn by the seed";

/** With fewer pairs, words are too rare to be learned. */
const MANY = 2000;

function pairsPlan({ source, target, rows }: Found): Omit<Plan, "found" | "learns"> {
  const isWords = ({ words }: Side) => words >= 2.5 && rows >= MANY;
  const [unit, targetUnit] = [source, target].map((side) => (isWords(side) ? "word" : "character"));
  const why = unit === "word" ? '"character" reads letter by letter' : '"word" reads word by word';
  return {
    task: "sequence-to-sequence",
    data: settings(
      { key: "unit", value: unit, why },
      targetUnit !== unit ? { key: "targetUnit", value: targetUnit } : undefined,
      unit === "word" || targetUnit === "word"
        ? {
            key: "vocabulary",
            value: { size: 8000, minFrequency: 2 },
            why: "what is rarer is <unk>, which is never written",
          }
        : undefined,
    ),
    model: [
      { key: "cell", value: "gru" },
      { key: "units", value: 128 },
      { key: "embedding", value: 64 },
      {
        key: "bidirectional",
        value: true,
        why: "the encoder reads the source from both sides; the decoder writes forward",
      },
      {
        key: "attention",
        value: "additive",
        why: "the decoder looks back at the source for each symbol; null: it does not",
      },
    ],
    training: settings(
      ...passes(rows),
      lengthOf("sequenceLength", source, unit),
      lengthOf("targetLength", target, targetUnit),
      ...usual(0.003, 1),
    ),
    baselines: ["most-frequent-target", "nearest"],
    sampling: [],
  };
}

/** So that a few very long texts do not slow down all others; undefined where there are none. */
function lengthOf(key: string, { characters, words, longest }: Side, unit: string): Setting | undefined {
  const mean = unit === "word" ? 1.3 * words : characters;
  const most = clamped(Math.ceil(4 * mean), 20, 1000);
  const longestSteps = unit === "word" ? (longest * mean) / Math.max(1, characters) : longest;
  return longestSteps > most ? { key, value: most, why: "pairs with a longer one are left out" } : undefined;
}
