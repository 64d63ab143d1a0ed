import type { TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import type { Plan } from "../plan.ts";
import { kept, quoted, unread } from "./columnWords.ts";
import { amount, clamped } from "./sizes.ts";
import { lengthOf, passes, usual } from "./usual.ts";

/** Texts to write more of. */
export function generation(name: string, roles: TableRoles, facts: TableFacts): Plan {
  const { target } = roles;
  return {
    task: "generation",
    found: `${name} looks like a table of ${amount(facts.rows, "text", facts)} (column ${quoted(target)}).`,
    learns: "The network learns to write such texts, letter by letter.",
    data: [
      { key: "target", value: target.name, why: unread(facts, roles) },
      { key: "unit", value: "character" },
      ...kept(facts, roles, "texts that the network never saw, drawn by the seed"),
    ],
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: 128 },
      { key: "embedding", value: 32 },
    ],
    training: [...passes(facts.rows), lengthOf(target.longest), ...usual(0.005, 1)],
    baselines: [],
    sampling: [{ key: "length", value: clamped(Math.ceil(1.5 * target.characters), 10, 300) }],
  };
}
