import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  type CancellationToken,
  CancellationTokenSource,
  type CodeAction,
  type CompletionList,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  LSPErrorCodes,
  type TextEdit,
} from "vscode-languageserver/node";
import { DATA_FILES, type DataFilesParams } from "../../src/contracts/languageServer.ts";
import { ParsedConfig } from "../../src/server/parsedConfig.ts";
import { RunningCommand } from "../support/commandLine.ts";
import { KINDS } from "./kinds.ts";
import { LanguageClient, type Transport } from "./languageClient.ts";
import { edited, place } from "./place.ts";

const uri = "file:///nowhere/book.rnnconfig";

describe.each<Transport>(["stdio", "node-ipc", "thread"])("the server over %s", (transport) => {
  let client: LanguageClient;

  beforeAll(async () => {
    client = LanguageClient.start(transport);
    await client.initialize();
  });
  afterAll(() => client.kill());

  test.each(Object.entries(KINDS))("reports %s", async (code, text) => {
    const uri = `file:///nowhere/${code}.rnnconfig`;
    await client.open(uri, text);
    const { diagnostics } = await client.diagnostics(uri);
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const diagnostic of diagnostics) {
      expect(diagnostic).toMatchObject({ source: "unroll", code, severity: code === "no-effect" ? 2 : 1 });
    }
    expect(diagnostics.map(({ message }) => message)).toEqual(
      new ParsedConfig(text).problems.map(({ message }) => message),
    );
    await client.close(uri);
    await client.until(() => (client.published.at(-1)?.diagnostics.length === 0 ? true : undefined));
  });

  test("says nothing of a config that is right, and takes back what was put right", async () => {
    await client.open(uri, KINDS["wrong-type"]);
    expect((await client.diagnostics(uri)).diagnostics).toHaveLength(1);
    const version = await client.change(uri, KINDS["wrong-type"].replace('"many"', "12"));
    expect((await client.diagnostics(uri, version)).diagnostics).toEqual([]);
    await client.close(uri);
  });

  test("completes keys and values, explains them and fixes a misspelled one", async () => {
    const key = place('{ "model": { "cell": "gru", | } }');
    await client.open(uri, key.text);
    const keys = await client.request<CompletionList>("textDocument/completion", uri, key);
    expect(keys.items.map(({ label }) => label)).toContain("units");
    expect(keys.items.map(({ label }) => label)).not.toContain("cell");

    const value = place('{ "model": { "cell": | } }');
    await client.change(uri, value.text);
    const values = await client.request<CompletionList>("textDocument/completion", uri, value);
    expect(values.items.map(({ label }) => label)).toEqual(expect.arrayContaining(['"rnn"', '"lstm"', '"gru"']));

    const explained = place('{ "model": { "un|its": 64 } }');
    await client.change(uri, explained.text);
    const hover = await client.request<Hover>("textDocument/hover", uri, explained);
    expect(hover.contents).toMatchObject({ kind: "markdown", value: expect.stringContaining("Default: `128`.") });

    const text = KINDS["unknown-key"];
    const version = await client.change(uri, text);
    const [{ range }] = (await client.diagnostics(uri, version)).diagnostics;
    const context = { diagnostics: [] };
    const actions = await client.request<CodeAction[]>("textDocument/codeAction", uri, { range, context });
    const [fix] = actions;
    expect(fix).toMatchObject({ title: 'Change to "units"', kind: "quickfix", isPreferred: true });
    expect(edited(text, fix.edit?.changes?.[uri] ?? [])).toBe(text.replace("unist", "units"));
    await client.close(uri);
  });

  test("outlines, folds, selects and formats", async () => {
    const text = '{ // why\n"task":"language-model",\n"data":{\n"train":"book.txt"\n}\n}';
    await client.open(uri, text);
    const symbols = await client.request<DocumentSymbol[]>("textDocument/documentSymbol", uri);
    expect(symbols.map(({ name, children }) => [name, children?.map(({ name }) => name)])).toEqual([
      ["task", []],
      ["data", ["train"]],
    ]);
    const options = { tabSize: 2, insertSpaces: true };
    const edits = await client.request<TextEdit[]>("textDocument/formatting", uri, { options });
    const formatted = '{ // why\n  "task": "language-model",\n  "data": {\n    "train": "book.txt"\n  }\n}';
    expect(edited(text, edits)).toBe(formatted);
    await client.change(uri, formatted);
    const folds = await client.request<FoldingRange[]>("textDocument/foldingRange", uri);
    expect(folds.map(({ startLine, endLine }) => [startLine, endLine])).toEqual([
      [2, 3],
      [0, 4],
    ]);
    const positions = [{ line: 3, character: 16 }];
    const selections = await client.request<unknown[]>("textDocument/selectionRange", uri, { positions });
    expect(selections).toHaveLength(1);
    await client.close(uri);
  });

  test("answers with nothing where there is nothing, and logs a request that it cannot answer", async () => {
    expect(await client.request("textDocument/hover", "file:///never/opened", { position: POSITION })).toBeNull();
    await client.open(uri, "{}");
    expect(await client.request("textDocument/hover", uri)).toBeNull();
    const log = await client.until(() => client.logs.find(({ message }) => message.startsWith("hover of")));
    expect(log.type).toBe(1);
    expect(await client.request("textDocument/hover", uri, { position: POSITION })).toBeNull();
    await client.close(uri);
  });

  test("checks a document that changes fast once it rests", async () => {
    await client.open(uri, "{");
    await client.diagnostics(uri);
    const before = client.published.length;
    let version = 0;
    for (let i = 0; i < 50; i++) version = await client.change(uri, `{ "model": { "units": ${"1".repeat(i)} } }`);
    const { diagnostics } = await client.diagnostics(uri, version);
    expect(diagnostics.map(({ code }) => code)).toContain("out-of-bounds");
    expect(client.published.length - before).toBeLessThan(10);
    await client.close(uri);
  });

  test("ends with status 0 when it is shut down", async () => {
    expect(await client.shutdown()).toBe(0);
  });
});

const POSITION = { line: 0, character: 1 };

describe("an editor of its own kind", () => {
  let client: LanguageClient;
  afterEach(() => client.kill());

  test("gets plain text when it knows neither snippets nor Markdown", async () => {
    client = LanguageClient.start();
    await client.initialize({});
    const { text, position } = place('{ "model": { "un|its": 3, } }');
    await client.open(uri, text);
    const hover = await client.request<Hover>("textDocument/hover", uri, { position });
    expect(hover.contents).toMatchObject({ kind: "plaintext", value: expect.not.stringMatching(/[`*]/) });
    await client.change(uri, '{ "training": {  } }');
    const at = { position: { line: 0, character: 16 } };
    const { items } = await client.request<CompletionList>("textDocument/completion", uri, at);
    const rate = items.find(({ label }) => label === "learningRate");
    expect(rate).toMatchObject({ insertTextFormat: 1, textEdit: { newText: '"learningRate": 0.001' } });
    expect(items.every(({ documentation }) => typeof documentation === "string")).toBe(true);
  });

  test("is asked for data files only if it lists them, and only where a path may stand", async () => {
    client = LanguageClient.start();
    const asked: DataFilesParams[] = [];
    client.connection.onRequest(DATA_FILES, (params: DataFilesParams) => {
      asked.push(params);
      return ["texts/a.txt", 'odd "name".txt'];
    });
    await client.initialize(undefined, { listsDataFiles: true });
    const path = place('{ "data": { "train": "te|" } }');
    await client.open(uri, path.text);
    const { items } = await client.request<CompletionList>("textDocument/completion", uri, path);
    expect(asked).toEqual([{ uri, typed: "te" }]);
    expect(edited(path.text, [items[1].textEdit as TextEdit])).toBe('{ "data": { "train": "odd \\"name\\".txt" } }');
    const elsewhere = place('{ "data": { "unit": | } }');
    await client.change(uri, elsewhere.text);
    await client.request("textDocument/completion", uri, elsewhere);
    expect(asked).toHaveLength(1);
  });

  test("that fails to list its files still gets the rest", async () => {
    client = LanguageClient.start();
    await client.initialize(undefined, { listsDataFiles: true });
    const path = place('{ "data": { "validation": | } }');
    await client.open(uri, path.text);
    const { items } = await client.request<CompletionList>("textDocument/completion", uri, path);
    expect(items.map(({ label }) => label)).toContain("0.1");
    await client.until(() => client.logs.find(({ message }) => message.startsWith(DATA_FILES)));
  });

  test("that cancels a request gets no other answer, and what the server asked for it is cancelled too", async () => {
    client = LanguageClient.start();
    await client.initialize(undefined, { listsDataFiles: true });
    const source = new CancellationTokenSource();
    const inner = new Promise<void>((done) => {
      client.connection.onRequest(DATA_FILES, (_: DataFilesParams, token: CancellationToken) => {
        source.cancel();
        return new Promise<string[]>((answer) =>
          token.onCancellationRequested(() => {
            answer(["late.txt"]);
            done();
          }),
        );
      });
    });
    const { text, position } = place('{ "data": { "train": | } }');
    await client.open(uri, text);
    const params = { textDocument: { uri }, position };
    const answer = client.connection.sendRequest("textDocument/completion", params, source.token);
    await expect(answer).rejects.toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    await inner;
  });

  test("that vanishes takes the server with it", async () => {
    client = LanguageClient.start();
    await client.initialize();
    client.closeInput();
    expect(await client.exit).toBe(1);
  });
});

test("the editor and the command line say the same at the same place", async () => {
  const dir = mkdtempSync(join(tmpdir(), "unroll-server-"));
  const client = LanguageClient.start();
  try {
    await client.initialize();
    const texts = [KINDS["json-syntax"], KINDS["empty-file"], MANY_PROBLEMS];
    for (const [i, text] of texts.entries()) {
      const file = join(dir, `${i}.rnnconfig`);
      writeFileSync(file, text);
      const { events } = await new RunningCommand(["validate", file, "--json"], { cwd: dir }).ended;
      await client.open(`file://${file}`, text);
      const { diagnostics } = await client.diagnostics(`file://${file}`);
      const shown = diagnostics.map(({ code, message, range: { start, end } }) => ({
        ...{ code, message, line: start.line + 1, column: start.character + 1 },
        ...{ endLine: end.line + 1, endColumn: end.character + 1 },
      }));
      const said = events.filter(({ event }) => event === "problem");
      expect(said.length).toBeGreaterThan(0);
      expect(shown).toEqual(said.map(({ event, severity, key, file, ...rest }) => rest));
    }
  } finally {
    client.kill();
    rmSync(dir, { recursive: true });
  }
});

const MANY_PROBLEMS = `// 𝒳 counts as two
{
  /* 𝒳 */ "tsk": "language-model",\r
  "data": { "train": [], "validation": 2, "test": "" },\r"model": { "units": 0, "cell": "LSTM", "units": 1 },
  "training": { "steps": 1, "epochs": 2, "clip": {} }
}
`;
