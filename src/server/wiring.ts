import { basename, dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CancellationToken,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import {
  DATA_FILES,
  type DataFilesParams,
  type DataFilesResult,
  dataFilesResult,
  type LanguageServerOptions,
  LOOK_AT_DATA,
  languageServerOptions,
} from "../contracts/languageServer.ts";
import { matches } from "../contracts/shapes.ts";
import { DataChecks } from "./data/checks.ts";
import { DataDiagnostics } from "./data/diagnostics.ts";
import { DataWatch } from "./data/watch.ts";
import { ParseCache, type ParsedConfig } from "./parsedConfig.ts";
import * as service from "./service.ts";

/** Milliseconds without typing before a changed document is checked. */
const PAUSE = 150;

/** Answers an editor over a connection. Whatever fails is logged, and the editor gets an empty answer. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const cache = new ParseCache();
  let client = abilities({ capabilities: {} } as InitializeParams);

  connection.onInitialize((params): InitializeResult => {
    client = abilities(params);
    return {
      serverInfo: { name: "unroll" },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['"', ":", "/"] },
        hoverProvider: true,
        codeActionProvider: { codeActionKinds: ["quickfix"] },
        documentSymbolProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        foldingRangeProvider: true,
        selectionRangeProvider: true,
      },
    };
  });

  /** A handler that answers `fallback` when the document is unknown or the answer fails, and stops when it was cancelled. */
  function answer<P extends { textDocument: { uri: string } }, R>(
    name: string,
    fallback: R,
    handle: (parsed: ParsedConfig, params: P, token: CancellationToken) => R | Promise<R>,
  ) {
    return async (params: P, token: CancellationToken): Promise<R | ResponseError> => {
      const cancelled = () => new ResponseError(LSPErrorCodes.RequestCancelled, "Cancelled");
      try {
        // Messages that are waiting come first: they may cancel this one, or change the document.
        await new Promise((done) => setImmediate(done));
        if (token.isCancellationRequested) return cancelled();
        const document = documents.get(params.textDocument.uri);
        if (!document) return fallback;
        const result = await handle(parsed(document), params, token);
        return token.isCancellationRequested ? cancelled() : result;
      } catch (error) {
        if (token.isCancellationRequested) return cancelled();
        log(name, params.textDocument.uri, error);
        return fallback;
      }
    };
  }

  const parsed = (document: TextDocument) =>
    cache.get({ uri: document.uri, version: document.version, text: () => document.getText() });

  const log = (name: string, uri: string, error: unknown) =>
    connection.console.error(`${name} of ${uri}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);

  /** Files that a config might name. */
  const filesFor = async (uri: string, typed: string, token: CancellationToken): Promise<DataFilesResult> => {
    const params: DataFilesParams = { uri, typed };
    try {
      const answer = await connection.sendRequest<unknown>(DATA_FILES, params, token);
      return matches(dataFilesResult, answer) ? answer : [];
    } catch (error) {
      if (!token.isCancellationRequested) log(DATA_FILES, uri, error);
      return [];
    }
  };

  /** What is read for completion of a config, which may not be right yet. */
  const aboutData = (config: ParsedConfig, file: string) => ({
    columns: async () => {
      const named = service.namedData(config);
      return named ? checks.columns({ ...named, path: resolve(dirname(file), named.path) }) : [];
    },
    guess: (name: string) =>
      checks.guess({ path: resolve(dirname(file), name), name, folder: dirname(file), config: basename(file) }),
  });

  connection.onCompletion(
    answer("completion", null, (config, { textDocument: { uri }, position }, token) => {
      const dataFiles = client.listsDataFiles ? (typed: string) => filesFor(uri, typed, token) : undefined;
      const ofData = client.looksAtData && uri.startsWith("file:") ? aboutData(config, fileURLToPath(uri)) : undefined;
      // As they are now, else as they were when all was right.
      const columns = async () => {
        const found = (await ofData?.columns()) ?? [];
        return found.length > 0 ? found : data.columnsOf(uri);
      };
      return service.complete(config, position, { ...client, dataFiles, columns, guess: ofData?.guess });
    }),
  );
  connection.onHover(
    answer("hover", null, (config, { textDocument: { uri }, position }) =>
      service.hover(config, position, client.hoverMarkdown, data.notesOf(uri)),
    ),
  );
  connection.onCodeAction(
    answer("codeAction", [], async (config, { textDocument: { uri }, range, context }, token) => {
      if (context.only && !context.only.some((kind) => kind === "" || kind === "quickfix")) return [];
      const dataFiles = client.listsDataFiles ? (typed: string) => filesFor(uri, typed, token) : undefined;
      const options = { uri, dataFiles, chooses: client.choosesDataFiles };
      const ofData = await service.dataQuickFixes(config, context.diagnostics, options);
      return [...service.quickFixes(config, uri, range), ...ofData];
    }),
  );
  connection.onDocumentSymbol(answer("documentSymbol", [], (config) => service.symbols(config)));
  connection.onDocumentFormatting(answer("formatting", [], (config, { options }) => service.format(config, options)));
  connection.onDocumentRangeFormatting(
    answer("rangeFormatting", [], (config, { options, range }) => service.format(config, options, range)),
  );
  connection.onFoldingRanges(answer("foldingRange", [], (config) => service.folds(config)));
  connection.onSelectionRanges(
    answer("selectionRange", [], (config, { positions }) => service.selections(config, positions)),
  );

  const timers = new Map<string, NodeJS.Timeout>();
  const validate = (uri: string) => {
    timers.delete(uri);
    const document = documents.get(uri);
    if (!document) return;
    try {
      const config = parsed(document);
      const ofData = client.looksAtData ? data.of(uri, config, !looked.has(uri)) : [];
      looked.add(uri);
      publish(uri, [...service.diagnostics(config), ...ofData], document.version);
    } catch (error) {
      log("diagnostics", uri, error);
    }
  };
  const publish = (uri: string, diagnostics: ReturnType<typeof service.diagnostics>, version?: number) =>
    connection.sendDiagnostics({ uri, version, diagnostics }).catch((error) => log("diagnostics", uri, error));

  const checks = new DataChecks((why) => connection.console.error(`Data could not be looked at: ${why}`));
  const watch = new DataWatch({
    register: (watchers) => connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }),
    relative: () => client.watchesRelative,
    began: () => data.lookAgain(),
    fail: (why) => connection.console.error(`Data could not be watched: ${why}`),
  });
  const data = new DataDiagnostics({
    check: (config, file, known) => checks.check(config, file, known),
    watch: (uri, places) => client.watchesFiles && watch.set(uri, places),
    refresh: (uri) => validate(uri),
  });
  const looked = new Set<string>();
  connection.onNotification(LOOK_AT_DATA, () => {
    client = { ...client, looksAtData: true };
    for (const { uri } of documents.all()) validate(uri);
    data.lookAgain();
  });
  // What a run writes is no data, also where a glob looks everywhere.
  connection.onDidChangeWatchedFiles(({ changes }) => {
    if (changes.some(({ uri }) => !/\/\.(unroll|git)\//.test(uri))) data.lookAgain();
  });
  documents.onDidSave(({ document: { uri } }) => data.lookAgain([uri]));

  const checked = new Set<string>();
  documents.onDidChangeContent(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    // A document that was just opened is checked at once.
    timers.set(uri, setTimeout(validate, checked.has(uri) ? PAUSE : 0, uri));
    checked.add(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    clearTimeout(timers.get(uri));
    timers.delete(uri);
    checked.delete(uri);
    looked.delete(uri);
    data.close(uri);
    cache.delete(uri);
    publish(uri, []);
  });

  documents.listen(connection);
  connection.listen();
}

interface ClientAbilities {
  snippets: boolean;
  markdown: boolean;
  hoverMarkdown: boolean;
  listsDataFiles: boolean;
  choosesDataFiles: boolean;
  looksAtData: boolean;
  watchesFiles: boolean;
  watchesRelative: boolean;
}

function abilities({
  capabilities: { textDocument, workspace },
  initializationOptions,
}: InitializeParams): ClientAbilities {
  const item = textDocument?.completion?.completionItem;
  const options: LanguageServerOptions = matches(languageServerOptions, initializationOptions)
    ? initializationOptions
    : {};
  return {
    snippets: item?.snippetSupport ?? false,
    markdown: item?.documentationFormat?.includes("markdown") ?? false,
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    listsDataFiles: options.listsDataFiles === true,
    choosesDataFiles: options.choosesDataFiles === true,
    looksAtData: options.looksAtData === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesRelative: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
  };
}
