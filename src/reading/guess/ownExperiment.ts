import { existsSync } from "node:fs";
import { join, parse, relative, sep } from "node:path";
import { typedCommand } from "../../base/shellWord.ts";
import type { OwnExperiment } from "../../contracts/background.ts";
import { guessFrom } from "./guess.ts";
import type { OwnFile } from "./look/beginning.ts";
import type { Guess, Setting } from "./plan.ts";

/**
 * Guesses what to train on files of one kind, and makes the config that names them, to be written into a folder. Unless it is `called` something it
 * is named like the first of them that is for training, or the next that is free. A UserError where a file holds nothing to learn from.
 */
export async function ownExperiment(
  files: readonly OwnFile[],
  folder: string,
  called?: string,
): Promise<OwnExperiment> {
  const guess = await guessFrom(files);
  const name = called ?? freeName(guess.files.train[0].path, folder);
  const text = configText(guess, (path) => relative(folder, path).replaceAll(sep, "/") || ".", name);
  return { file: join(folder, name), text, task: guess.task, said: `${guess.found} ${guess.learns}` };
}

/** "mytext.rnnconfig", and where that is taken "mytext-2.rnnconfig" and so on. */
function freeName(file: string, folder: string): string {
  const name = (count: number) => `${parse(file).name}${count > 1 ? `-${count}` : ""}.rnnconfig`;
  let count = 1;
  while (existsSync(join(folder, name(count)))) count++;
  return name(count);
}

function configText(guess: Guess, pathOf: (path: string) => string, name: string): string {
  const { files, targets, found, learns, baselines, sampling } = guess;
  const pathsOf = (some: readonly OwnFile[]) => {
    const paths = some.map(({ path }) => pathOf(path));
    return paths.length === 1 ? paths[0] : paths;
  };
  const named = (sources: readonly OwnFile[], others: readonly OwnFile[] | undefined) =>
    others ? { source: pathsOf(sources), target: pathsOf(others) } : pathsOf(sources);
  const paths = named(files.train, targets?.train);
  const data: Setting[] = [{ key: "train", value: paths, why: "relative to this file" }];
  for (const part of ["validation", "test"] as const) {
    const [file, target] = [files[part], targets?.[part]];
    const value = file && named([file], target && [target]);
    if (value) data.push({ key: part, value, why: "beside it, and called so" });
  }
  data.push(...guess.data);
  const measured = "simple models that are evaluated first and compared with the network at the end";
  const sections: Setting[] = [
    { key: "task", value: guess.task },
    { key: "data", value: data },
    { key: "model", value: guess.model },
    { key: "training", value: guess.training },
    ...(baselines.length > 0 ? [{ key: "baselines", value: baselines, why: measured }] : []),
    ...(sampling.length > 0 ? [{ key: "sampling", value: sampling }] : []),
  ];
  const command = typedCommand("train", name, process.platform);
  return [
    ...comment(found),
    ...comment(learns),
    ...comment("This was guessed from what the file holds, and all of it can be changed."),
    ...comment("To begin: Train RNN, the triangle above this editor; in a terminal:", command),
    "{",
    ...written(sections, "  "),
    "}",
    "",
  ].join("\n");
}

/**
 * Lines of a comment that fit beside a panel; `last` is not broken, so that it can be copied. A name of a file may hold line breaks, which
 * would end it.
 */
function comment(text: string, last?: string): string[] {
  const lines = [""];
  const clean = (part: string) => part.replace(/\p{Cc}/gu, "?");
  for (const word of [...clean(text).split(" "), ...(last === undefined ? [] : [clean(last)])]) {
    const line = lines[lines.length - 1];
    if (line !== "" && line.length + word.length >= LINE) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.map((line) => `// ${line}`);
}

const LINE = 100;

/** A line for each setting, more for a section, which is a list of settings. */
function written(settings: readonly Setting[], indent: string): string[] {
  return settings.flatMap(({ key, value, why }, i) => {
    const comma = i + 1 < settings.length ? "," : "";
    const comment = why === undefined ? "" : ` // ${why}`;
    if (isSection(value)) return [`${indent}"${key}": {`, ...written(value, `${indent}  `), `${indent}}${comma}`];
    return [`${indent}"${key}": ${onOneLine(value)}${comma}${comment}`];
  });
}

function isSection(value: unknown): value is Setting[] {
  return Array.isArray(value) && typeof value[0] === "object" && "key" in value[0];
}

/** As JSON with a space after commas and inside braces. */
function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${onOneLine(inner)}`)
    .join(", ")} }`;
}
