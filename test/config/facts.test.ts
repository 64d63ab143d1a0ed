import { describe, expect, test } from "vitest";
import { isFigure } from "../../src/base/metrics.ts";
import { kindNames, kinds } from "../../src/config/kinds/index.ts";
import { schemasAt } from "../../src/config/schema.ts";
import { supportTable } from "../../src/config/support/index.ts";
import { supportOf } from "../../src/config/support/words.ts";
import { taskNames, tasks } from "../../src/config/tasks/index.ts";

const everyFact = [
  ...taskNames.map((name) => [name, tasks[name].keys] as const),
  ...kindNames.map((name) => [name, kinds[name].keys] as const),
];

/** Whether a key, or an entry of its list, may have a value, alone or as the name of a form. */
function isValue(key: string, value: string): boolean {
  const forms = schemasAt(key.split(".")).flatMap((schema) => [schema, ...(schema.items?.anyOf ?? [])]);
  return forms.some(
    ({ enum: values = [], type }) => values.includes(value) || String(type) === value || type === "number",
  );
}

describe("facts of tasks and kinds of model", () => {
  test.each(everyFact)("%s names keys of the schema, each once", (_, keys) => {
    expect(keys.filter((key) => schemasAt(key.split(".")).length === 0)).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(taskNames)("%s measures figures that are known", (name) => {
    const data = { unit: "item", labels: "ordered", direction: "cloze" } as const;
    for (const settings of [{}, { data }]) expect(tasks[name].figures(settings).every(isFigure)).toBe(true);
  });

  test("the table of what is supported names keys and values of the schema", () => {
    for (const { key, values = [], decider, by = [], not = [] } of supportTable) {
      expect([key, schemasAt(key.split(".")).length > 0]).toEqual([key, true]);
      for (const value of [...by, ...not])
        expect([decider, value, isValue(decider, value)]).toEqual([decider, value, true]);
      for (const value of values) expect([key, value, isValue(key, value)]).toEqual([key, value, true]);
    }
  });

  test("what a task or a kind of model lists as its own is decided by it in the table", () => {
    const deciders = (wanted: string) => supportTable.flatMap(({ key, decider }) => (decider === wanted ? [key] : []));
    for (const name of taskNames) expect(deciders("task")).toEqual(expect.arrayContaining([...tasks[name].keys]));
    for (const name of kindNames) expect(deciders("model.kind")).toEqual(expect.arrayContaining([...kinds[name].keys]));
  });

  test("the manual tells beside what a key is supported", () => {
    expect(supportOf("data.season")).toBe("`task` forecasting");
    expect(supportOf("data.split")).toBe("not `task` tagging or forecasting; `data.unit` word");
    expect(supportOf("model.projection")).toBe("`model.cell` lstm");
    expect(supportOf("model.activation")).toBe(
      "`model.kind` recurrent, markov or convolution; `model.cell` rnn or clockwork",
    );
    expect(supportOf("sampling.state")).toBe("`task` language-model; not `data.direction` cloze");
    expect(supportOf("training.seed")).toBe("");
  });

  test("a task that predicts labels knows what a label is, and no other does", () => {
    for (const { predicts, labels } of Object.values(tasks)) expect(labels.length > 0).toBe(predicts === "labels");
  });
});
