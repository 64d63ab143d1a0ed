import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import {
  type CodeAction,
  CompletionItemKind,
  type CompletionList,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Hover,
  RegistrationRequest,
  type RelativePattern,
  type TextEdit,
  UnregistrationRequest,
} from "vscode-languageserver/node";
import { DATA_FILES, LOOK_AT_DATA } from "../../src/contracts/languageServer.ts";
import { folderWith } from "../reading/folder.ts";
import { tones } from "../support/sounds.ts";
import { LanguageClient, MODERN, type Transport } from "./languageClient.ts";
import { edited, place } from "./place.ts";

const rows = (n: number, from = 0) => Array.from({ length: n }, (_, i) => `text ${i + from},${i % 2}`).join("\n");
const config = (data: object, training: object = {}) =>
  JSON.stringify({ task: "classification", data: { train: "a.csv", test: 0, ...data }, training }, null, 1);

async function serverOf(transport: Transport, folder: string, looksAtData: boolean): Promise<LanguageClient> {
  const client = LanguageClient.start(transport, looksAtData ? [folder, `${folder}/*`] : []);
  onTestFinished(() => client.kill());
  await client.initialize(MODERN, { looksAtData });
  return client;
}

/** What is published last, as soon as it has `code`, or nothing at all where that is undefined. */
function last(client: LanguageClient, uri: string, code: string | undefined): Promise<Diagnostic[]> {
  return client.until(() => {
    const latest = client.published.findLast((params) => params.uri === uri)?.diagnostics;
    const found = code === undefined ? latest?.length === 0 : latest?.some((diagnostic) => diagnostic.code === code);
    return found ? latest : undefined;
  });
}

describe.each<Transport>(["stdio", "node-ipc", "thread"])("data over %s", (transport) => {
  test("is looked at in the background, again when settings change or the config is saved", async () => {
    const folder = folderWith({ "a.csv": `text,label\n${rows(40)}\n` });
    const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
    const client = await serverOf(transport, folder, true);

    await client.open(uri, config({ input: "txet" }));
    const [wrong] = await last(client, uri, "no-such-column");
    expect(wrong).toMatchObject({
      source: "unroll",
      severity: 1,
      message: expect.stringContaining('Did you mean "text"?'),
    });
    // Line 6 is `  "input": "txet"`, which the message points at.
    expect(wrong.range).toEqual({ start: { line: 5, character: 11 }, end: { line: 5, character: 17 } });

    await client.change(uri, config({ input: "text" }, { batchSize: 64 }));
    const [few] = await last(client, uri, "too-little-data");
    expect(few.message).toContain("Lower training.batchSize to at most 36");
    expect(few.range.start.line).toBe(8);

    await client.change(uri, config({ input: "text" }));
    expect(await last(client, uri, undefined)).toEqual([]);

    writeFileSync(join(folder, "a.csv"), "text,label\nno,1\ncomma\n");
    await client.save(uri);
    const [ragged] = await last(client, uri, "ragged-row");
    expect(ragged.message).toMatch(/^a\.csv:3:1: Line 3 of a\.csv has 1 cell/);
    expect(ragged.range.start.line).toBe(3);
    expect(client.logs).toEqual([]);
  });
});

test("its columns are offered for one that it does not have, and where one may be named, also while the config is not right", async () => {
  const folder = folderWith({ "a.csv": `when,"the ""text""",label\n${rows(40).replaceAll("text", "1,text")}\n` });
  const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
  const client = await serverOf("thread", folder, true);
  const asked = async (marked: string) => {
    const { text, position } = place(marked);
    await client.change(uri, text);
    const { items } = await client.request<CompletionList>("textDocument/completion", uri, { position });
    return items
      .filter(({ kind }) => kind === CompletionItemKind.Field)
      .map((item) => edited(text, [item.textEdit as TextEdit]));
  };
  const misspelled = config({ input: "wen" });
  await client.open(uri, misspelled);
  const diagnostics = await last(client, uri, "no-such-column");
  const more = { range: diagnostics[0].range, context: { diagnostics } };
  const [fix, ...others] = await client.request<CodeAction[]>("textDocument/codeAction", uri, more);
  expect(edited(misspelled, fix.edit?.changes?.[uri] ?? [])).toBe(config({ input: "when" }));
  expect(others).toEqual([]);
  await client.change(uri, config({ input: 'the "text"' }, { batchSize: 64 }));
  await last(client, uri, "too-little-data");
  const hovered = (line: number) =>
    client.request<Hover>("textDocument/hover", uri, { position: { line, character: 5 } });
  // What a column is called means nothing in Markdown. Lines 4 and 6 name the files and the input.
  const header = "\n- a\\.csv\\: the first row names the columns \\(data\\.header\\)\\.\n";
  expect((await hovered(3)).contents).toMatchObject({ value: expect.stringContaining(header) });
  expect((await hovered(5)).contents).toMatchObject({ value: expect.not.stringContaining("data\\.header") });
  expect(await asked('{ "data": { "partition": "|" } }')).toContain('{ "data": { "partition": "when" } }');
  expect(await asked('{ "data": { "input": ["when", |] } }')).toContain(
    '{ "data": { "input": ["when", "the \\"text\\""] } }',
  );
  expect(await asked('{ "data": { "train": | } }')).toEqual([]);
  await client.close(uri);
});

test("before a config is right its columns are known, and an empty one is made for a file that is there", async () => {
  const folder = folderWith({ "a.csv": `text,label\n${rows(60)}\n`, "b.bin": Uint8Array.of(0, 1) });
  const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
  const client = LanguageClient.start("thread");
  onTestFinished(() => client.kill());
  client.connection.onRequest(DATA_FILES, () => ["b.bin", "a.csv", "../"]);
  await client.initialize(MODERN, { looksAtData: true, listsDataFiles: true });
  const { text, position } = place('{ "task": "classification", "data": { "train": "a.csv", "target": "|" } }');
  await client.open(uri, text);
  const columns = await client.request<CompletionList>("textDocument/completion", uri, { position });
  expect(columns.items.map(({ label }) => label).slice(0, 2)).toEqual(['"text"', '"label"']);
  await client.change(uri, "\n");
  const { items } = await client.request<CompletionList>("textDocument/completion", uri, {
    position: { line: 0, character: 0 },
  });
  expect(items[0]).toMatchObject({
    label: "Unroll: config for a.csv",
    documentation: expect.stringContaining('a text (column "text") with one of 2 labels'),
    textEdit: {
      newText: expect.stringMatching(/in a terminal: unroll train try\.rnnconfig\n\{\n {2}"task": "classification"/),
    },
  });
  expect(items[1].label).toBe("Unroll: config");
  expect(client.logs).toEqual([]);
});

/** A server of an editor that watches files: `watched` are the patterns that it watches now, each with its folder. */
async function watchingServer() {
  const client = LanguageClient.start("thread");
  onTestFinished(() => client.kill());
  const registered = new Map<string, string[]>();
  client.connection.onRequest(RegistrationRequest.type, ({ registrations }) => {
    for (const { id, registerOptions } of registrations) {
      const { watchers } = registerOptions as { watchers: { globPattern: RelativePattern }[] };
      const texts = watchers.map(
        ({ globPattern: { baseUri, pattern } }) => `${fileURLToPath(`${baseUri}`)} ${pattern}`,
      );
      registered.set(id, texts.sort());
    }
  });
  client.connection.onRequest(UnregistrationRequest.type, ({ unregisterations }) => {
    for (const { id } of unregisterations) registered.delete(id);
  });
  const didChangeWatchedFiles = { dynamicRegistration: true, relativePatternSupport: true };
  await client.initialize({ ...MODERN, workspace: { didChangeWatchedFiles } }, { looksAtData: true });
  const changed = (file: string) =>
    client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: pathToFileURL(file).href, type: FileChangeType.Changed }],
    });
  return { client, changed, watched: () => [...registered.values()] };
}

test("is watched where it lies, and a problem goes with its cause", async () => {
  const folder = folderWith({ "configs/nothing.md": "" });
  const uri = pathToFileURL(join(folder, "configs/try.rnnconfig")).href;
  const { client, changed, watched } = await watchingServer();
  await client.open(uri, config({ train: "../data/a.csv", validation: "../more/*.csv" }));
  const [missing, unmatched] = await last(client, uri, "missing-file");
  expect(missing.message).toContain('"../data/a.csv", which does not exist');
  expect(unmatched).toMatchObject({ code: "no-match", range: { start: { line: 5 } } });
  const places = [`${folder} data`, `${folder} more`, `${folder}/data a.csv`, `${folder}/more *.csv`];
  expect(watched()).toEqual([places]);

  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data/a.csv"), Uint8Array.of(0, 1, 2));
  await changed(join(folder, "data"));
  await last(client, uri, "binary-file");

  writeFileSync(join(folder, "data/a.csv"), `text,label\n${rows(40)}\n`);
  await changed(join(folder, "data/a.csv"));
  const codes = () => client.published.findLast((params) => params.uri === uri)?.diagnostics.map(({ code }) => code);
  await client.until(() => (codes()?.join() === "no-match" ? true : undefined));

  mkdirSync(join(folder, "more"));
  writeFileSync(join(folder, "more/b.csv"), `text,label\n${rows(40, 40)}\n`);
  await changed(join(folder, "more/b.csv"));
  expect(await last(client, uri, undefined)).toEqual([]);

  // The same of a file that nobody watched: the person came back to the window.
  rmSync(join(folder, "data/a.csv"));
  await client.connection.sendNotification(LOOK_AT_DATA);
  await last(client, uri, "missing-file");
  // And without any sign: what is wrong is looked at again by itself.
  writeFileSync(join(folder, "data/a.csv"), `text,label\n${rows(40)}\n`);
  expect(await last(client, uri, undefined)).toEqual([]);

  await client.change(uri, config({ train: "../data/b.csv" }));
  await client.until(() => (watched().flat().includes(`${folder}/data b.csv`) ? true : undefined));
  await client.close(uri);
  // What it asks for is sent before what it answers next.
  while (watched().length > 0) await client.request("textDocument/hover", uri, { position: { line: 0, character: 0 } });
  expect(client.logs).toEqual([]);
});

test("sounds that a table names are watched too", async () => {
  const sounds = Array.from({ length: 40 }, (_, i) => `../sounds/${i}.wav`);
  const folder = folderWith({
    "configs/list.csv": `file,text\n${sounds.map((sound, i) => `${sound},${["ab", "ba"][i % 2]}\n`).join("")}`,
    ...Object.fromEntries(sounds.slice(1).map((sound, i) => [sound.slice(3), tones(["ba", "ab"][i % 2])])),
  });
  const uri = pathToFileURL(join(folder, "configs/try.rnnconfig")).href;
  const { client, changed, watched } = await watchingServer();
  await client.open(uri, JSON.stringify({ task: "transcription", data: { train: "list.csv", test: 0 } }));
  const [missing] = await last(client, uri, "no-such-file");
  expect(missing.message).toContain('no sound "../sounds/0.wav"');
  await expect.poll(() => watched().flat()).toContain(`${folder}/sounds *`);
  const first = join(folder, "sounds/0.wav");
  writeFileSync(first, tones("ab"));
  await changed(first);
  const errors = () => {
    const { diagnostics } = client.published.findLast((params) => params.uri === uri)!;
    return diagnostics.filter(({ severity }) => severity === 1).map(({ code }) => code);
  };
  await client.until(() => (errors().length === 0 ? true : undefined));
  writeFileSync(first, "junk");
  await changed(first);
  await last(client, uri, "not-wave");
  expect(client.logs).toEqual([]);
});

test("two configs are looked at one after the other", async () => {
  const folder = folderWith({ "a.csv": "text,label\na,b\n" });
  const client = await serverOf("stdio", folder, true);
  const uris = ["one", "two", "three"].map((name) => pathToFileURL(join(folder, `${name}.rnnconfig`)).href);
  for (const uri of uris) await client.open(uri, config({}));
  for (const uri of uris) expect(await last(client, uri, "too-little-data")).not.toEqual([]);
});

test("is left alone where the editor does not ask for it: Node itself refuses this server every file", async () => {
  const folder = folderWith({ "a.csv": "text,label\na,b\n" });
  const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
  const client = await serverOf("stdio", folder, false);
  await client.open(uri, config({ input: "nothing" }));
  expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
  expect(client.logs).toEqual([]);
});

test("is looked at from when the editor asks for it", async () => {
  const folder = folderWith({ "a.csv": "text,label\na,b\n" });
  const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
  const client = LanguageClient.start("thread");
  onTestFinished(() => client.kill());
  await client.initialize(MODERN, { looksAtData: false });
  await client.open(uri, config({}));
  expect((await client.diagnostics(uri)).diagnostics).toEqual([]);
  await client.connection.sendNotification(LOOK_AT_DATA);
  expect(await last(client, uri, "too-little-data")).not.toEqual([]);
});

test("a file of Windows is read once its encoding is set, which a fix does", async () => {
  const folder = folderWith({
    "a.csv": Buffer.from(`text,label\n${rows(40).replaceAll("text", "größe")}\n`, "latin1"),
  });
  const uri = pathToFileURL(join(folder, "try.rnnconfig")).href;
  const client = await serverOf("thread", folder, true);
  await client.open(uri, config({ input: "text" }));
  const diagnostics = await last(client, uri, "not-utf8");
  const more = { range: diagnostics[0].range, context: { diagnostics } };
  const [fix] = await client.request<CodeAction[]>("textDocument/codeAction", uri, more);
  expect(fix.title).toBe('Set data.encoding to "windows-1252"');
  const set = edited(config({ input: "text" }), fix.edit?.changes?.[uri] ?? []);
  expect(JSON.parse(set).data).toMatchObject({ input: "text", encoding: "windows-1252" });
  await client.change(uri, set);
  expect(await last(client, uri, undefined)).toEqual([]);
  await client.close(uri);
});
