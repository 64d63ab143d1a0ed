// What an editor may ask of a `.rnnconfig`: text in, types of the protocol out. No transport, no disk.
import type {
  DocumentSymbol,
  FoldingRange,
  FormattingOptions,
  Position,
  Range,
  SelectionRange,
  TextEdit,
} from "vscode-languageserver";
import { diagnosticOf } from "./diagnostics.ts";
import { jsonService } from "./jsonService.ts";
import type { ParsedConfig } from "./parsedConfig.ts";

export { complete } from "./completion.ts";
export { namedData } from "./data/paths.ts";
export { hover } from "./hover.ts";
export { dataQuickFixes, quickFixes } from "./quickFixes.ts";

/** Only what `parseConfig` says: the same in the editor and on the command line. */
export function diagnostics(parsed: ParsedConfig) {
  return parsed.problems.map(diagnosticOf);
}

export async function symbols(parsed: ParsedConfig): Promise<DocumentSymbol[]> {
  if (parsed.isHostile) return [];
  const service = await jsonService();
  return service.findDocumentSymbols2(parsed.document, service.parseJSONDocument(parsed.document));
}

/** Layout only: comments, order and values stay. So do line ends, unless the whole config is on one line. */
export async function format(
  parsed: ParsedConfig,
  options: FormattingOptions,
  range: Range | undefined = undefined,
): Promise<TextEdit[]> {
  if (parsed.isHostile) return [];
  const { tree, text } = parsed;
  const keepLines = tree !== undefined && /[\r\n]/.test(text.slice(tree.offset, tree.offset + tree.length));
  return (await jsonService()).format(parsed.document, range, { ...options, keepLines });
}

export async function folds(parsed: ParsedConfig, rangeLimit?: number): Promise<FoldingRange[]> {
  if (parsed.isHostile) return [];
  return (await jsonService()).getFoldingRanges(parsed.document, { rangeLimit });
}

export async function selections(parsed: ParsedConfig, positions: Position[]): Promise<SelectionRange[]> {
  if (parsed.isHostile) return positions.map((position) => ({ range: { start: position, end: position } }));
  const service = await jsonService();
  return service.getSelectionRanges(parsed.document, positions, service.parseJSONDocument(parsed.document));
}
