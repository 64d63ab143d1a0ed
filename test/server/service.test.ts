import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { optionsTable, parseConfig, settingsTable } from "../../src/config/index.ts";
import { ParseCache, ParsedConfig } from "../../src/server/parsedConfig.ts";
import * as service from "../../src/server/service.ts";
import { templates, withoutPlaceholders } from "../../src/server/templates.ts";
import { KINDS } from "./kinds.ts";
import { edited, place } from "./place.ts";

const book = readFileSync("media/templates/book/book.rnnconfig", "utf8");
const plain = { snippets: false };

async function completed(marked: string, options: Parameters<typeof service.complete>[2] = plain) {
  const { text, config, position } = place(marked);
  const { items } = await service.complete(config, position, options);
  return Object.fromEntries(
    items.map((item) => [item.label, { ...item, text: edited(text, item.textEdit ? [item.textEdit as never] : []) }]),
  );
}

describe("completion", () => {
  test("of an empty file is a whole config, and each of them is right", async () => {
    for (const marked of ["|", "// mine\n|\n", "un|"]) expect(Object.keys(await completed(marked))).toHaveLength(3);
    for (const files of [["a.txt"], ['odd, |{$}\\".txt', "b.txt"]]) {
      for (const { label, snippet } of templates(files)) {
        const { config, problems } = parseConfig(withoutPlaceholders(snippet));
        expect(problems, label).toEqual([]);
        expect(config?.data.train).toBe(files[0]);
      }
    }
    // Without a file that is there, none is made up: its name is still to be filled in.
    for (const { label, snippet } of templates()) {
      const { problems } = parseConfig(withoutPlaceholders(snippet));
      expect(
        problems.map(({ key }) => key),
        label,
      ).toEqual(["data.train"]);
    }
    const all = templates().at(-1)?.snippet ?? "";
    for (const { key } of settingsTable()) expect(all).toContain(`"${key.split(".").at(-1)}":`);
    expect(withoutPlaceholders(all)).toContain("(`*`".replaceAll("`", ""));
  });

  test("knows every key where it belongs, in the order of the schema, with its rule", async () => {
    const sections = new Map<string, string[]>();
    for (const { key } of settingsTable()) {
      const path = key.split(".");
      for (let i = 0; i < path.length; i++) {
        const section = path.slice(0, i).join(".");
        const names = sections.get(section) ?? [];
        sections.set(section, names.includes(path[i]) ? names : [...names, path[i]]);
      }
    }
    for (const [section, names] of sections) {
      const path = section === "" ? [] : section.split(".");
      const marked = `${path.map((name) => `{ "${name}": `).join("")}{ | }${" }".repeat(path.length)}`;
      const items = Object.values(await completed(marked)).sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1));
      expect(items.map(({ label }) => label)).toEqual(names);
    }
    const { units, data } = await completed('{ "model": { | } }').then(async (model) => ({
      units: model.units,
      data: (await completed("{ | }")).data,
    }));
    expect(units.detail).toBe("a whole number from 1 to 16384 · default 128");
    expect(units.documentation).toEqual({ kind: "markdown", value: "Size of each layer's hidden state." });
    expect(data.detail).toBe("required");
  });

  test("of a key puts its default, in bounds", async () => {
    for (const section of ["model", "training", "sampling", "data"]) {
      const others = section === "data" ? '"train": "a", ' : "";
      const data = section === "data" ? "" : '"data": { "train": "a" },';
      const items = await completed(`{ "task": "language-model", ${data} "${section}": { ${others}| } }`);
      for (const { label, text } of Object.values(items)) {
        if (/: *[,}]/.test(text)) continue; // The value is chosen from a list that opens next.
        expect(parseConfig(text).problems, `${label}: ${text}`).toEqual([]);
      }
    }
    const clip = await completed('{ "task": "language-model", "data": { "train": "a" }, "training": { "clip": | } }');
    expect(Object.keys(clip)).toEqual(['{ "norm": … }', '{ "value": … }', "null"]);
    for (const { text } of Object.values(clip)) expect(parseConfig(text).problems).toEqual([]);
    expect((await completed('{ "training": { "clip": { | } } }')).norm.text).toContain('"norm": 5');
  });

  test("of values shows what each means and replaces what is there", async () => {
    const items = await completed('{ "model": { "cell": "g|x", "units": 3 } }');
    expect(items['"gru"'].text).toBe('{ "model": { "cell": "gru", "units": 3 } }');
    expect(items['"lstm"'].documentation).toMatch(/^Long short-term memory/);
    expect(Object.keys(await completed('{ "data": { "lowercase": | } }'))).toEqual(["false", "true"]);
  });

  test("adds the comma that is missing", async () => {
    const items = await completed('{ "model": { | "units": 3 } }');
    expect(items.layers.text).toBe('{ "model": { "layers": 1, "units": 3 } }');
  });

  test("of an empty file offers a config for each file that is there, as what it holds suggests", async () => {
    const guess = async (file: string) =>
      file === "b.csv" ? { text: `{ "name": "${file}" }\n`, said: "A table." } : undefined;
    const items = await completed("|", { dataFiles: async () => ["a.bin", "b.csv", "c/"], guess });
    expect(Object.keys(items)[0]).toBe("Unroll: config for b.csv");
    expect(items["Unroll: config for b.csv"]).toMatchObject({
      text: '{ "name": "b.csv" }\n',
      documentation: "A table.",
    });
    expect(items["Unroll: config"].textEdit?.newText).toMatch(/"train": "\$\{2\|a\.bin,b\.csv\|\}"/);
    expect(Object.keys(items)).toHaveLength(4);
  });

  test("goes from folder to folder, and offers globs of files that are there, and nothing invented", async () => {
    const typed: string[] = [];
    const dataFiles = async (text: string) => {
      typed.push(text);
      return text.startsWith("../") ? ["../one.txt", "../two.txt", "../texts/", "../../"] : ["a.csv", "../"];
    };
    const top = await completed('{ "data": { "train": "|" } }', { dataFiles });
    expect(Object.keys(top)).toEqual(['"a.csv"', '"../"', "[ … ]", '{ "source": … }']);
    expect(top['"../"'].textEdit?.newText).toBe('"../$0"');
    expect(top['"../"'].command?.command).toBe("editor.action.triggerSuggest");
    const above = await completed('{ "data": { "train": ["../t|", "x"] } }', { dataFiles });
    expect(Object.keys(above)).toEqual(['"../one.txt"', '"../two.txt"', '"../*.txt"', '"../texts/"', '"../../"']);
    expect(above['"../*.txt"'].text).toBe('{ "data": { "train": ["../*.txt", "x"] } }');
    expect(typed).toEqual(["", "../t"]);
    const plainly = await completed('{ "data": { "test": "|" } }', { ...plain, dataFiles });
    expect(plainly['"../"'].text).toBe('{ "data": { "test": "../" } }');
    expect(Object.keys(await completed('{ "data": { "train": | } }', { dataFiles: async () => [] }))).toEqual([
      "[ … ]",
      '{ "source": … }',
    ]);
    expect((await completed('{ "data": { | } }', {})).train.textEdit?.newText).toMatch(/^"train": "\$\{1:\}"$/);
  });

  test("offers columns in empty quotes, and only where one may stand", async () => {
    const columns = async () => ["text", "label"];
    expect(Object.keys(await completed('{ "data": { "target": "|" } }', { columns }))).toEqual(
      expect.arrayContaining(['"text"', '"label"']),
    );
    expect(Object.keys(await completed('{ "data": { "train": "|" } }', { columns }))).not.toContain('"text"');
  });

  test("opens the next list by itself where something is to be chosen", async () => {
    const items = await completed("{ | }", {});
    for (const key of ["data", "model"]) expect(items[key].command?.command).toBe("editor.action.triggerSuggest");
    expect(items.version.command).toBeUndefined();
    expect(items.data.textEdit?.newText).toBe('"data": {\n\t"train": "$1"\n}');
  });

  test.each([
    ['{ "data": { "train": | } }', '{ "data": { "train": "a b.txt" } }'],
    ['{ "data": { "train": "|" } }', '{ "data": { "train": "a b.txt" } }'],
    ['{ "data": { "train": "a|', '{ "data": { "train": "a b.txt"'],
    ['{ "data": { "train": ["x", |] } }', '{ "data": { "train": ["x", "a b.txt"] } }'],
    ['{ "data": { "train": [| "x"] } }', '{ "data": { "train": ["a b.txt", "x"] } }'],
    ['{ "data": { "test": |\n "unit": "character" } }', '{ "data": { "test": "a b.txt",\n "unit": "character" } }'],
  ])("offers data files in %s", async (marked, after) => {
    const items = await completed(marked, { dataFiles: async () => ["a b.txt"] });
    expect(items['"a b.txt"'].text).toBe(after);
  });

  test.each([
    '{ "data": { "unit": "|" } }',
    '{ "data": { "train|": "x" } }',
    '{ "data": { "train": "x" | } }',
    '{ "sampling": { "prompt": "|" } }',
    '{ "data": | }',
    '{ // "train": |\n }',
  ])("offers no data files in %s", async (marked) => {
    let asked = false;
    const dataFiles = async () => {
      asked = true;
      return [];
    };
    await completed(marked, { dataFiles });
    expect(asked).toBe(false);
  });

  test.each(["{ // |\n}", "{ /* | */ }", "// |", "/* |"])("is silent in a comment: %j", async (marked) => {
    expect(await completed(marked)).toEqual({});
  });

  test("takes no other schema from the file", async () => {
    expect(Object.keys(await completed('{ "$schema": "https://example.org/x.json", | }'))).toContain("task");
  });
});

describe("hover", () => {
  test("explains every key: title, documentation, rule and default", () => {
    for (const { key, doc, default: value } of settingsTable()) {
      const path = key.split(".");
      const open = path.slice(0, -1).map((name) => `{ "${name}": `);
      const { config, position } = place(`${open.join("")}{ "${path.at(-1)}|": 0 ${"}".repeat(path.length)}`);
      const { value: text } = service.hover(config, position)!.contents as { value: string };
      expect(text).toContain(`\`${key}\``);
      expect(text).toContain(doc);
      expect(text).toContain(value === "" ? "Required." : `Default: \`${value}\`.`);
    }
  });

  const shown = (marked: string, markdown?: boolean) => {
    const { config, position } = place(marked);
    return (service.hover(config, position, markdown)?.contents as { value: string } | undefined)?.value;
  };

  test("reads well", async () => {
    const texts = [
      '{ "model": { "ce|ll": "gru" } }',
      '{ "training": { "learningRate": 0.|1 } }',
      '{ "training": { "clip": { "no|rm": 1 } } }',
      '{ "mo|del": {} }',
    ].map((marked) => shown(marked));
    texts.push(shown('{ "data": { "tra|in": "a" } }', false));
    await expect(`${texts.join("\n\n----\n\n")}\n`).toMatchFileSnapshot("hover.snapshot.txt");
  });

  test("says how the data are read, which means nothing in Markdown, with the keys that it is about", () => {
    const notes = [
      { key: "data.target", text: 'a.csv: data.target is "<b>[x](y)</b>".' },
      { key: "data.format", text: "a.csv is read as csv (data.format)." },
    ].map((note) => ({ id: "reading.note", code: "note", args: {}, ...note }));
    const of = (marked: string, markdown?: boolean) => {
      const { config, position } = place(marked);
      return (service.hover(config, position, markdown, notes)!.contents as { value: string }).value;
    };
    expect(of('{ "data": { "tra|in": "a" } }')).toMatch(
      /\n\n- a\\\.csv\\: data\\\.target .*\n- a\\\.csv is read as csv .*$/,
    );
    expect(of('{ "data": { "tar|get": "a" } }').split("\n").at(-1)).toBe(
      '- a\\.csv\\: data\\.target is \\"\\<b\\>\\[x\\]\\(y\\)\\<\\/b\\>\\"\\.',
    );
    expect(of('{ "data": { "for|mat": "csv" } }', false).split("\n").at(-1)).toBe(`- ${notes[1].text}`);
    expect(of('{ "model": { "ce|ll": "gru" } }')).not.toContain("csv");
  });

  test("explains every option as the form has it that is named beside it", () => {
    for (const { key, of, doc, default: value } of optionsTable()) {
      // Of a key that is an object by itself, and of one that lists such.
      const isTop = key.startsWith("sweep");
      const [section, name, option] =
        isTop || key.startsWith("baselines") ? [undefined, ...key.split(".")] : key.split(".");
      for (const form of of.split(", ")) {
        const object = `{ ${form === "" ? "" : `"name": "${form}", `}"${option}|": 0 }`;
        const listed = isTop ? object : `[${object}]`;
        const text = shown(section ? `{ "${section}": { "${name}": ${object} } }` : `{ "${name}": ${listed} }`);
        expect(text, `${key} of ${form}`).toContain(doc);
        // Of forms without a name that stand for each other, neither is required.
        if (value !== "") expect(text, `${key} of ${form}`).toContain(`Default: \`${value}\`.`);
        else expect(text?.includes("Required."), `${key} of ${form}`).toBe(!key.startsWith("training.clip."));
      }
    }
    expect(shown('{ "model": { "layers": [{ "un|its": 3 }] } }')).toMatch(
      /`model.layers\[0].units`[\s\S]*Default: as `model.units`/,
    );
    expect(shown('{ "model": { "decoder": { "forget|Bias": 1 } } }')).toMatch(
      /`model.decoder.forgetBias`[\s\S]*Default: as `model.forgetBias`. Supported with: `model.cell` lstm/,
    );
  });

  test("explains every form by its name, wherever that is said", () => {
    const about = "PyTorch's `StepLR`";
    for (const marked of ['"st|ep"', '{ "na|me": "cosine" }', '{ "name": "st|ep" }'])
      expect(shown(`{ "training": { "schedule": ${marked} } }`)).toContain(about);
  });

  test("explains a key of a person's own by the key that has it", () => {
    expect(shown('{ "training": { "classWeights": { "sp|am": 5 } } }')).toContain("`training.classWeights`");
    expect(shown('{ "training": { "clip": { "nrm|": 5 } } }')).toBe(undefined);
  });

  test("explains a file of a list by its key, and nothing that it does not know", () => {
    expect(shown('{ "data": { "train": ["a", "|b"] } }')).toContain("**Training text** `data.train`");
    for (const marked of ['{ "xyz|zy": 1 }', "{ | }", "|", "[1|2]", '{ "__proto|__": 1 }'])
      expect(shown(marked)).toBe(undefined);
  });
});

describe("quick fixes", () => {
  function quickFixes(text: string) {
    const everywhere = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };
    return service.quickFixes(new ParsedConfig(text), "file:///a", everywhere);
  }

  function fixed(text: string, code?: string) {
    return quickFixes(text)
      .filter(({ diagnostics }) => code === undefined || diagnostics?.[0].code === code)
      .map(({ title, edit }) => [title, edited(text, edit?.changes?.["file:///a"] ?? [])]);
  }

  test("every suggestion that a message makes is data, and can be taken", () => {
    const files = readFileSync("test/config/messages.snapshot.txt", "utf8").split(/^# .*\n/m);
    const problems = files.flatMap((file) => parseConfig(file.split("\n--- ")[0]).problems);
    const suggesting = problems.filter(({ message }) => message.includes("Did you mean"));
    expect(suggesting.length).toBeGreaterThan(10);
    for (const { message, suggestions = [] } of suggesting) {
      expect(suggestions.length, message).toBeGreaterThan(0);
      for (const name of suggestions) expect(message).toContain(JSON.stringify(name));
    }
  });

  test("put a value that is supported in the place of one that is not", () => {
    const text = '{ "task": "tagging", "data": { "train": "a.conll" }, "model": { "kind": "ngram" } }';
    expect(fixed(text, "not-together")).toEqual([
      ...["markov", "convolution", "majority", "most-frequent-tag"].map((kind) => [
        `Change to "${kind}"`,
        text.replace("ngram", kind),
      ]),
      ["Remove model.kind", text.replace('"kind": "ngram" ', "")],
    ]);
    const [{ data }] = service.diagnostics(new ParsedConfig(text));
    expect(data).toEqual({ suggestions: ["markov", "convolution", "majority", "most-frequent-tag"] });
  });

  test("make an encoder and a decoder fit", () => {
    const text = (model: string) =>
      `{ "task": "sequence-to-sequence", "data": { "train": "a.tsv" }, "model": ${model} }`;
    const dot = text('{ "bidirectional": true, "attention": "dot" }');
    expect(fixed(dot, "not-together")[0]).toEqual(['Change to "general"', dot.replace("dot", "general")]);
    const copy = text('{ "bidirectional": true, "bridge": "copy" }');
    expect(fixed(copy, "not-together")[0]).toEqual(['Change to "linear"', copy.replace("copy", "linear")]);
    const zero = text('{ "bridge": "zero" }');
    expect(fixed(zero, "knows-no-source")).toEqual([['Change to "linear"', zero.replace("zero", "linear")]]);
  });

  test("give a misspelled key its name, or take it out", () => {
    expect(fixed('{ "model": { "hidden_size": 3, /* few */ "bias": true } }', "unknown-key")).toEqual([
      ['Change to "units"', '{ "model": { "units": 3, /* few */ "bias": true } }'],
      ["Remove model.hidden_size", '{ "model": { /* few */ "bias": true } }'],
    ]);
  });

  test.each([
    ['{ "modle": 1 }', "{ }"],
    ['{ "modle": 1, }', "{ }"],
    ['{ "data": 1, "modle": 1 }', '{ "data": 1 }'],
    ['{\n  "modle": {\n    "a": 1\n  },\n  "data": 1\n}', '{\n  "data": 1\n}'],
    ['{\r\n  "data": 1,\r\n  "modle": 1\r\n}', '{\r\n  "data": 1\r\n}'],
    ['{\n  "data": 1, // one\n  "modle": 1 // two\n}', '{\n  "data": 1 // one\n  // two\n}'],
    ['{\n  "modle": 1 /* a */, // b\n  "data": 1\n}', '{\n  /* a */ // b\n  "data": 1\n}'],
  ])("take a key out of %j and nothing else", (text, after) => {
    expect(fixed(text).find(([title]) => title === "Remove modle")?.[1]).toBe(after);
  });

  test("put a key where it belongs and keep the comments", () => {
    const [[title, after]] = fixed('{\n  // fast\n  "learningRate": 0.1,\n  "model": {} // small\n}', "unknown-key");
    expect(title).toBe("Move to training.learningRate");
    expect(after).toContain("// small");
    expect(after).toContain("\n  // fast\n");
    expect(JSON.parse(after.replace(/\/\/.*/g, ""))).toEqual({ model: {}, training: { learningRate: 0.1 } });
  });

  test("offer both places of a key that has two", () => {
    expect(fixed('{ "task": "language-model", "seed": 3 }', "unknown-key").map(([title]) => title)).toEqual([
      "Move to training.seed",
      "Move to sampling.seed",
      "Remove seed",
    ]);
  });

  test("overwrite nothing that is given", () => {
    expect(fixed('{ "units": 3, "model": { "units": 5 } }', "unknown-key").map(([title]) => title)).toEqual([
      "Remove units",
    ]);
    expect(fixed('{ "model": { "unit": 3, "units": 5 } }', "unknown-key").map(([title]) => title)).toEqual([
      "Remove model.unit",
    ]);
    expect(fixed('{ "units": 3, "model": 5 }', "unknown-key").map(([title]) => title)).toEqual(["Remove units"]);
  });

  test("correct a misspelled value", () => {
    expect(fixed(KINDS["unknown-value"])).toEqual([
      ['Change to "lstm"', KINDS["unknown-value"].replace("ltsm", "lstm")],
    ]);
  });

  test("correct a parameter that model.freeze misspells, or take it out", () => {
    const list = KINDS["unknown-parameter"];
    expect(fixed(list)).toEqual([
      ['Change to "rnn.weight_ih_l0"', list.replace("wieght", "weight")],
      ["Remove model.freeze[1]", list.replace(', "rnn.wieght_ih_l0"', "")],
    ]);
    const object = list.replace(/\[.*\]/, '{ "output.*": null, "output.bais": 0 }');
    expect(fixed(object)[0]).toEqual(['Change to "output.bias"', object.replace("bais", "bias")]);
    const nothing = list.replace(/\[.*\]/, '["*"]');
    expect(service.diagnostics(new ParsedConfig(nothing))).toMatchObject([{ code: "nothing-to-train" }]);
  });

  test.each([
    [
      '"task": "sequence-to-sequence", "data": { "train": "a.tsv" }',
      {},
      ["decoder.weight_ih_l0", "bridge.h_l0.weight"],
    ],
    ['"task": "language-model", "data": { "train": "a", "direction": "cloze" }', {}, ["backward.bias_hh_l0"]],
    ['"task": "classification", "data": { "train": "a.csv" }', { embedding: 3 }, ["embedding.weight", "rnn.*_l0"]],
    ['"task": "forecasting", "data": { "train": "a.csv" }', { layers: [{ units: 3 }, { units: 2 }] }, ["rnn.1.*"]],
  ])("knows the parameters of %s", (settings, model, freeze) => {
    const text = `{ ${settings}, "model": ${JSON.stringify({ ...model, freeze })} }`;
    expect(service.diagnostics(new ParsedConfig(text)).map(({ message }) => message)).toEqual([]);
  });

  test("leave one of two keys that replace each other", () => {
    const after = fixed(KINDS["both-given"]).map(([, text]) => text);
    expect(after).toHaveLength(2);
    for (const text of after) expect(parseConfig(text).problems).toEqual([]);
  });

  test("take out what has no effect", () => {
    expect(fixed(KINDS["no-effect"]).map(([, text]) => parseConfig(text).problems)).toEqual([[]]);
  });

  test.each([
    [
      '{ "task": "tagging", "model": { "cell": "gru", "leak": 0.5 } }',
      '{ "task": "tagging", "model": { "cell": "gru" } }',
    ],
    [
      '{ "model": { "layers": [{}, { "cell": "gru", "leak": 0.5 }] } }',
      '{ "model": { "layers": [{}, { "cell": "gru" }] } }',
    ],
    ['{ "task": "tagging", "baselines": ["naive", "majority"] }', '{ "task": "tagging", "baselines": ["majority"] }'],
    ['{ "task": "tagging", "baselines": ["markov", "markov"] }', '{ "task": "tagging", "baselines": ["markov"] }'],
    [
      '{ "training": { "optimizer": { "name": "sgd", "beta1": 0 } } }',
      '{ "training": { "optimizer": { "name": "sgd" } } }',
    ],
    ['{ "task": "tagging", "task": "tagging" }', '{ "task": "tagging" }'],
    ['{ "training": { "clip": { "norm": 5, "value": 1 } } }', '{ "training": { "clip": { "value": 1 } } }'],
    ['{ "training": { "clip": { "norm": 5, "value": 1 } } }', '{ "training": { "clip": { "norm": 5 } } }'],
    ['{ "task": "tagging" // one\n "data": {} }', '{ "task": "tagging", // one\n "data": {} }'],
  ])("of %j is, among others, %j", (text, after) => {
    expect(fixed(text).map(([, text]) => text)).toContain(after);
  });

  test("whatever a message offers to do can be done, and takes the problem away", () => {
    const files = readFileSync("test/config/messages.snapshot.txt", "utf8").split(/^# .*\n/m);
    const texts = files.map((file) => file.split("\n--- ")[0]).filter(Boolean);
    let done = 0;
    for (const text of texts) {
      const problems = parseConfig(text).problems;
      for (const { title, edit, diagnostics = [] } of quickFixes(text)) {
        const after = parseConfig(edited(text, edit?.changes?.["file:///a"] ?? [])).problems;
        // Once a value can be read, a rule may have something to say of it.
        const count = (list: typeof problems) => list.filter((one) => one.message === diagnostics[0].message).length;
        const isGone = count(after) < count(problems) || after.length < problems.length;
        expect(isGone, `${title}: ${text}`).toBe(true);
        const isSyntax = ({ code }: (typeof problems)[number]) => code === "json-syntax";
        expect(after.filter(isSyntax).length, `${title}: ${text}`).toBeLessThanOrEqual(
          problems.filter(isSyntax).length,
        );
        done++;
      }
    }
    expect(done).toBeGreaterThan(100);
  });

  test("takes out of a section what does nothing there, and only that", () => {
    const training = '"training": {\n  "seed": 3, "batchSize": 8, // eight\n  "epochs": 2\n}';
    const text = `{ "task": "language-model", "data": { "train": "a" }, "model": { "kind": "ngram" }, ${training} }`;
    const [[title, after], ...others] = fixed(text, "no-effect");
    expect(others).toEqual([]);
    expect(title).toBe("Remove what has no effect from training");
    expect(after).toBe(text.replace(', "batchSize": 8, // eight\n  "epochs": 2', " // eight"));
    expect(parseConfig(after).problems).toEqual([]);
  });

  test("only where the cursor is", () => {
    const { config, position } = place('{ "modle": {}, "dta": |{} }');
    expect(service.quickFixes(config, "file:///a", { start: position, end: position })).toEqual([]);
  });
});

describe("quick fixes of the data", () => {
  async function fixesOf(
    data: string,
    { suggestions, ...problem }: { code: string; message: string; suggestions?: string[] },
    files: string[] = [],
    chooses = false,
  ) {
    const text = `{ "data": ${data} }`;
    const parsed = new ParsedConfig(text);
    const start = parsed.document.positionAt(text.lastIndexOf("seaa"));
    const shown = [{ source: "unroll", range: { start, end: start }, data: { suggestions }, ...problem }];
    const dataFiles = async (typed: string) => files.filter((file) => file.startsWith(typed));
    const actions = await service.dataQuickFixes(parsed, shown, { uri: "file:///a", dataFiles, chooses });
    return actions.map(({ edit, command }) => command ?? edited(text, edit?.changes?.["file:///a"] ?? []));
  }
  const missing = {
    code: "missing-file",
    message: "In any words.",
    suggestions: ["sea.txt"],
  };

  test("a file that is not there becomes one that is, the nearest first", async () => {
    const files = ["a.txt", "texts/seas.txt", "sea.txt", "texts/", "b.csv"];
    expect(await fixesOf('{ "train": "seaa.txt" }', missing, files)).toEqual([
      '{ "data": { "train": "sea.txt" } }',
      '{ "data": { "train": "texts/seas.txt" } }',
    ]);
    const none = { ...missing, suggestions: undefined };
    expect(await fixesOf('{ "train": ["x.txt", "seaa.txt"] }', none, ["q.csv", "r.md"])).toEqual([
      '{ "data": { "train": ["x.txt", "q.csv"] } }',
      '{ "data": { "train": ["x.txt", "r.md"] } }',
    ]);
    expect(await fixesOf('{ "train": "../seaa.txt" }', none, ["../sea.txt", "other.txt"])).toEqual([
      '{ "data": { "train": "../sea.txt" } }',
    ]);
  });

  test("a folder becomes the files in it", async () => {
    const problem = { code: "is-folder", message: "In any words.", suggestions: ["seaa/*.txt"] };
    expect(await fixesOf('{ "train": "seaa" }', problem)).toEqual(['{ "data": { "train": "seaa/*.txt" } }']);
  });

  test("an editor that can asks for files, also instead of one that cannot be read", async () => {
    const [, asks] = await fixesOf('{ "train": "seaa.txt" }', missing, [], true);
    expect(asks).toMatchObject({ command: "unroll.chooseDataFile", arguments: [{ uri: "file:///a" }] });
    expect(await fixesOf('{ "train": "seaa.txt" }', { code: "binary-file", message: "" }, ["a.txt"], true)).toEqual([
      asks,
    ]);
    expect(await fixesOf('{ "train": "seaa.txt" }', { code: "too-little-data", message: "" }, ["a.txt"], true)).toEqual(
      [],
    );
  });
});

describe("any text", () => {
  test("a byte order mark, line ends of every kind and characters beyond 16 bits keep their places", () => {
    const text = '\uFEFF{ "𝒳": 1,\r\n"y": 2,\r  "z": 3 }';
    const starts = service.diagnostics(new ParsedConfig(text)).map(({ range }) => [range.start, range.end]);
    expect(starts.slice(-3).map(([start, end]) => edited(text, [{ range: { start, end }, newText: "?" }]))).toEqual([
      text.replace('"𝒳"', "?"),
      text.replace('"y"', "?"),
      text.replace('"z"', "?"),
    ]);
  });

  test("that is cut off anywhere, or is hostile, breaks nothing", async () => {
    const hostile = [
      "[".repeat(1e5),
      '{"a":'.repeat(1e5),
      `{ "a": "${"x".repeat(1_000_001)}" }`,
      "\0",
      '{ "__proto__": 1 }',
    ];
    const short = book.replace(/\/\/.*/g, "//");
    const cuts = Array.from({ length: short.length }, (_, i) => short.slice(0, i));
    for (const text of [...cuts, ...hostile, ...Object.values(KINDS)]) {
      const config = new ParsedConfig(text);
      const end = config.document.positionAt(text.length);
      const range = { start: config.document.positionAt(0), end };
      service.diagnostics(config);
      service.hover(config, end);
      service.quickFixes(config, "file:///a", range);
      await service.complete(config, end, { dataFiles: async () => ["a"] });
      await service.symbols(config);
      await service.folds(config);
      await service.selections(config, [end]);
      await service.format(config, { tabSize: 2, insertSpaces: true });
    }
  });

  test("is laid out without losing a comment or a value", async () => {
    const messy = book.replace(/\n */g, "\n");
    const edits = await service.format(new ParsedConfig(messy), { tabSize: 2, insertSpaces: true });
    expect(edited(messy, edits)).toBe(book);
    const line = '{"task":"language-model",/* why */"data":{"train":"a"}}';
    expect(edited(line, await service.format(new ParsedConfig(line), { tabSize: 2, insertSpaces: true }))).toBe(
      '{\n  "task": "language-model", /* why */\n  "data": {\n    "train": "a"\n  }\n}',
    );
  });
});

describe("the cache", () => {
  test("keeps one version of the documents used last", () => {
    const cache = new ParseCache(2);
    const get = (uri: string, version = 1) => cache.get({ uri, version, text: () => "{}" });
    const [a, b] = [get("a"), get("b")];
    expect(get("a")).toBe(a);
    get("c");
    expect(cache.size).toBe(2);
    expect(get("a")).toBe(a);
    expect(get("b")).not.toBe(b);
    expect(get("b", 2)).not.toBe(get("b"));
    cache.delete("b");
    expect(cache.size).toBe(1);
  });
});
