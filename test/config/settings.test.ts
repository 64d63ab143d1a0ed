import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { applySettings, keyRange, parseConfig, parseSetting } from "../../src/config/index.ts";

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
    // A key that takes text alone takes text.
    ["sampling.prompt=1984", "sampling.prompt", "1984"],
    ["sampling.prompt=null", "sampling.prompt", "null"],
    ["sampling.prompt={a}", "sampling.prompt", "{a}"],
    ['sampling.prompt="1984"', "sampling.prompt", "1984"],
    ["data.train=1984", "data.train", "1984"],
    ["sampling.start=1", "sampling.start", "1"],
    ["name=2024", "name", "2024"],
    ["name=null", "name", null],
    ["name=true", "name", "true"],
    ['sampling.start={"year":1984}', "sampling.start", { year: 1984 }],
    // Numbers as people write them, but not where a path or a name is meant.
    ["training.learningRate=.01", "training.learningRate", 0.01],
    ["training.learningRate=-.5", "training.learningRate", -0.5],
    ["training.steps=+5", "training.steps", 5],
    ["training.steps=1e3", "training.steps", 1000],
    ["training.learningRate=1.", "training.learningRate", 1],
    ["data.validation=.1", "data.validation", 0.1],
    ["data.validation=v.txt", "data.validation", "v.txt"],
    ["sampling.prompt=.01", "sampling.prompt", ".01"],
    ["training.steps=1,000", "training.steps", "1,000"],
    ["model.bidirectional=True", "model.bidirectional", true],
    ["training.clip.norm=.5", "training.clip.norm", 0.5],
    ["baselines[0].order=3", "baselines[0].order", 3],
    ["training.classWeights.good=.5", "training.classWeights.good", 0.5],
    ["nobody.knows=5", "nobody.knows", 5],
    ["nobody.knows=.5", "nobody.knows", ".5"],
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

describe("where an object is meant", () => {
  const training = (written: string, ...settings: string[]) => {
    const text = `{ "task": "language-model", "data": { "train": "a.txt" }, ${written} }`;
    const { config, problems } = parseConfig(text, settings.map(parseSetting));
    return config?.training ?? problems.map(({ message }) => message);
  };

  test.each([
    ['"training": { "clip": null }', "training.clip.norm=1", { clip: { norm: 1 } }],
    ['"training": { "clip": { "norm": 5 } }', "training.clip.norm=1", { clip: { norm: 1 } }],
    // The forms of a clip exclude each other.
    ['"training": { "clip": { "norm": 5 } }', "training.clip.value=1", { clip: { value: 1 } }],
    ['"training": {}', "training.clip.value=1", { clip: { value: 1 } }],
    ['"training": { "earlyStopping": null }', "training.earlyStopping.patience=3", { earlyStopping: { patience: 3 } }],
    [
      '"training": { "optimizer": "adamw" }',
      "training.optimizer.beta1=.8",
      { optimizer: { name: "adamw", beta1: 0.8 } },
    ],
    ['"name": "x"', "training.optimizer.beta1=.8", { optimizer: { name: "adam", beta1: 0.8 } }],
    ['"name": "x"', "training.optimizer.name=sgd", { optimizer: { name: "sgd" } }],
    ['"training": { "schedule": null }', "training.schedule.name=cosine", { schedule: { name: "cosine" } }],
  ])("%s with %s", (written, setting, expected) => {
    expect(training(written, setting)).toMatchObject(expected);
  });

  test("both forms at once are as wrong as in a file", () => {
    expect(training('"training": {}', "training.clip.norm=1", "training.clip.value=1")).toEqual([
      'training.clip needs exactly one of "norm" and "value".',
    ]);
  });

  test("an entry of a list is named by its index", () => {
    const text = '{ "task": "language-model", "data": { "train": ["a.txt", "b.txt"] }, "baselines": ["ngram"] }';
    const { config } = parseConfig(text, ["baselines[0].order=3", "data.train[1]=1984"].map(parseSetting));
    expect([config?.baselines, config?.data.train]).toEqual([
      [{ name: "ngram", order: 3, smoothing: "kneser-ney", minCount: 1 }],
      ["a.txt", "1984"],
    ]);
    expect(() => parseConfig(text, [parseSetting("baselines[1]=ngram")])).toThrow("baselines has no such entry");
  });

  test("an option of what has none is refused, by the setting's own name", () => {
    for (const [setting, message] of [
      ["training.steps.x=1", "training.steps.x cannot be set: training.steps is not an object."],
      ["data.train.x=1", "data.train.x cannot be set: data.train is not an object."],
    ]) {
      const text = '{ "task": "language-model", "data": { "train": "a.txt" }, "training": { "steps": null } }';
      const refused = expect.objectContaining({ code: "bad-setting", message, place: { setting } });
      expect(() => parseConfig(text, [parseSetting(setting)])).toThrow(refused);
    }
  });
});

describe("places of problems", () => {
  const text = `{
  "task": "language-model", "name": "x",
  "data": { "train": "book.txt", "tset": 0 },
  "model": { "units": 64, "embedding": 64, "tied": true }
}
`;
  const problems = (...settings: string[]) =>
    parseConfig(text, settings.map(parseSetting)).problems.map(({ key, start, setting, settings: causes }) => ({
      key,
      at: `${start.line}:${start.column}`,
      ...(setting !== undefined && { setting }),
      ...(causes && { causes }),
    }));

  test("are those of the file as it stands, whatever a setting writes before them", () => {
    const [unknown] = problems();
    expect(unknown).toEqual({ key: "data.tset", at: "3:34" });
    for (const settings of [["name=a much longer name"], ["name=y", "training.steps=3"], ["data.validation=0.2"]])
      expect(problems(...settings)).toEqual([unknown]);
  });

  test("a problem of a setting names it", () => {
    expect(problems("model.units=0", "modle.cell=gru", "training.steps=many")).toEqual([
      { key: "data.tset", at: "3:34" },
      { key: "model.units", at: "4:23", setting: "model.units=0" },
      { key: "modle", at: "4:58", setting: "modle.cell=gru" },
      { key: "training.steps", at: "4:58", setting: "training.steps=many" },
    ]);
  });

  test("a problem of the file that only comes of settings names them", () => {
    const mended = text.replace(', "tset": 0', "");
    expect(parseConfig(mended).problems).toEqual([]);
    const settings = ["model.units=32", "training.steps=3"];
    expect(parseConfig(mended, settings.map(parseSetting)).problems).toMatchObject([
      { key: "model.tied", start: { line: 4, column: 52 }, settings },
    ]);
  });

  test("whatever is set, places lie in the file, and only a setting without a place is refused", () => {
    const names = [
      "training",
      "clip",
      "norm",
      "value",
      "optimizer",
      "beta1",
      "name",
      "data",
      "train",
      "[0]",
      "0",
      "__proto__",
    ];
    const key = fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).map((parts) => parts.join("."));
    const value = fc.oneof(fc.constantFrom("null", "{}", "[]", '"', "1", ".5", "adam"), fc.json(), fc.string());
    const lines = text.split("\n");
    const run = (settings: string[]) => {
      try {
        return parseConfig(text, settings.map(parseSetting)).problems;
      } catch (error) {
        expect(error).toMatchObject({ code: "bad-setting" });
        return [];
      }
    };
    const setting = fc.tuple(key, value).map(([k, v]) => `${k}=${v}`);
    fc.assert(
      fc.property(fc.array(setting, { minLength: 1, maxLength: 3 }), (settings) => {
        for (const { start, end } of run(settings)) {
          expect(lines[start.line - 1]?.length).toBeGreaterThanOrEqual(start.column - 1);
          expect(lines[end.line - 1]?.length).toBeGreaterThanOrEqual(end.column - 1);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("so do keys that are looked for later", () => {
    const settings = [parseSetting("data.validation=v.txt")];
    expect(keyRange(text, "data.validation", settings)).toMatchObject({ setting: "data.validation=v.txt" });
    expect(keyRange(text, "data.train", settings)).toEqual(keyRange(text, "data.train"));
    expect(keyRange(text, "training.steps", [parseSetting("training.seed=2")])).toEqual(keyRange(text, "training"));
  });
});
