// Entry of the `unroll` command: the same trainer without a window.
import { nearest } from "../base/nearest.ts";
import { UserError } from "../base/userError.ts";
import { errorEvent, version } from "../runner/index.ts";
import { readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { bench } from "./commands/bench.ts";
import { exportRun } from "./commands/export.ts";
import { gradients } from "./commands/gradients.ts";
import { list } from "./commands/list.ts";
import { sample } from "./commands/sample.ts";
import { score } from "./commands/score.ts";
import { start } from "./commands/start.ts";
import { train } from "./commands/train.ts";
import { validate } from "./commands/validate.ts";
import { helpOf, overview } from "./help.ts";
import { Output, usageError } from "./output.ts";

const commands: readonly Command[] = [train, sample, score, validate, list, gradients, exportRun, bench];

async function main(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  const output = new Output(rest.includes("--json"));
  const command = [...commands, start].find((known) => known.name === name);
  try {
    if (name === undefined || name === "--help" || name === "help" || name === "-h") {
      output.say(overview(commands));
      return name === undefined ? 2 : 0;
    }
    if (name === "--version") {
      output.say(version);
      return 0;
    }
    if (!command) {
      const names = commands.map((known) => known.name);
      const near = nearest(name, names);
      throw usageError(
        `There is no command ${name}${near ? `; did you mean ${near}?` : ""}`,
        `Known: ${names.join(", ")}.`,
      );
    }
    const given = readArguments(command, rest);
    if (given.options.help) {
      output.say(helpOf(command));
      return 0;
    }
    return await command.run(given, output);
  } catch (error) {
    output.event(errorEvent(error));
    if (command?.lastEvent) output.event(command.lastEvent);
    output.error(error);
    return error instanceof UserError ? 2 : 1;
  }
}

// A reader that goes away (`| head`) is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
}

process.exitCode = await main(process.argv.slice(2));
