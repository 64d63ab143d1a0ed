import { count } from "../../../base/words.ts";
import type { ColumnFacts, TableFacts } from "../look/columns.ts";
import type { TableRoles } from "../look/tableRoles.ts";
import { type Plan, settings } from "../plan.ts";
import { columnsNamed, kept, namesOf, quoted, unread } from "./columnWords.ts";
import { amount } from "./sizes.ts";
import { lengthOf, passes, usual } from "./usual.ts";

/** Texts, rows of numbers, or sequences of such rows or of vectors, with a label each. */
export function classification(name: string, roles: TableRoles, facts: TableFacts): Plan {
  const { inputs, target, sequence, labels } = roles;
  const [text] = inputs[0].kind === "text" ? inputs : [];
  const kinds = labels === "several" ? "any number of labels" : `one of ${count(target.distinct, "label")}`;
  const [vectors] = inputs[0].kind === "vectors" ? inputs : [];
  const read = text ? "a text" : vectors ? listOf(vectors, facts) : count(inputs.length, "number");
  const one = text ?? vectors;
  const reads = sequence ? "the rows of a sequence" : one ? quoted(one) : "the numbers of a row";
  return {
    task: "classification",
    found: `${name} looks like a table of ${amount(facts.rows, "row", facts)}: ${read} (${columnsNamed(inputs)}) with ${kinds} (column ${quoted(target)}).`,
    learns: `The network reads ${reads} and predicts ${quoted(target)}.`,
    data: settings(
      { key: "input", value: one ? one.name : namesOf(inputs), why: unread(facts, roles) },
      { key: "target", value: target.name, why: text && labels === undefined ? reversed(text, target) : undefined },
      labels && { key: "labels", value: labels, why: LABELS[labels] },
      sequence && { key: "sequence", value: sequence.name, why: "rows in which this is the same are one sequence" },
      text && { key: "unit", value: isWords(text) ? "word" : "character" },
      text && isWords(text) ? { key: "lowercase", value: true, why: '"The" and "the" are one word' } : undefined,
      ...kept(facts, roles, "rows that the network never saw, drawn by the seed"),
    ),
    model: settings(
      { key: "cell", value: "lstm" },
      { key: "units", value: 48 },
      text && { key: "embedding", value: 32 },
      {
        key: "readout",
        value: "last",
        why: 'the state after the last step decides; "mean" and "max" look at all steps',
      },
    ),
    training: settings(
      ...passes(sequence?.distinct ?? facts.rows),
      sequence && lengthOf((3 * facts.seen) / sequence.runs),
      vectors && lengthOf(vectors.mostWords),
      text && lengthOf(isWords(text) ? 1.3 * text.mostWords : text.longest),
      ...usual(0.005, 1),
    ),
    baselines: text && labels === undefined ? ["majority", "bag-of-words"] : ["majority"],
    sampling: [],
  };
}

/** "a list of up to 9 vectors" */
function listOf(column: ColumnFacts, { columns, sample }: TableFacts): string {
  const isNested = sample.some((cells) => [cells[columns.indexOf(column)]].flat().some(Array.isArray));
  return `a list of up to ${count(column.mostWords, isNested ? "vector" : "number")}`;
}

const LABELS = { several: "a row may have any number of them", ordered: "they are numbers whose order counts" };

function reversed(text: ColumnFacts, label: ColumnFacts): string {
  return `the other way round: "task": "generation", input ${quoted(label)} and target ${quoted(text)} write a text for a label`;
}

function isWords({ words }: ColumnFacts): boolean {
  return words >= 2.5;
}
