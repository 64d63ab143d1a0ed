import { type DocumentedSchema, schemaAt, takes } from "./schema.ts";

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

/** `files` are data that are there, the likeliest first. */
export function templates(files: readonly string[] = []): Template[] {
  return [
    {
      label: "Unroll: config",
      documentation: "The settings that are changed most often, with their defaults.",
      snippet: render(root, { wants: (key) => COMMON.includes(key), comments: false, files }),
    },
    {
      label: "Unroll: smallest config",
      documentation: "Only what is required; every other setting has a default.",
      snippet: render(root, { wants: (key) => REQUIRED.has(key), comments: false, files }),
    },
    {
      label: "Unroll: every setting",
      documentation: "All settings with their defaults, each explained by a comment.",
      snippet: render(root, { wants: () => true, comments: true, files }),
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
  files: readonly string[];
}

/** More choices than that nobody reads. */
const MOST_CHOICES = 10;

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
    if (schema.default !== undefined) return escaped(onOneLine(schema.default));
    // Without a default it is the person's to say: one of what there is, and nothing invented.
    const choices = (schema.enum ?? (takes("a path", schema) ? choice.files : [])).map(inQuotes);
    return `"${choiceOf(++stop, choices)}"`;
  };
  return `${object(schema, "", "") ?? ""}\n$0`;
}

function onOneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
}

/** As it stands between the quotes of JSON. */
function inQuotes(value: unknown): string {
  return JSON.stringify(String(value)).slice(1, -1);
}

/** A place to fill in, with a list of what may stand there. */
function choiceOf(stop: number, choices: readonly string[]): string {
  if (choices.length === 0) return `\${${stop}}`;
  if (choices.length === 1) return `\${${stop}:${escaped(choices[0])}}`;
  const list = choices.slice(0, MOST_CHOICES).map((text) => text.replace(/[\\$},|]/g, "\\$&"));
  return `\${${stop}|${list.join(",")}|}`;
}

function escaped(text: string): string {
  return text.replace(/[\\$}]/g, "\\$&");
}

/** A snippet as plain text, for editors that know no snippets: every placeholder becomes what it proposes. */
export function withoutPlaceholders(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\{\d+:((?:[^}\\]|\\.)*)\}|\$\{\d+\|((?:[^,|\\]|\\.)*)(?:[^|\\]|\\.)*\|\}|\$\{\d+\}|\$\d+/g,
    (_, literal: string | undefined, proposed: string | undefined, first: string | undefined) =>
      literal ?? first?.replace(/\\([\\$},|])/g, "$1") ?? (proposed === undefined ? "" : withoutPlaceholders(proposed)),
  );
}
