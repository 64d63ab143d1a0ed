import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CompletionItem, CompletionItemKind, type TextEdit } from "vscode-languageserver";
import { parseConfig } from "../../src/config/index.ts";
import { ParsedConfig } from "../../src/server/parsedConfig.ts";
import * as service from "../../src/server/service.ts";
import { edited, place } from "./place.ts";

async function items(marked: string, snippets = false) {
  const { config, position } = place(marked);
  return (await service.complete(config, position, { snippets })).items;
}

const labels = async (marked: string) => (await items(marked)).map(({ label }) => label);

const taken = (text: string, { textEdit, additionalTextEdits = [] }: CompletionItem) =>
  edited(text, [textEdit as TextEdit, ...additionalTextEdits]);

async function after(marked: string, label: string) {
  const item = (await items(marked)).find((item) => item.label === label);
  return item && taken(place(marked).text, item);
}

test.each([
  ['{ "model": { "cell": "gru" | } }', "units", '{ "model": { "cell": "gru", "units": 128 } }'],
  [
    '{ "model": {\r\n\t"layers": 2 // few\r\n\t|\r\n} }',
    "units",
    '{ "model": {\r\n\t"layers": 2, // few\r\n\t"units": 128\r\n} }',
  ],
  ['{ "name": "𝒳" "mod|" }', "model", '{ "name": "𝒳", "model": {\n\t\n} }'],
  ['{ "baselines": ["ngram" |] }', '"markov"', '{ "baselines": ["ngram", "markov"] }'],
  ['{ "model": { "cell" | } }', '"gru"', '{ "model": { "cell" : "gru" } }'],
  ['{ "model": { "units":| 2, "cell": "gru" } }', "128", '{ "model": { "units":128, "cell": "gru" } }'],
  ['{ "model": { "units": | "cell": "gru" } }', "128", '{ "model": { "units": 128, "cell": "gru" } }'],
  ['{ "model": { "cell": g|r } }', '"gru"', '{ "model": { "cell": "gru" } }'],
  ['{ "model": { "cell": "g| } }', '"gru"', '{ "model": { "cell": "gru" } }'],
  ['{ "model": { "layers": [|] } }', "{}", '{ "model": { "layers": [{}] } }'],
])("in %j, %s makes %j", async (marked, label, text) => {
  expect(await after(marked, label)).toBe(text);
});

test.each([
  '{ "model": {}| }',
  '{ "model": {} }|',
  '{ "model": {} }\n|',
  '| { "model": {} }',
  '{ "model":| {} }',
  '{ "clip": |{} }',
])("nothing is proposed where nothing can stand: %j", async (marked) => {
  expect(await labels(marked)).toEqual([]);
});

test("keys and values that mean nothing beside what is given are left out", async () => {
  const keys = await labels('{ "task": "classification", "model": { "cell": "gru", | } }');
  expect(keys).toEqual(expect.arrayContaining(["resetAfter", "readout", "bidirectional", "recurrentDropout"]));
  for (const key of ["leak", "peepholes", "periods", "order", "kernel", "tied"]) expect(keys).not.toContain(key);
  expect(await labels('{ "task": "language-model", "model": { "layers": [{ "cell": "rnn", | }] } }')).not.toContain(
    "bidirectional",
  );
  expect(await labels('{ "model": { "kind": "ngram", | } }')).toEqual(["order", "smoothing", "minCount"]);
  expect(await labels('{ "task": "forecasting", "data": { | } }')).not.toContain("lowercase");
  expect(await labels('{ "training": { "epochs": 3, | } }')).not.toContain("steps");
  expect(await labels('{ "task": "tagging", "baselines": ["majority", |] }')).toEqual(
    expect.not.arrayContaining(['"majority"', '"ngram"', '"naive"']),
  );
  expect(await labels('{ "task": "tagging", "training": { "best": | } }')).toEqual(
    [null, "loss", "accuracy", "macroF1", "precision", "recall", "f1"].map((name) => JSON.stringify(name)),
  );
  expect(await labels('{ "task": "forecasting", "training": { "best": "|" } }')).toEqual(
    [null, "loss", "mae", "rmse", "mase"].map((name) => JSON.stringify(name)),
  );
  expect(await labels('{ "task": "tagging", "model": { "kind": | } }')).toEqual([
    ...['"recurrent"', '"markov"', '"convolution"', '"majority"', '"most-frequent-tag"'],
  ]);
});

test("every form is proposed by its name, each once, and its options as it has them", async () => {
  const names = ['"constant"', '"step"', '"exponential"', '"cosine"', '"plateau"'];
  for (const name of ["|", '"|"'])
    expect(await labels(`{ "training": { "schedule": { "name": ${name} } } }`)).toEqual(names);
  expect(await labels('{ "training": { "schedule": { "name": "step", | } } }')).toEqual([
    "every",
    "factor",
    "unit",
    "hold",
    "warmup",
  ]);
  const schedules = await labels('{ "training": { "schedule": | } }');
  expect(schedules).toContain('{ "name": "exponential", … }');
  expect(schedules).not.toContain("{ … }");
});

test("lists and objects of a person's own keys can be begun", async () => {
  expect(await labels('{ "model": { "layers": | } }')).toEqual(["1", "[{ … }]"]);
  expect(await after("{ | }", "baselines")).toBe('{ "baselines": [""] }');
  expect(await labels('{ "task": "tagging", "training": { "classWeights": | } }')).toEqual(
    expect.arrayContaining(["null", '"balanced"', '{ "…": … }']),
  );
});

test("a sweep is offered the keys of the config, and of each its values or the ranges that it may have", async () => {
  const keys = await labels('{ "task": "language-model", "sweep": { "parameters": { | } } }');
  expect(keys).toEqual(expect.arrayContaining(["model.units", "training.optimizer.beta1", "training.clip.norm"]));
  for (const key of ["sweep.method", "training.seeds", "units", "name"]) expect(keys).not.toContain(key);
  const values = (key: string, inner: string) => labels(`{ "sweep": { "parameters": { "${key}": ${inner} } } }`);
  expect(await values("model.cell", "|")).toEqual(["[ … ]"]);
  expect(await values("model.cell", '["gru", |]')).toEqual(expect.arrayContaining(['"lstm"', '"rnn"']));
  expect(await values("training.learningRate", "|")).toEqual(
    expect.arrayContaining(["[ … ]", '{ "uniform": … }', '{ "logUniform": … }', '{ "integer": … }']),
  );
  expect(await values("model.units", "|")).not.toContain('{ "uniform": … }');
  expect(await labels('{ "task": "tagging", "sweep": { "metric": "|" } }')).toEqual([
    "null",
    ...["loss", "accuracy", "macroF1", "precision", "recall", "f1"].map((name) => `"validation.${name}"`),
  ]);
});

test("a layer's keys come with the defaults of the model's", async () => {
  expect(await after('{ "model": { "layers": [{ | }] } }', "units")).toBe(
    '{ "model": { "layers": [{ "units": 128 }] } }',
  );
  for (const { label, textEdit } of await items('{ "model": { "layers": [{ | }] } }', true))
    expect(textEdit?.newText, label).toMatch(/: ./);
});

test("the choices of a key open where its default says nothing", async () => {
  const [activation] = (await items('{ "model": { "cell": "rnn", "act|" } }', true)).filter(
    ({ label }) => label === "activation",
  );
  expect(activation.textEdit?.newText).toBe('"activation": $1');
  expect(activation.command?.command).toBe("editor.action.triggerSuggest");
});

/** What an editor puts behind the cursor while a config is typed. */
function closing(head: string): string {
  const bare = head.replace(/\/\/.*|"(?:[^"\\\n]|\\.)*"/g, "");
  const text = bare.replace(/"[^"\n]*$/, "");
  const open = [...text].reduce((open, sign) => {
    const close = { "{": "}", "[": "]" }[sign];
    return close ? close + open : open.startsWith(sign) ? open.slice(1) : open;
  }, "");
  return (text === bare ? "" : '"') + [...open].map((sign) => `\n${sign}`).join("");
}

test("of a decoder are the keys of the model that its cell knows, and of pairs the sides of files", async () => {
  const inModel = (model: string) => labels(`{ "task": "sequence-to-sequence", "model": ${model} }`);
  const keys = await inModel('{ "cell": "lstm", "decoder": { "cell": "gru", | } }');
  expect(keys).toEqual(expect.arrayContaining(["units", "layers", "embedding", "dropout", "resetAfter"]));
  for (const key of ["cell", "bidirectional", "peepholes", "readout", "attention", "tied"])
    expect(keys).not.toContain(key);
  expect(await inModel('{ "decoder": { "layers": [{ "cell": "rnn", | }] } }')).not.toContain("resetAfter");
  expect(await inModel('{ "attention": { "name": "dot", | } }')).toEqual(["query"]);
  expect(await inModel('{ "decoder": { "layers": [{ | }] } }')).toContain("units");
  const data = (task: string) => labels(`{ "task": "${task}", "data": { "train": | } }`);
  expect(await data("sequence-to-sequence")).toContain('{ "source": … }');
  expect(await data("classification")).not.toContain('{ "source": … }');
  const within = await items('{ "task": "sequence-to-sequence", "data": { "train": { | } } }', true);
  expect(within.map(({ textEdit }) => (textEdit as TextEdit).newText.replace(/\$\{\d:\}/, "|"))).toEqual([
    '"source": "|"',
    '"target": "|"',
  ]);
});

test.each(["book/book", "words/words", "reviews/reviews"])("whatever is taken while %s is typed fits", async (name) => {
  const full = readFileSync(`media/templates/${name}.rnnconfig`, "utf8");
  // One place of each kind: which key, and what stands around the cursor.
  const seen = new Set<string>();
  for (let end = 0; end <= full.length; end++) {
    const text = full.slice(0, end) + closing(full.slice(0, end));
    const kind = full
      .slice(0, end)
      .replace(/\/\/.*/g, "//")
      .slice(-20)
      .replace(/\s+/g, " ")
      .replace(/[\w-]{2,}$/, "w");
    if (seen.has(kind)) continue;
    seen.add(kind);
    const config = new ParsedConfig(text);
    const known = codes(text);
    const { items } = await service.complete(config, config.document.positionAt(end), { snippets: false });
    for (const item of items) {
      const { newText } = item.textEdit as TextEdit;
      // What is still to be filled in is not wrong yet.
      if (item.kind === CompletionItemKind.Property ? /: ,?$|""/.test(newText) : newText.includes('""')) continue;
      const found = codes(taken(text, item)).filter((code) => !known.includes(code));
      expect(
        found.filter((code) => !["missing-key", "needs-season", "unknown-value"].includes(code)),
        `${text.slice(0, end)}|: ${item.label}`,
      ).toEqual([]);
    }
  }
});

const codes = (text: string) => parseConfig(text).problems.map(({ code }) => code);
