import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { briefConfig, type Config, changesOf, parseConfig } from "../../src/config/index.ts";

const resolved = (text: string) => {
  const { config, problems } = parseConfig(text);
  if (!config) throw new Error(JSON.stringify(problems));
  return config;
};

it("gives what has no default, and nothing else", () => {
  const config = resolved(`{ "name": "mine", "task": "language-model", "data": { "train": ["a.txt", "b.txt"] },
    "model": { "cell": "gru", "units": 96, "layers": 1 }, "training": { "steps": 40, "clip": { "value": 1 }, "optimizer": "rmsprop" } }`);
  expect(JSON.parse(briefConfig(config))).toEqual({
    task: "language-model",
    data: { train: ["a.txt", "b.txt"] },
    model: { cell: "gru", units: 96 },
    training: { steps: 40, optimizer: "rmsprop", clip: { value: 1 } },
  });
});

it("resolves to the config it was made of, for every template and every run of an older version", () => {
  const texts = globSync(["media/templates/**/*.rnnconfig", "test/oldRuns/**/*.rnnconfig"]).map((file) =>
    readFileSync(file, "utf8"),
  );
  const runs = globSync("test/oldRuns/**/run.json").map((file) =>
    JSON.stringify(JSON.parse(readFileSync(file, "utf8")).config),
  );
  expect(texts.length + runs.length).toBeGreaterThan(20);
  for (const text of [...texts, ...runs]) {
    const config = resolved(text);
    const brief = briefConfig(config);
    expect(changesOf({ ...config, name: null } as Config, resolved(brief))).toEqual([]);
    expect(brief.length).toBeLessThan(JSON.stringify(config).length / 2);
  }
});

it("gives a config whole that cannot be parsed", () => {
  const config = {
    ...resolved('{ "task": "language-model", "data": { "train": "a" } }'),
    task: "alchemy",
  } as unknown as Config;
  expect(JSON.parse(briefConfig(config))).toEqual({ ...config, name: null });
});
