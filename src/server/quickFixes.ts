import { findNodeAtLocation, findNodeAtOffset, getNodePath, getNodeValue, type Node } from "jsonc-parser";
import { type CodeAction, CodeActionKind, type Diagnostic, type Range, type TextEdit } from "vscode-languageserver";
import { textDifference } from "../base/textDifference.ts";
import { applySettings, type Problem, type Setting } from "../config/index.ts";
import { cursorAt } from "./cursor.ts";
import { type DataFixOptions, dataFix } from "./data/fixes.ts";
import { diagnosticOf } from "./diagnostics.ts";
import { ParsedConfig } from "./parsedConfig.ts";
import { cutsOf, withoutCuts } from "./removeKey.ts";
import { dotted, schemaAt } from "./schema.ts";

/** What can be done at once about the problems of the config itself that a range touches. */
export function quickFixes(parsed: ParsedConfig, uri: string, range: Range): CodeAction[] {
  if (parsed.isHostile) return [];
  const touched = parsed.problems.filter((problem) => touches(diagnosticOf(problem).range, range));
  return touched.flatMap((problem) => fixes(parsed, problem).map((fix) => action(uri, diagnosticOf(problem), fix)));
}

/** What can be done about problems of its data, of which `shown` are those that the editor shows there. */
export async function dataQuickFixes(
  parsed: ParsedConfig,
  shown: readonly Diagnostic[],
  options: DataFixOptions,
): Promise<CodeAction[]> {
  if (parsed.isHostile) return [];
  const all = shown.map(async (diagnostic): Promise<CodeAction[]> => {
    const { node, texts, settings = [], command } = (await dataFix(parsed, diagnostic, options)) ?? { texts: [] };
    const set = isSound(parsed)
      ? settings.map((setting) => action(options.uri, diagnostic, given(parsed, setting)))
      : [];
    const changes = texts.map((text, i) =>
      action(options.uri, diagnostic, { ...replaced(parsed, node!, text), preferred: i === 0 }),
    );
    const asking = { kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], command };
    return [...set, ...changes, ...(command ? [{ title: command.title, ...asking }] : [])];
  });
  return (await Promise.all(all)).flat();
}

function action(uri: string, diagnostic: Diagnostic, { title, edits, preferred }: Fix): CodeAction {
  const edit = { changes: { [uri]: edits } };
  return { title, kind: CodeActionKind.QuickFix, diagnostics: [diagnostic], isPreferred: preferred, edit };
}

interface Fix {
  title: string;
  edits: TextEdit[];
  preferred?: boolean;
}

function fixes(parsed: ParsedConfig, problem: Problem): Fix[] {
  const { document, tree } = parsed;
  const { start } = diagnosticOf(problem).range;
  const node = tree && findNodeAtOffset(tree, document.offsetAt(start));
  if (!node) return [];
  const { suggestions: meant = [], keys = [] } = problem;
  switch (problem.code) {
    case "unknown-key":
      return [...meant.flatMap((key) => renamed(parsed, node, key, meant.length === 1)), ...removed(parsed, node)];
    case "unknown-value":
    case "knows-no-source":
      return meant.map((value) => replaced(parsed, node, value));
    case "unknown-parameter":
      return [...meant.map((value) => replaced(parsed, node, value)), ...removed(parsed, node)];
    case "json-syntax":
      return meant.includes(",") ? [comma(parsed, node.offset)] : [];
    case "both-given":
      return node.type === "object" ? namesIn(node).flatMap((name) => removed(parsed, name)) : removed(parsed, node);
    case "no-effect":
      return node.parent?.children?.[0] === node ? removedFrom(parsed, node, keys) : removed(parsed, node);
    case "not-together":
      return [...instead(parsed, node, meant), ...removed(parsed, node)];
    case "duplicate-key":
    case "foreign-option":
    case "given-twice":
    case "no-candidate":
    case "sees-the-answer":
      return removed(parsed, node);
    default:
      return [];
  }
}

function namesIn({ children = [] }: Node): Node[] {
  return children.flatMap((property) => property.children?.slice(0, 1) ?? []);
}

/** A comma after what stands before an offset. */
function comma({ text, document }: ParsedConfig, offset: number): Fix {
  const place = document.positionAt(cursorAt(text, offset).before?.end ?? offset);
  return { title: "Add a comma", edits: [{ range: { start: place, end: place }, newText: "," }], preferred: true };
}

/** Keys of a section, given as dotted paths, that have no effect. */
function removedFrom(parsed: ParsedConfig, section: Node, keys: readonly string[]): Fix[] {
  const text = keys.reduce((text, key) => {
    const rest = new ParsedConfig(text);
    const property = rest.tree && findNodeAtLocation(rest.tree, key.split("."))?.parent;
    return property ? withoutCuts(text, cutsOf(rest, property)) : text;
  }, parsed.text);
  return [{ title: `Remove what has no effect from ${section.value}`, edits: [difference(parsed, text)] }];
}

/** A misspelled key gets its name; one that belongs elsewhere goes there. Neither overwrites a key that is given. */
function renamed(parsed: ParsedConfig, name: Node, key: string, only: boolean): Fix[] {
  const { tree } = parsed;
  const path = getNodePath(name);
  const sibling = [...path.slice(0, -1), key];
  if (!tree) return [];
  if (schemaAt(sibling)) {
    if (findNodeAtLocation(tree, sibling)) return [];
    return [{ ...replaced(parsed, name, key), preferred: only }];
  }
  const value = findNodeAtLocation(tree, path);
  if (!value?.parent || !isSound(parsed) || findNodeAtLocation(tree, key.split("."))) return [];
  const section = findNodeAtLocation(tree, key.split(".").slice(0, -1));
  if (section && section.type !== "object") return [];
  const rest = withoutCuts(parsed.text, cutsOf(parsed, value.parent));
  const moved = applySettings(rest, [{ key, value: getNodeValue(value) }]);
  return [{ title: `Move to ${key}`, edits: [difference(parsed, moved)], preferred: only }];
}

/** Other values for one that is not supported: none is likelier than another. */
function instead(parsed: ParsedConfig, node: Node, values: readonly string[]): Fix[] {
  return node.type === "string" ? values.map((value) => ({ ...replaced(parsed, node, value), preferred: false })) : [];
}

function replaced({ document }: ParsedConfig, node: Node, text: string): Fix {
  const range = { start: document.positionAt(node.offset), end: document.positionAt(node.offset + node.length) };
  const newText = JSON.stringify(text);
  return { title: `Change to ${newText}`, edits: [{ range, newText }], preferred: true };
}

function given(parsed: ParsedConfig, setting: Setting): Fix {
  const title = `Set ${setting.key} to ${JSON.stringify(setting.value)}`;
  return { title, edits: [difference(parsed, applySettings(parsed.text, [setting]))], preferred: true };
}

/** Takes out a key, or an entry of a list. */
function removed(parsed: ParsedConfig, node: Node): Fix[] {
  const gone = node.parent?.type === "array" ? node : node.parent;
  if (!gone?.parent || parsed.problems.some(({ code }) => code === "json-syntax")) return [];
  const { document } = parsed;
  const edits = cutsOf(parsed, gone).map(({ start, end }) => ({
    range: { start: document.positionAt(start), end: document.positionAt(end) },
    newText: "",
  }));
  return [{ title: `Remove ${dotted(getNodePath(node))}`, edits }];
}

const isSound = ({ problems }: ParsedConfig) =>
  !problems.some(({ code }) => code === "json-syntax" || code === "duplicate-key");

/** One edit from the text to another. */
function difference({ text, document }: ParsedConfig, after: string): TextEdit {
  const { start, end, newText } = textDifference(text, after);
  return { range: { start: document.positionAt(start), end: document.positionAt(end) }, newText };
}

function touches(a: Range, b: Range): boolean {
  const before = (p: Range["start"], q: Range["start"]) =>
    p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
