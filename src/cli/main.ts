#!/usr/bin/env node
// Entry of the `unroll` command: the same trainer without a window.
import { nearest } from "../base/nearest.ts";
import { UserError } from "../base/userError.ts";
// Not by way of the room: what a command does not need is not loaded, which for `train` is most of it.
import { errorEvent } from "../runner/failure.ts";
import { version } from "../runner/version.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { helpOf, overview } from "./help.ts";
import { Output, outputLost, readers, usageError } from "./output.ts";
import { wordedError } from "./text/adviceText.ts";

const commands: Record<string, () => Promise<Command>> = {
  new: async () => (await import("./commands/new.ts")).newExperiment,
  train: async () => (await import("./commands/train.ts")).train,
  sweep: async () => (await import("./commands/sweep.ts")).sweep,
  evaluate: async () => (await import("./commands/evaluate.ts")).evaluate,
  predict: async () => (await import("./commands/predict.ts")).predict,
  transcribe: async () => (await import("./commands/transcribe.ts")).transcribe,
  forecast: async () => (await import("./commands/forecast.ts")).forecast,
  sample: async () => (await import("./commands/sample.ts")).sample,
  score: async () => (await import("./commands/score.ts")).score,
  inspect: async () => (await import("./commands/inspect.ts")).inspect,
  validate: async () => (await import("./commands/validate.ts")).validate,
  list: async () => (await import("./commands/list.ts")).list,
  compare: async () => (await import("./commands/compare.ts")).compare,
  gradients: async () => (await import("./commands/gradients.ts")).gradients,
  export: async () => (await import("./commands/export.ts")).exportRun,
  bench: async () => (await import("./commands/bench.ts")).bench,
};

/** Known too, but left out of the overview. */
const start = async () => (await import("./commands/start.ts")).start;

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args[0] === "help" && args[1] ? [args[1], "--help", ...args.slice(2)] : args;
  const output = new Output(rest.includes("--json"));
  let command: Command | undefined;
  try {
    if (name === undefined || name === "--help" || name === "help" || name === "-h") {
      output.log(overview(await Promise.all(Object.values(commands).map((load) => load()))));
      return name === undefined ? 2 : 0;
    }
    if (name === "--version") {
      output.log(version);
      return 0;
    }
    const all = new Map([...Object.entries(commands), ["start", start] as const]);
    const load = all.get(name);
    if (!load) {
      const names = Object.keys(commands);
      const near = nearest(name, names);
      throw usageError(
        `There is no command ${name}${near ? `; did you mean ${near}?` : ""}`,
        `Known: ${names.join(", ")}.`,
      );
    }
    command = await load();
    const given = await readArguments(command, rest);
    if (given.options.help) {
      output.log(helpOf(command));
      return 0;
    }
    return await command.run(given, output);
  } catch (error) {
    output.event(wordedError(errorEvent(error)));
    if (command?.lastEvent) output.event(command.lastEvent);
    output.error(error);
    return error instanceof UserError ? 2 : 1;
  }
}

let isOutputLost = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    // A reader that goes away (`| head`) is no error of ours, and where errors are told, none of its own can be told.
    const isError = error.code !== "EPIPE" && stream === process.stdout;
    if (isError && !isOutputLost) new Output(false).error(outputLost(error));
    isOutputLost ||= isError;
    if (stream === process.stderr && error.code !== "EPIPE") return;
    if (!readers.emit("gone")) process.exit(isOutputLost ? 1 : 0);
  });
}

const status = await main(process.argv.slice(2));
process.exitCode = isOutputLost ? status || 1 : status;
