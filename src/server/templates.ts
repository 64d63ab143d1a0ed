import { type DocumentedSchema, schemaAt } from "./schema.ts";

/** A whole config, for an empty file. */
export interface Template {
  label: string;
  documentation: string;
  /** In the syntax of snippets. */
  snippet: string;
}

/** What most people want to see and change. Values are the schema's. */
const COMMON = [
  ...["task", "data.train", "model.cell", "model.units", "model.layers"],
  ...["training.epochs", "training.batchSize", "training.sequenceLength", "training.learningRate", "sampling.length"],
];

export function templates(): Template[] {
  return [
    {
      label: "Unroll: config",
      documentation: "The settings that are changed most often, with their defaults.",
      snippet: render(root, { wants: (key) => COMMON.includes(key), comments: false }),
    },
    {
      label: "Unroll: smallest config",
      documentation: "Only what is required; every other setting has a default.",
      snippet: render(root, { wants: (key) => REQUIRED.has(key), comments: false }),
    },
    {
      label: "Unroll: every setting",
      documentation: "All settings with their defaults, each explained by a comment.",
      snippet: render(root, { wants: () => true, comments: true }),
    },
  ];
}

const root = schemaAt([]) ?? {};
const REQUIRED = new Set(required(root, ""));

function required(schema: DocumentedSchema, prefix: string): string[] {
  return (schema.required ?? []).flatMap((name) => {
    const value = schema.properties?.[name] ?? {};
    return value.properties ? required(value, `${prefix}${name}.`) : [prefix + name];
  });
}

interface Choice {
  wants: (key: string) => boolean;
  comments: boolean;
}

function render(schema: DocumentedSchema, choice: Choice): string {
  let stop = 0;
  const object = (schema: DocumentedSchema, prefix: string, indent: string): string | undefined => {
    const inner = `${indent}\t`;
    const entries = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
      const key = prefix + name;
      const text = value.properties ? object(value, `${key}.`, inner) : choice.wants(key) ? leaf(value) : undefined;
      if (text === undefined) return [];
      const comment = choice.comments
        ? `${inner}// ${escaped(value.markdownDescription?.replaceAll("`", "") ?? name)}\n`
        : "";
      return [`${comment}${inner}"${name}": ${text}`];
    });
    return entries.length > 0 ? `{\n${entries.join(",\n")}\n${indent}\\}` : undefined;
  };
  const leaf = (schema: DocumentedSchema): string => {
    const [example] = schema.examples ?? [];
    if (schema.default !== undefined) return escaped(onOneLine(schema.default));
    // Without a default it is the person's to say.
    return `"\${${++stop}:${escaped(String(schema.enum?.[0] ?? example ?? ""))}}"`;
  };
  return `${object(schema, "", "") ?? ""}\n$0`;
}

function onOneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A snippet as plain text, for editors that know no snippets: every placeholder becomes what it proposes. */
export function withoutPlaceholders(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\{\d+\}|\$\d+/g,
    (_, literal: string | undefined, proposed: string | undefined) =>
      literal ?? (proposed === undefined ? "" : withoutPlaceholders(proposed)),
  );
}
