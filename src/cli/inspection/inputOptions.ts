import { resolve } from "node:path";
import { type Config, tasks } from "../../config/index.ts";
import { lookParts } from "../../contracts/inspection/look.ts";
import { type InspectedInput, type Inspector, savedConfig } from "../../runner/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import { numberOption, startOption } from "../arguments.ts";
import type { Arguments } from "../command.ts";
import { usageError } from "../output.ts";

type Given = Record<string, string | undefined>;

/** What is to be looked into, by the options. */
export async function inputOf(
  inspector: Inspector,
  run: RunFolder,
  given: Arguments,
  text: string | undefined,
): Promise<InspectedInput> {
  const { data, target, part: named, state } = given.options as Given;
  const config = savedConfig(run);
  checkInput(run.id, config, given.options as Given);
  const index = numberOption(given, "example", { least: 0, whole: true });
  if (text !== undefined && (data !== undefined || index !== undefined)) {
    throw usageError("--text, --data and --example do not go together", "Give a text, or an example of data.");
  }
  const begun = state !== undefined && { state: state as "warm" | "cold" };
  if (data !== undefined) return { from: "file", file: resolve(data), index: index ?? 0, ...begun };
  if (index !== undefined) {
    const part = lookParts.find((known) => known === named);
    if (named !== undefined && !part) {
      throw usageError(`--part needs ${lookParts.join(", ")}, not ${JSON.stringify(named)}`);
    }
    return { from: "example", part: part ?? (await usualPart(inspector, run)), index };
  }
  if (text === undefined && tasks[config.task].reads !== "text") {
    const { typed: may } = await inspector.choices({ run: run.path });
    const typed = may === null ? "" : "--text TEXT, ";
    throw usageError("inspect needs something to read", `Give ${typed}--example N or --data FILE.`);
  }
  const start = startOption(given);
  return {
    ...{ from: "text" as const, text: text ?? config.sampling.prompt },
    ...(target !== undefined && { target }),
    ...(start !== undefined && { start }),
    ...begun,
  };
}

/** Refuses what says nothing of this run, or of what is read. */
function checkInput(id: string, { task, data: { direction } }: Config, options: Given): void {
  const { data, example, state, start, target, part } = options;
  const { reads, writesText, predicts } = tasks[task];
  const refuse = (name: string, why: string) => {
    throw usageError(`--${name} ${why}`, `Leave --${name} out.`);
  };
  if (state !== undefined && state !== "warm" && state !== "cold") {
    throw usageError(`--state needs warm or cold, not ${JSON.stringify(state)}`);
  }
  if (state !== undefined && (reads !== "text" || direction === "cloze")) {
    refuse("state", `is for a running text that is read in order, which ${id} does not read`);
  }
  if (start !== undefined && !(writesText && predicts === "symbols" && reads !== "text" && reads !== "pairs")) {
    refuse("start", `is for runs that write examples, and ${id} does not`);
  }
  if (target !== undefined && reads !== "pairs") refuse("target", `is for pairs, and ${id} reads none`);
  if (data !== undefined && part !== undefined) refuse("part", "is for the run's own data, not for a file");
  const stored = data !== undefined ? "--data" : "--example";
  if (data === undefined && example === undefined) return;
  if (start !== undefined) refuse("start", `is for a text that is typed: an example of ${stored} has its own`);
  if (target !== undefined) refuse("target", `is for a source that is typed: an example of ${stored} has its own`);
  if (state !== undefined && data === undefined) {
    refuse("state", "is for a text that is typed or read from a file: a stretch of the run's data begins cold");
  }
}

/** The test part, or where it is empty the validation, or the training. */
async function usualPart(inspector: Inspector, run: RunFolder) {
  const { parts } = await inspector.choices({ run: run.path });
  const found = lookParts.toReversed().find((part) => parts?.find((one) => one.part === part)?.examples);
  return found ?? "test";
}

export function checkpointOf({ options }: Arguments): "best" | "last" | number | undefined {
  const { checkpoint } = options as Given;
  if (checkpoint === undefined || checkpoint === "best" || checkpoint === "last") return checkpoint;
  if (/^\d+$/.test(checkpoint)) return Number(checkpoint);
  throw usageError(`--checkpoint needs best, last or a step, not ${JSON.stringify(checkpoint)}`);
}
