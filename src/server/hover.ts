import { findNodeAtOffset, getNodePath } from "jsonc-parser";
import type { Hover, Position } from "vscode-languageserver";
import { rule } from "../config/rule.ts";
import type { ParsedConfig } from "./parsedConfig.ts";
import { type DocumentedSchema, isRequired, type KeyPath, schemaAt } from "./schema.ts";

/** What the key or value under the cursor is, with what it may be. Only ever text of the schema, never of the file. */
export function hover({ tree, document }: ParsedConfig, position: Position, markdown = true): Hover | null {
  const node = tree && findNodeAtOffset(tree, document.offsetAt(position));
  if (!node || node.type === "object" || node.type === "array" || node.type === "property") return null;
  const path = getNodePath(node);
  // Entries of a list are explained by the key that has the list.
  while (typeof path.at(-1) === "number") path.pop();
  const schema = schemaAt(path);
  if (path.length === 0 || !schema) return null;
  const text = markdown ? describe(schema, path) : describe(schema, path).replace(/`|^\*\*|\*\*(?= )/g, "");
  return {
    contents: { kind: markdown ? "markdown" : "plaintext", value: text },
    range: { start: document.positionAt(node.offset), end: document.positionAt(node.offset + node.length) },
  };
}

function describe(schema: DocumentedSchema, path: KeyPath): string {
  const choices = schema.enum?.map(
    (value, i) => `- \`${JSON.stringify(value)}\`: ${schema.enumDescriptions?.[i] ?? ""}`,
  );
  const parts = [
    `**${schema.title ?? path.at(-1)}** \`${path.join(".")}\``,
    schema.markdownDescription,
    choices?.join("\n"),
    facts(schema, path),
  ];
  return parts.filter(Boolean).join("\n\n");
}

function facts(schema: DocumentedSchema, path: KeyPath): string {
  const said: string[] = [];
  if (!schema.properties && !schema.enum) said.push(`${capitalised(rule(schema))}.`);
  if (isRequired(path)) said.push("Required.");
  else if (schema.default !== undefined) said.push(`Default: \`${JSON.stringify(schema.default)}\`.`);
  if (schema.resumable) said.push("May change when a run is continued.");
  return said.join(" ");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
