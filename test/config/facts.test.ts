import { describe, expect, test } from "vitest";
import { isFigure } from "../../src/base/metrics.ts";
import { kindNames, kinds } from "../../src/config/kinds/index.ts";
import { schemasAt } from "../../src/config/schema.ts";
import { taskNames, tasks } from "../../src/config/tasks/index.ts";

const everyFact = [
  ...taskNames.map((name) => [name, tasks[name].keys] as const),
  ...kindNames.map((name) => [name, kinds[name].keys] as const),
];

describe("facts of tasks and kinds of model", () => {
  test.each(everyFact)("%s names keys of the schema, each once", (_, keys) => {
    expect(keys.filter((key) => schemasAt(key.split(".")).length === 0)).toEqual([]);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(taskNames)("%s measures figures that are known", (name) => {
    const data = { unit: "item", labels: "ordered", direction: "cloze" } as const;
    for (const settings of [{}, { data }]) expect(tasks[name].figures(settings).every(isFigure)).toBe(true);
  });

  test("a task that predicts labels knows what a label is, and no other does", () => {
    for (const { predicts, labels } of Object.values(tasks)) expect(labels.length > 0).toBe(predicts === "labels");
  });
});
