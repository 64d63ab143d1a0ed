import { UserError } from "../base/userError.ts";
import { says } from "./messages.ts";

/** What a person may choose of data that are generated. */
export interface TemplateOptions {
  /** How many words stand between a subject and its verb. */
  distance?: number;
}

/** Reads a file that ships with Unroll, by its path below media/templates. */
export type ReadShipped = (path: string) => Promise<string>;

/** Where data come from: the path of a file that ships, or how they are made of the options and of what ships. */
export type DataSource = string | ((options: TemplateOptions, read: ReadShipped) => string | Promise<string>);

/** An experiment that is ready to train: configs, and the data that they name. */
export interface Template {
  name: string;
  /** What it is about, in a line. */
  about: string;
  /** What to expect of it, in a line. */
  expect: string;
  /** Its configs, which ship in media/templates/<name>; the first is the one to begin with. */
  configs: readonly string[];
  data: Readonly<Record<string, DataSource>>;
  /** Files that are made together, by their paths: the sounds of a table, and the table. */
  together?: () => Readonly<Record<string, string | Uint8Array>>;
  /** Its configs are made to be swept. */
  isSweep?: true;
  /** The options that it knows. */
  options?: readonly (keyof TemplateOptions)[];
}

export interface TemplateFile {
  /** Its path in the folder of the experiment, with slashes. */
  name: string;
  content: string | Uint8Array;
}

/** All files of an experiment, configs first; a UserError where an option does not fit. */
export async function templateFiles(
  template: Template,
  options: TemplateOptions,
  read: ReadShipped,
): Promise<TemplateFile[]> {
  const { name, configs, data, together } = template;
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || template.options?.some((known) => known === option)) continue;
    throw new UserError(says.noOption({ template: name, option, known: template.options ?? [] }));
  }
  const shipped = configs.map((config) => ({ name: config, content: read(`${name}/${config}`) }));
  const made = Object.entries(data).map(([file, source]) => {
    return { name: file, content: typeof source === "string" ? read(source) : source(options, read) };
  });
  const files = [
    ...shipped,
    ...made,
    ...Object.entries(together?.() ?? {}).map(([name, content]) => ({ name, content })),
  ];
  return await Promise.all(files.map(async ({ name, content }) => ({ name, content: await content })));
}
