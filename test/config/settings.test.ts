import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { applySettings, parseConfig, parseSetting } from "../../src/config/index.ts";

describe("key=value", () => {
  test.each([
    ["training.steps=100", "training.steps", 100],
    ["model.cell=gru", "model.cell", "gru"],
    ['model.cell="gru"', "model.cell", "gru"],
    ["training.clip=null", "training.clip", null],
    ['training.clip={"norm":1}', "training.clip", { norm: 1 }],
    ['data.train=["a","b"]', "data.train", ["a", "b"]],
    ["sampling.prompt=a=b", "sampling.prompt", "a=b"],
    ["sampling.prompt=", "sampling.prompt", ""],
    ["sampling.prompt= It was", "sampling.prompt", " It was"],
    ["training.learningRate=1e999", "training.learningRate", "1e999"],
    ["name=01", "name", "01"],
  ])("%s", (argument, key, value) => {
    expect(parseSetting(argument)).toEqual({ key, value });
  });

  test.each(["", "steps", "=3", ".=1", "a..b=1", "a.=1", " =1"])("refuses %j", (argument) => {
    expect(() => parseSetting(argument)).toThrow(UserError);
    expect(() => parseSetting(argument)).toThrow("A setting is written key=value, like training.steps=100");
  });
});

describe("settings in a text", () => {
  const text = `{
  // the task
  "task": "language-model",
  "data": { "train": "book.txt" }, // the book
  "training": {
    "epochs": 3,
    "seed": 1 // lucky
  }
}
`;

  test("keep comments and layout", () => {
    const result = applySettings(text, [
      { key: "training.seed", value: 2 },
      { key: "model.units", value: 64 },
    ]);
    expect(result).toBe(
      text.replace('"seed": 1 //', '"seed": 2 //').replace("  }\n}\n", '  },\n  "model": {\n    "units": 64\n  }\n}\n'),
    );
  });

  test("steps take epochs out and the other way round, unless both are set", () => {
    const training = (...settings: string[]) => {
      const { config } = parseConfig(applySettings(text, settings.map(parseSetting)));
      return config && [config.training.epochs, config.training.steps];
    };
    expect(training("training.steps=5")).toEqual([null, 5]);
    expect(training("training.epochs=5")).toEqual([5, null]);
    expect(training("training.steps=null")).toEqual([3, null]);
    expect(training("training.steps=5", "training.epochs=null")).toEqual([null, 5]);
    expect(training("training.steps=5", "training.epochs=5")).toBeUndefined();
  });

  test("an unknown key becomes a problem of the config", () => {
    const { config, problems } = parseConfig(applySettings(text, [{ key: "model.unitz", value: 1 }]));
    expect(config).toBeUndefined();
    expect(problems.map(({ key, code }) => [key, code])).toEqual([["model.unitz", "unknown-key"]]);
  });

  test("hostile keys are written and reported, and change nothing else", () => {
    const { problems } = parseConfig(
      applySettings(text, [
        { key: "__proto__.polluted", value: 1 },
        { key: "0", value: 1 },
      ]),
    );
    expect(problems.map(({ key }) => key).sort()).toEqual(["0", "__proto__"]);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("a key inside something that is no object is refused", () => {
    expect(() => applySettings(text, [{ key: "task.name", value: 1 }])).toThrow(
      "task.name cannot be set: task is not an object.",
    );
  });

  test("a text that is no sound object comes back as it is", () => {
    for (const bad of ["", "[]", "{", "3", "[".repeat(100_000), `{"a":`.repeat(100_000)]) {
      expect(applySettings(bad, [{ key: "a.b", value: 1 }])).toBe(bad);
    }
  });

  test("a byte order mark stays", () => {
    expect(applySettings('\uFEFF{ "task": 1 }', [{ key: "task", value: 2 }])).toBe('\uFEFF{ "task": 2 }');
  });

  test("any value arrives", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 50 }), (prompt) => {
        const { config } = parseConfig(applySettings(text, [{ key: "sampling.prompt", value: prompt }]));
        expect(config?.sampling.prompt).toBe(prompt);
      }),
    );
  });
});
