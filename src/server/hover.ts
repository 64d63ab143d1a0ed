import { findNodeAtLocation, findNodeAtOffset, getNodePath } from "jsonc-parser";
import type { Hover, Position } from "vscode-languageserver";
import type { Message } from "../base/message.ts";
import { nameOfForm, rule } from "../config/keys/describe.ts";
import { supportOf } from "../config/support/words.ts";
import type { ParsedConfig } from "./parsedConfig.ts";
import { type DocumentedSchema, dotted, isRequired, type KeyPath, schemaAt } from "./schema.ts";

/**
 * What the key or value under the cursor is, with what it may be: text of the schema, never of the config. `notes` are how its data
 * are read, in plain words, which may quote what stands in the files.
 */
export function hover(
  { tree, document }: ParsedConfig,
  position: Position,
  markdown = true,
  notes: readonly Message[] = [],
): Hover | null {
  const node = tree && findNodeAtOffset(tree, document.offsetAt(position));
  if (!node || node.type === "object" || node.type === "array" || node.type === "property") return null;
  const path = getNodePath(node);
  const nameAt = (path: KeyPath) => findNodeAtLocation(tree, [...path])?.value;
  // Entries of a list, and keys of a person's own, are explained by the key that has them.
  while (typeof path.at(-1) === "number" || (path.length > 1 && isOwn(path, nameAt))) path.pop();
  const schema = schemaAt(path, nameAt);
  if (path.length === 0 || !schema) return null;
  const described = describe(schema, path, nameAt);
  const text = markdown ? described : described.replace(/`|^\*\*|\*\*(?= )/g, "");
  const read = notesOf(dotted(path), notes).map(({ text: note }) => `- ${markdown ? literal(note) : note}`);
  return {
    contents: {
      kind: markdown ? "markdown" : "plaintext",
      value: [text, ...(read.length > 0 ? ["Your data, as they are read:", read.join("\n")] : [])].join("\n\n"),
    },
    range: { start: document.positionAt(node.offset), end: document.positionAt(node.offset + node.length) },
  };
}

/** More than that are not read. */
const MOST_NOTES = 8;

/** Of `data` and of the files all notes, of another key those that name it. */
function notesOf(key: string, notes: readonly Message[]): readonly Message[] {
  const own =
    key === "data" || key === "data.train"
      ? notes
      : notes.filter((note) => note.key === key || note.keys?.includes(key));
  return key.startsWith("data") ? own.slice(0, MOST_NOTES) : [];
}

/** Text that means nothing in Markdown, whatever it holds. */
function literal(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, "\\$&").replace(/\s+/g, " ");
}

type NameAt = (path: KeyPath) => unknown;

/** Whether a key is a person's own: a label, a column, a parameter. */
function isOwn(path: KeyPath, nameAt: NameAt): boolean {
  const around = schemaAt(path.slice(0, -1), nameAt);
  return schemaAt(path, nameAt) === undefined && (around?.anyOf ?? []).some((form) => form.patternProperties);
}

function describe(schema: DocumentedSchema, path: KeyPath, nameAt: NameAt): string {
  const around = schemaAt(path.slice(0, -1), nameAt);
  // The name of a form may be that of any other.
  const isName = path.at(-1) === "name" && schema.enum?.length === 1;
  const choices = choicesOf(isName && around ? around : schema).map(([value, about]) => `- \`${value}\`: ${about}`);
  const parts = [
    `**${schema.title ?? path.at(-1)}** \`${dotted(path)}\``,
    schema.markdownDescription,
    choices.join("\n"),
    facts(schema, path, nameAt),
  ];
  return parts.filter(Boolean).join("\n\n");
}

/** The values that a key may have by name, with what they mean. */
function choicesOf({
  enum: values = [],
  enumDescriptions = [],
  anyOf = [],
  items,
}: DocumentedSchema): [string, string][] {
  const own = values.map((value, i): [string, string] => [JSON.stringify(value), enumDescriptions[i] ?? ""]);
  const forms = [...anyOf, ...(items?.anyOf ?? [])].flatMap((form: DocumentedSchema): [string, string][] => {
    const name = nameOfForm(form);
    return name === undefined ? choicesOf(form) : [[JSON.stringify(name), form.markdownDescription ?? ""]];
  });
  return [...new Map([...own, ...forms].filter(([, about]) => about !== ""))];
}

function facts(schema: DocumentedSchema, path: KeyPath, nameAt: NameAt): string {
  const said: string[] = [];
  if (!schema.properties && !schema.enum) said.push(`${capitalised(rule(schema))}.`);
  if (isRequired(path, nameAt)) said.push("Required.");
  else if (schema.default !== undefined) said.push(`Default: \`${JSON.stringify(schema.default)}\`.`);
  else said.push(...fromAround(path));
  const supported = supportOf(
    dotted(path)
      .replace(/^model\.decoder\./, "model.")
      .replace(/layers\[\d+\]\./, ""),
  );
  if (supported !== "") said.push(`Supported with: ${supported}.`);
  if (schema.resumable) said.push("May change when a run is continued.");
  return said.join(" ");
}

/** What a layer leaves out is as the key of that name beside the list of layers, and what an object leaves out as that beside it. */
function fromAround(path: KeyPath): string[] {
  const entry = path.findLastIndex((step) => typeof step === "number");
  const key =
    entry > 0 ? [...path.slice(0, entry - 1), ...path.slice(entry + 1)] : [...path.slice(0, -2), ...path.slice(-1)];
  return path.length > 2 && schemaAt(key) ? [`Default: as \`${dotted(key)}\`.`] : [];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
