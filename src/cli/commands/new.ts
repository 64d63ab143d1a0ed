import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import { type Template, type TemplateFile, templateFiles, templates } from "../../templates/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { type Output, usageError } from "../output.ts";
import { programName, typedPath } from "../programName.ts";

/**
 * `{"event":"new","template","folder","configs","files"}`; without arguments `{"event":"template","name","about","expect",
 * "configs"}`, one a template.
 */
export const newExperiment: Command = {
  name: "new",
  usage: "[TEMPLATE DIR]",
  summary: "Writes an experiment that is ready to train, or lists those there are.",
  details: "Files that are there already are never overwritten.",
  options: {
    distance: { type: "string", value: "N", help: "of agreement: how many words stand between subject and verb" },
  },
  positionals: { least: 0, most: 2 },
  async run(given, output) {
    const [name, folder] = given.positionals;
    if (name === undefined) return list(output);
    const template = templates.find((known) => known.name === name);
    if (!template) {
      const names = templates.map((known) => known.name);
      const near = nearest(name, names);
      const message = `There is no template ${name}${near ? `; did you mean ${near}?` : ""}`;
      throw usageError(message, `Known: ${names.join(", ")}.`);
    }
    if (folder === undefined) throw usageError("new: TEMPLATE DIR", "Name the folder to write it into.");
    const distance = numberOption(given, "distance", { least: 0, whole: true });
    const files = await templateFiles(template, { distance }, (path) => readFile(join(shipped, path), "utf8"));
    await writeNew(resolve(folder), files);
    const configs = template.configs.map((config) => join(resolve(folder), config));
    output.event({ event: "new", template: name, folder: resolve(folder), configs, files: files.map((it) => it.name) });
    output.say(`${files.map((file) => join(folder, file.name)).join(", ")} written.\n${template.expect}\n\nNext:`);
    for (const config of configs) output.say(`  ${programName()} train ${typedPath(config)}`);
    return 0;
  },
};

const shipped = fileURLToPath(new URL("../media/templates/", import.meta.url));

function list(output: Output): number {
  const width = Math.max(...templates.map(({ name }) => name.length)) + 2;
  for (const { name, about, expect, configs } of templates) {
    output.event({ event: "template", name, about, expect, configs } satisfies Partial<Template> & { event: string });
    output.say(`  ${name.padEnd(width)}${about}\n${" ".repeat(width + 2)}${expect}`);
  }
  output.say(`\n${programName()} new TEMPLATE DIR writes one into a folder.`);
  return 0;
}

/** Writes all files or none: where one of them is there already, those written before it go again. */
async function writeNew(folder: string, files: readonly TemplateFile[]): Promise<void> {
  const failed = (what: string) => (error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") {
      throw new UserError("exists", `${what} is there already`, "Nothing was written. Name another folder.", {
        file: what,
      });
    }
    throw new UserError("not-written", `${what} could not be written: ${error.message}`, undefined, { file: what });
  };
  await mkdir(folder, { recursive: true }).catch(failed(folder));
  const written: string[] = [];
  try {
    for (const { name, text } of files) {
      const file = join(folder, name);
      await writeFile(file, text, { flag: "wx" }).catch(failed(file));
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    throw error;
  }
}
