import { createScanner, type Node, parseTree } from "jsonc-parser";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Config, type Problem, parseConfig } from "../config/index.ts";
// Not by way of the room, which runs networks.
import { checkFreeze } from "../networks/checkFreeze.ts";

/** One version of a document and what is known of it, each found out when it is first asked for. */
export class ParsedConfig {
  /** Under a name of its own, whatever the editor calls the file. */
  readonly document: TextDocument;
  private found?: { config: Config | undefined; problems: Problem[] };
  private foundTree?: { node: Node | undefined };

  constructor(
    text: string,
    readonly version = 0,
  ) {
    // Editors that leave a byte order mark in the text count it in columns. A blank counts the same and means nothing.
    const shown = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
    this.document = TextDocument.create("file:///config.rnnconfig", "rnnconfig", version, shown);
  }

  get text(): string {
    return this.document.getText();
  }

  get problems(): readonly Problem[] {
    return this.parse().problems;
  }

  /** Undefined where it cannot be read. */
  get config(): Config | undefined {
    return this.parse().config;
  }

  private parse() {
    this.found ??= this.checked();
    return this.found;
  }

  private checked() {
    const { config, problems } = parseConfig(this.text);
    return { config, problems: config ? [...problems, ...checkFreeze(config, this.text)] : problems };
  }

  /** Too large or too deep for parsers that recurse: such a text gets its diagnostic and nothing else. */
  get isHostile(): boolean {
    return this.problems.some(({ code }) => code === "too-large" || code === "too-deep");
  }

  /** As far as it can be read; undefined when there is nothing to read. */
  get tree(): Node | undefined {
    this.foundTree ??= { node: this.isHostile ? undefined : parseTree(this.text, [], { allowTrailingComma: true }) };
    return this.foundTree.node;
  }

  isInComment(offset: number): boolean {
    const scanner = createScanner(this.text, false);
    for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
      const start = scanner.getTokenOffset();
      if (start >= offset) return false;
      const end = start + scanner.getTokenLength();
      if (token === LINE_COMMENT && offset <= end) return true;
      if (token === BLOCK_COMMENT && (offset < end || !this.text.slice(start, end).endsWith("*/"))) return true;
    }
    return false;
  }
}

// Token numbers of jsonc-parser's scanner; its const enum cannot be imported under isolatedModules.
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

/** The latest version of the documents used last. */
export class ParseCache {
  private readonly entries = new Map<string, ParsedConfig>();

  constructor(private readonly most = 20) {}

  get({ uri, version, text }: { uri: string; version: number; text: () => string }): ParsedConfig {
    const known = this.entries.get(uri);
    const parsed = known?.version === version ? known : new ParsedConfig(text(), version);
    // A map remembers the order of insertion: the first entry is the one not used for longest.
    this.entries.delete(uri);
    this.entries.set(uri, parsed);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.most) break;
      this.entries.delete(oldest);
    }
    return parsed;
  }

  delete(uri: string): void {
    this.entries.delete(uri);
  }

  get size(): number {
    return this.entries.size;
  }
}
