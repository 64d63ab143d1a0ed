import { guessFrom } from "./guess.ts";
import type { OwnFile } from "./look/beginning.ts";
import type { Guess, Setting } from "./plan.ts";

/** A config for files of a person's own. */
export interface OwnExperiment {
  task: string;
  /** What the files look like, and what the network will learn of them: sentences. */
  said: string;
  /** The config, with comments that say what was guessed. */
  text: string;
}

/**
 * Guesses what to train on files, and writes the config. `pathOf` is how it names a file, relative to where it will lie; `name` is
 * its own. A UserError where a file holds nothing to learn from.
 */
export async function ownExperiment(
  files: readonly OwnFile[],
  pathOf: (path: string) => string,
  name: string,
): Promise<OwnExperiment> {
  const guess = await guessFrom(files);
  return { task: guess.task, said: `${guess.found} ${guess.learns}`, text: configText(guess, pathOf, name) };
}

/** What the config of a file is called: "mytext.rnnconfig", and where that is taken "mytext-2.rnnconfig" and so on. */
export function ownConfigName(file: string, taken: number): string {
  const base = file.replace(/^.*[\\/]/, "").replace(/(?<=.)\.[^.]*$/, "");
  return `${base}${taken > 0 ? `-${taken + 1}` : ""}.rnnconfig`;
}

function configText(guess: Guess, pathOf: (path: string) => string, name: string): string {
  const { files, found, learns, baselines, sampling } = guess;
  const paths = files.train.map(({ path }) => pathOf(path));
  const data: Setting[] = [
    { key: "train", value: paths.length === 1 ? paths[0] : paths, why: "relative to this file" },
  ];
  for (const part of ["validation", "test"] as const) {
    const file = files[part];
    if (file) data.push({ key: part, value: pathOf(file.path), why: "found beside it" });
  }
  data.push(...guess.data);
  const measured = "simple models that are measured first, and put beside the network at the end";
  const sections: Setting[] = [
    { key: "task", value: guess.task },
    { key: "data", value: data },
    { key: "model", value: guess.model },
    { key: "training", value: guess.training },
    ...(baselines.length > 0 ? [{ key: "baselines", value: baselines, why: measured }] : []),
    ...(sampling.length > 0 ? [{ key: "sampling", value: sampling }] : []),
  ];
  return [
    `// ${found}`,
    `// ${learns}`,
    "// This was guessed from what the file holds, and all of it can be changed.",
    `// To begin: Train RNN, the triangle above this editor; in a terminal: unroll train ${name}`,
    "{",
    ...written(sections, "  "),
    "}",
    "",
  ].join("\n");
}

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
