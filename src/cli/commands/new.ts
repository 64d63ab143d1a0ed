import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import { count } from "../../base/words.ts";
import { ownExperiment } from "../../reading/guess/ownExperiment.ts";
import { type Template, type TemplateFile, templateFiles, templates } from "../../templates/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { says } from "../messages.ts";
import { notWritten, type Output, usageError } from "../output.ts";
import { programName, typedPath } from "../programName.ts";

/**
 * `{"event":"new","template","folder","configs","files"}`, of a person's own data with `from`, `task` and `said` in place of
 * `template`; without arguments `{"event":"template","name","about","expect","configs"}`, one a template.
 */
export const newExperiment: Command = {
  name: "new",
  usage: "[TEMPLATE DIR | --from FILE… [DIR]]",
  summary:
    "Creates an experiment from a template or for your own data, ready to train; without arguments, lists the templates.",
  details:
    "--from takes one file, or several of one kind. The task is guessed from their contents and shown.\nThe config is written next to the files, or to DIR. Existing files are never overwritten.",
  options: {
    from: {
      type: "string",
      multiple: true,
      value: "FILE",
      help: "your own data: a text, CSV, JSON Lines, CoNLL …, or a folder of sounds",
    },
    distance: { type: "string", value: "N", help: "for agreement: the number of words between subject and verb" },
  },
  positionals: { least: 0, most: Number.POSITIVE_INFINITY },
  async run(given, output) {
    const [name, folder] = given.positionals;
    const from = given.options.from as string[] | undefined;
    if (from !== undefined) {
      if (given.options.distance !== undefined)
        throw usageError("new: --from FILE… [DIR]", "--distance is an option of a template.");
      const { more, to } = await filesAndFolder(given.positionals, from);
      return await forOwnData([...from, ...more], to, output);
    }
    if (given.positionals.length > 2) {
      const hint = `For your own data: ${programName()} new --from FILE… [DIR]`;
      throw usageError(`new: ${JSON.stringify(given.positionals[2])} is one argument too many`, hint);
    }
    if (name === undefined) return list(output);
    const template = templates.find((known) => known.name === name);
    if (!template) {
      const names = templates.map((known) => known.name);
      const near = nearest(name, names);
      const message = `There is no template ${name}${near ? `; did you mean ${near}?` : ""}`;
      const isFile = await stat(name)
        .then((found) => found.isFile())
        .catch(() => false);
      const hint = isFile
        ? `For your own data: ${programName()} new --from ${typedPath(resolve(name))}`
        : `Known: ${names.join(", ")}.`;
      throw usageError(message, hint);
    }
    if (folder === undefined)
      throw usageError("new: DIR is missing", `Name an output folder: ${programName()} new ${name} DIR`);
    const distance = numberOption(given, "distance", { least: 0, whole: true });
    const files = await templateFiles(template, { distance }, (path) => readFile(join(shipped, path), "utf8"));
    await writeNew(resolve(folder), files);
    const configs = template.configs.map((config) => join(resolve(folder), config));
    output.event({ event: "new", template: name, folder: resolve(folder), configs, files: files.map((it) => it.name) });
    output.say(`${written(files, folder)} written.\n${template.expect}\n\nNext:`);
    const command = template.isSweep ? "sweep" : "train";
    for (const config of configs) output.say(`  ${programName()} ${command} ${typedPath(config)}`);
    return 0;
  },
};

/** Of many files the first are named. */
function written(files: readonly TemplateFile[], folder: string): string {
  const names = files.slice(0, SHOWN).map(({ name }) => join(folder, name));
  const left = files.length - names.length;
  return `${names.join(", ")}${left > 0 ? ` and ${count(left, "other file")}` : ""}`;
}

const SHOWN = 6;

/** What stands behind `--from FILE`: more files, as a shell makes of *.txt, and at the end perhaps a folder, which may be a new one. */
async function filesAndFolder(names: readonly string[], [first]: readonly string[]) {
  const last = names.at(-1);
  if (last === undefined) return { more: [], to: undefined };
  const found = await stat(last).catch(() => undefined);
  // A file that is not there is no new folder.
  const isFile = found ? found.isFile() : extname(last) !== "" && extname(last) === extname(first);
  return isFile ? { more: names, to: undefined } : { more: names.slice(0, -1), to: last };
}

/** Writes a config for files of a person's own beside the first, or into a folder. */
async function forOwnData(from: readonly string[], folder: string | undefined, output: Output): Promise<number> {
  const files = from.map((given) => {
    const path = resolve(given);
    // A folder may be given as "." or "sounds/".
    return { path, name: /^\.[/\\]*$/.test(given) ? basename(path) : given.replace(/[/\\]+$/, "") };
  });
  const to = resolve(folder ?? dirname(files[0].path));
  const { file, text, task, said } = await ownExperiment(files, to);
  const name = basename(file);
  await writeNew(to, [{ name, content: text }]);
  const paths = files.map(({ path }) => path);
  output.event({ event: "new", from: paths, task, said, folder: to, configs: [file], files: [name] });
  output.say(`${typedPath(file)} written.\n${said}\n\nNext:\n  ${programName()} train ${typedPath(file)}`);
  return 0;
}

const shipped = fileURLToPath(new URL("../media/templates/", import.meta.url));

function list(output: Output): number {
  const width = Math.max(...templates.map(({ name }) => name.length)) + 2;
  for (const { name, about, expect, configs } of templates) {
    output.event({ event: "template", name, about, expect, configs } satisfies Partial<Template> & { event: string });
    output.say(`  ${name.padEnd(width)}${about}\n${" ".repeat(width + 2)}${expect}`);
  }
  output.say(`\n${programName()} new TEMPLATE DIR writes one to a folder. For your own data: new --from FILE.`);
  return 0;
}

/** Writes all files or none: where one of them exists, those written before it go again. */
async function writeNew(folder: string, files: readonly TemplateFile[]): Promise<void> {
  const failed = (what: string) => (error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") {
      throw new UserError(says.exists({ path: typedPath(what) }));
    }
    throw notWritten(error, what);
  };
  await mkdir(folder, { recursive: true }).catch(failed(folder));
  const written: string[] = [];
  try {
    for (const { name, content } of files) {
      const file = join(folder, name);
      if (name.includes("/")) await mkdir(dirname(file), { recursive: true }).catch(failed(dirname(file)));
      await writeFile(file, content, { flag: "wx" }).catch(failed(file));
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    throw error;
  }
}
