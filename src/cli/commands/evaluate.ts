import { lossText } from "../../base/metrics.ts";
import { count } from "../../base/words.ts";
import { tasks } from "../../config/index.ts";
import { evaluateRun, savedConfig } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { inputFile } from "../inputFile.ts";
import { usageError } from "../output.ts";
import { searchOptions, writeRequest } from "../targets/targetOptions.ts";
import { measured } from "../text/format.ts";
import { reportText } from "../text/reportText.ts";
import { transcribes, transcriptOptions, transcriptRequest } from "../transcripts/transcriptOptions.ts";

/**
 * `{"event":"evaluation","run","part","loss",…metrics,"targets","report"}`; of --data, "data" in place of "part", and of examples
 * and pairs "leftOut", how many are not measured
 */
export const evaluate: Command = {
  name: "evaluate",
  usage: "RUN [--data FILE [--targets FILE]] [options]",
  summary: "Evaluates a run's best parameters on its test part or on another file.",
  details: [
    "A sequence-to-sequence run writes an output for each source, as its config says, or as --beam and the other options say, and",
    "measures them by the length of the source, with the ten examples that are the furthest from the truth; with --json, these have",
    "the alignment of their output. Parallel files are given as --data and --targets.",
    "A transcription run decodes as its config says, or as --beam, --collapse and --language-model say.",
    "Rows of another file that cannot be read are counted, reported and left out, but for series. - reads standard input.",
  ].join("\n"),
  options: {
    data: {
      type: "string",
      value: "FILE|-",
      help: "a file to evaluate on, read like the run's own data; -: standard input",
    },
    targets: { type: "string", value: "FILE", help: "for sequence-to-sequence: the targets of --data, a line each" },
    part: { type: "string", value: "NAME", help: "test or validation; default: test" },
    ...searchOptions,
    ...transcriptOptions,
    threads: { type: "string", value: "N", help: "number of threads; default: 1" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const { data, targets: answers, part } = given.options as { data?: string; targets?: string; part?: string };
    if (answers !== undefined && data === undefined) {
      throw usageError("--targets needs --data", "Name the file of the sources with --data.");
    }
    if (data !== undefined && part !== undefined) {
      throw usageError("--part is a part of the run's own data, and --data another file", "Leave one of them out.");
    }
    if (data === "-" && answers === "-") {
      throw usageError("--data and --targets cannot both be standard input", "Name a file for one of them.");
    }
    if (part !== undefined && part !== "test" && part !== "validation") {
      throw usageError(`--part needs test or validation, not ${JSON.stringify(part)}`);
    }
    const threads = numberOption(given, "threads", { least: 1, most: 64, whole: true });
    const input = (file: string | undefined) => (file === undefined ? undefined : inputFile(file));
    const decoding = transcribes(run, given)
      ? { transcripts: await transcriptRequest(given) }
      : { writing: writeRequest(run, given) };
    const { figures, targets, report, warnings, leftOut } = await evaluateRun(run, {
      ...{ data: input(data), targets: input(answers), part, threads },
      ...decoding,
    });
    for (const warning of warnings) output.warn(warning);
    const { predicts } = tasks[savedConfig(run).task];
    const noun = predicts === "symbols" ? "symbol" : predicts === "transcript" ? "label" : "answer";
    const measuredOn =
      data === undefined ? { part: part ?? "test" } : { data, ...(leftOut !== undefined && { leftOut }) };
    output.event({ event: "evaluation", run: run.path, ...measuredOn, ...figures, targets, ...(report && { report }) });
    output.say(
      `${input(data)?.name ?? part ?? "test"}: loss ${lossText(figures.loss)}, ${measured(figures)} (${count(targets, noun)})`,
    );
    if (report) output.say(reportText(report));
    return 0;
  },
};
