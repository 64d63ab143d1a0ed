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
  type LanguageServerOptions,
  LOOK_AT_DATA,
} from "../protocol/languageServer.ts";
import { DataChecks } from "./dataChecks.ts";
import { DataDiagnostics } from "./dataDiagnostics.ts";
import { DataWatch } from "./dataWatch.ts";
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
        completionProvider: { triggerCharacters: ['"', ":"] },
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

  connection.onCompletion(
    answer("completion", null, (config, { textDocument: { uri }, position }, token) => {
      const files = async (): Promise<DataFilesResult> => {
        const params: DataFilesParams = { uri };
        return connection.sendRequest<DataFilesResult>(DATA_FILES, params, token).catch((error) => {
          if (!token.isCancellationRequested) log(DATA_FILES, uri, error);
          return [];
        });
      };
      const dataFiles = client.listsDataFiles ? files : undefined;
      return service.complete(config, position, { ...client, dataFiles, columns: data.columnsOf(uri) });
    }),
  );
  connection.onHover(
    answer("hover", null, (config, { textDocument: { uri }, position }) =>
      service.hover(config, position, client.hoverMarkdown, data.notesOf(uri)),
    ),
  );
  connection.onCodeAction(
    answer("codeAction", [], (config, { textDocument, range, context }) =>
      !context.only || context.only.some((kind) => kind === "" || kind === "quickfix")
        ? service.quickFixes(config, textDocument.uri, range, context.diagnostics)
        : [],
    ),
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
    check: (config, file, known) => checks.ask(config, file, known),
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
  looksAtData: boolean;
  watchesFiles: boolean;
  watchesRelative: boolean;
}

function abilities({
  capabilities: { textDocument, workspace },
  initializationOptions,
}: InitializeParams): ClientAbilities {
  const item = textDocument?.completion?.completionItem;
  const options = (initializationOptions ?? {}) as LanguageServerOptions;
  return {
    snippets: item?.snippetSupport ?? false,
    markdown: item?.documentationFormat?.includes("markdown") ?? false,
    hoverMarkdown: textDocument?.hover?.contentFormat?.includes("markdown") ?? false,
    listsDataFiles: options.listsDataFiles === true,
    looksAtData: options.looksAtData === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesRelative: workspace?.didChangeWatchedFiles?.relativePatternSupport === true,
  };
}
