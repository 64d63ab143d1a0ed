import type { TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import { type Plan, type Setting, settings } from "../plan.ts";
import { kept, quoted, unread } from "./columnWords.ts";
import { amount, parts } from "./sizes.ts";
import { fractions, lengthOf, passes, usual } from "./usual.ts";

/** A table of tokens with a tag each. */
export function tagging(name: string, roles: TableRoles, facts: TableFacts): Plan {
  const { inputs, target, sequence } = roles;
  const rows = sequence ? sequence.distinct : facts.rows;
  return {
    ...taggingPlan(rows, sequence ? (3 * facts.seen) / sequence.runs : inputs[0].mostWords),
    found: `${name} looks like tokens (column ${quoted(inputs[0])}) with a tag each (column ${quoted(target)}).`,
    data: settings(
      { key: "input", value: inputs[0].name, why: unread(facts, roles) },
      { key: "target", value: target.name },
      sequence && { key: "sequence", value: sequence.name, why: "rows in which this is the same are one sentence" },
      sequence || inputs[0].kind !== "text" ? undefined : { key: "unit", value: "word" },
      ...kept(facts, roles, "sentences that the network never saw, drawn by the seed"),
    ),
  };
}

/** Files of tagged tokens: which columns are named by their numbers. */
export function taggedPlan(
  name: string,
  { sentences, longest, isWhole }: { sentences: number; longest: number; isWhole: boolean },
  data: Setting[],
): Plan {
  return {
    ...taggingPlan(sentences, longest),
    found: `${name} looks like ${amount(sentences, "sentence", { isWhole })} of tokens with a tag each.`,
    data: [...data, ...fractions(parts(sentences, 20), "sentences that the network never saw, drawn by the seed")],
  };
}

function taggingPlan(sentences: number, longest: number): Omit<Plan, "found"> {
  return {
    task: "tagging",
    learns: "The network learns the tag of each token.",
    data: [],
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 64 },
      { key: "embedding", value: 32 },
      { key: "bidirectional", value: true, why: "each token is tagged from what comes before it and after it" },
    ],
    training: [...passes(sentences), lengthOf(longest), ...usual(0.005, 1)],
    baselines: ["most-frequent-tag"],
    sampling: [],
  };
}
