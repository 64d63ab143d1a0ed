import { resolve } from "node:path";
import { tasks } from "../../config/index.ts";
import { type Look, lookParts } from "../../contracts/inspection/look.ts";
import { Inspector, inspectRun, inspectTarget, isCounted, savedConfig } from "../../runner/index.ts";
import { findRun, type RunFolder } from "../../runs/index.ts";
import { encodeSafetensors } from "../../tensors/index.ts";
import { numberOption, startOption } from "../arguments.ts";
import type { Arguments, Command } from "../command.ts";
import { askTime } from "../inspection/askTime.ts";
import { lookEvent, saysEvent, tensorEvent } from "../inspection/lookEvents.ts";
import { showCounted } from "../inspection/showCounted.ts";
import { showLook } from "../inspection/showLook.ts";
import { showTarget } from "../inspection/showTarget.ts";
import type { SavedTensor, SavedTensors } from "../inspection/timeEvents.ts";
import { checkCounted, checkTogether, timeOptions } from "../inspection/timeOptions.ts";
import { type Output, usageError, writeResult } from "../output.ts";
import { writesTargets } from "../targets/targetOptions.ts";

/** Candidates of each written symbol, unless somebody asks for more. */
const USUAL = 4;

/**
 * `{"event":"inspection","run",…}`: of networks `contracts/inspection/look.ts` with lists in the place of arrays, then `tensor` and `says` events
 * where they are asked for; of count-based models `model`, `contexts`, `unknown`, `classes`.
 */
export const inspect: Command = {
  name: "inspect",
  usage: "RUN [--text TEXT | --example N | --data FILE] [options]",
  summary:
    "Looks inside a run: what a network computes at every step of a text, or what a count-based model has learned.",
  details: [
    "For networks: each symbol with its surprise (−ln p, in nats), the likeliest next symbols, and the strongest units. --json and --out",
    "have all of it: states, gates, the sums before the activations and their terms (input, recurrent, bias), by name: l0.h, l0.c, l0.i,",
    "l0.pre.i, l0.term.i.input, and l0.h_reverse of a backward direction. Layers, units and steps count from 0.",
    "For n-gram models: the symbols that followed a context, their counts, and the probability left to shorter contexts. Except in",
    "the longest context, Kneser–Ney uses continuation counts: the number of different symbols before the context and the symbol.",
    "For bag of words and naive Bayes: the tokens with the strongest evidence for each class, in logarithms. For the most frequent",
    "tag: how often a token had the tag.",
    "For sequence-to-sequence: each symbol that is written for the source of --text, or of a given --target, its probability, the",
    "likeliest others, and with attention the source tokens that it looked at.",
  ].join("\n"),
  options: {
    text: {
      type: "string",
      value: "TEXT",
      help: "what is read; for n-gram models the context, for sequence-to-sequence the source; default: the run's prompt",
    },
    prompt: { type: "string", value: "TEXT", help: "the same as --text" },
    target: {
      type: "string",
      value: "TEXT",
      help: "for sequence-to-sequence: a target to look at, instead of writing one",
    },
    example: { type: "string", value: "N", help: "an example of the run's data, or of the file of --data, from 0" },
    part: {
      type: "string",
      value: "PART",
      help: "of --example: training, validation or test; default: test, if there is one",
    },
    data: { type: "string", value: "FILE", help: "a text to read, or a file of examples like the run's data" },
    start: { type: "string", value: "LABEL", help: "what a written example begins with" },
    state: { type: "string", value: "STATE", help: "the state in which a running text begins: warm or cold" },
    checkpoint: { type: "string", value: "STEP", help: "a kept step, best or last; default: best" },
    top: { type: "string", value: "N", help: "number of symbols or tokens per list; default: 10" },
    tensor: {
      type: "string",
      multiple: true,
      value: "NAME",
      help: "a tensor to print with --json or to write with --out; * stands for any characters; can be repeated",
    },
    ...timeOptions,
    says: { type: "boolean", help: "with --json: what the state of each layer says by itself" },
    out: { type: "string", value: "FILE", help: "a .safetensors file to write tensors to; default: all of them" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const most = numberOption(given, "top", { least: 1, most: 100_000, whole: true });
    const text = (given.options.text ?? given.options.prompt) as string | undefined;
    checkTogether(given.options);
    if (isCounted(run)) {
      checkCounted(given.options, run.id);
      const found = await inspectRun(run, { prompt: text, most });
      output.event({ event: "inspection", run: run.path, ...found });
      showCounted(found, output);
      return 0;
    }
    const { example, data, target } = given.options as Record<string, string | undefined>;
    const isTyped = example === undefined && data === undefined;
    const pairs = isTyped && (writesTargets(run) || target !== undefined);
    const written = pairs ? await inspectTarget(run, { source: text ?? "", target, most: most ?? USUAL }) : undefined;
    const inspector = new Inspector();
    try {
      const input = await inputOf(inspector, run, given, text);
      const request = { run: run.path, checkpoint: checkpointOf(given), input, top: Math.min(most ?? 10, 1000) };
      const look = (await inspector.open(request)) as Look;
      output.event({ event: "inspection", ...lookEvent(look), ...written });
      if (written) showTarget(text ?? "", written, output);
      else await showLook(inspector, look, output, most);
      const asked = await askTime(inspector, { look, request }, given, output);
      await tensorsOf(inspector, asked.look, given, output, asked.tensors);
    } finally {
      await inspector.dispose();
    }
    return 0;
  },
};

/** What is to be looked into, by the options. */
async function inputOf(inspector: Inspector, run: RunFolder, given: Arguments, text: string | undefined) {
  const { data, target, part: named, state } = given.options as Record<string, string | undefined>;
  const index = numberOption(given, "example", { least: 0, whole: true });
  if (state !== undefined && state !== "warm" && state !== "cold") {
    throw usageError(`--state needs warm or cold, not ${JSON.stringify(state)}`);
  }
  if (text !== undefined && (data !== undefined || index !== undefined)) {
    throw usageError("--text, --data and --example do not go together", "Give a text, or an example of data.");
  }
  if (data !== undefined) return { from: "file" as const, file: resolve(data), index: index ?? 0 };
  if (index !== undefined) {
    const part = lookParts.find((known) => known === named);
    if (named !== undefined && !part) {
      throw usageError(`--part needs ${lookParts.join(", ")}, not ${JSON.stringify(named)}`);
    }
    return { from: "example" as const, part: part ?? (await usualPart(inspector, run)), index };
  }
  const config = savedConfig(run);
  if (text === undefined && tasks[config.task].reads !== "text") {
    const typed = tasks[config.task].reads === "series" ? "" : "--text TEXT, ";
    throw usageError("inspect needs something to read", `Give ${typed}--example N or --data FILE.`);
  }
  const start = startOption(given);
  return {
    ...{ from: "text" as const, text: text ?? config.sampling.prompt },
    ...(target !== undefined && { target }),
    ...(start !== undefined && { start }),
    ...(state !== undefined && { state: state as "warm" | "cold" }),
  };
}

/** The test part, or where it is empty the validation, or the training. */
async function usualPart(inspector: Inspector, run: RunFolder) {
  const { parts } = await inspector.choices({ run: run.path });
  const found = lookParts.toReversed().find((part) => parts?.find((one) => one.part === part)?.examples);
  return found ?? "test";
}

function checkpointOf({ options }: Arguments): "best" | "last" | number | undefined {
  const { checkpoint } = options as { checkpoint?: string };
  if (checkpoint === undefined || checkpoint === "best" || checkpoint === "last") return checkpoint;
  if (/^\d+$/.test(checkpoint)) return Number(checkpoint);
  throw usageError(`--checkpoint needs best, last or a step, not ${JSON.stringify(checkpoint)}`);
}

/** Prints and writes the tensors that are asked for: with --json states and gates where none is named, with --out all. */
async function tensorsOf(
  inspector: Inspector,
  look: Look,
  { options }: Arguments,
  output: Output,
  others: SavedTensors,
): Promise<void> {
  const { out, says, tensor: named } = options as { out?: string; says?: boolean; tensor?: string[] };
  const layers = look.layers.flatMap(({ tensors }) => tensors);
  const all = [...layers.map(({ name }) => name), ...look.tensors.map(({ name }) => name)];
  const usual = layers.filter(({ kind }) => kind === "state" || kind === "gate" || kind === "candidate");
  const chosen = named && all.filter((name) => named.some((pattern) => fits(pattern, name)));
  if (chosen?.length === 0) {
    throw usageError(`There is no tensor ${named!.join(" ")}`, `Known: ${all.slice(0, 40).join(", ")}`);
  }
  if (output.json) {
    for (const name of chosen ?? usual.map((one) => one.name)) {
      output.event(tensorEvent(await inspector.tensor({ look: look.look, name })));
    }
  }
  if (output.json && says) {
    for (const { name, says: hasSay } of look.layers) {
      if (hasSay === true) output.event(saysEvent(await inspector.says({ look: look.look, layer: name })));
    }
  }
  if (out === undefined) return;
  const tensors = new Map<string, SavedTensor>(others);
  for (const name of chosen ?? all) {
    const { shape, values } = await inspector.tensor({ look: look.look, name });
    tensors.set(name, { shape, dtype: "F32", data: values });
  }
  const symbols = Object.fromEntries(look.strips.map((strip) => [strip.name, strip.symbols]));
  const metadata = { run: look.run.id, step: String(look.checkpoint.step), symbols: JSON.stringify(symbols) };
  const file = resolve(out);
  await writeResult(file, encodeSafetensors(tensors, metadata));
  output.log(`${tensors.size} tensors: ${file}`);
}

/** Whether a name is one that a pattern with * means. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return name === pattern;
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === parts.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found) || (i === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return true;
}
