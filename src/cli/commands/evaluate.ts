import { lossText } from "../../base/metrics.ts";
import { count } from "../../base/words.ts";
import { evaluateRun } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { usageError } from "../output.ts";
import { measured } from "../text/format.ts";
import { reportText } from "../text/reportText.ts";

/** `{"event":"evaluation","run","part","loss",…metrics,"targets","report"}` */
export const evaluate: Command = {
  name: "evaluate",
  usage: "RUN [--data FILE] [options]",
  summary: "Evaluates a run's best parameters on its test part or on another file.",
  options: {
    data: { type: "string", value: "FILE", help: "a file to evaluate on, read like the run's own data" },
    part: { type: "string", value: "NAME", help: "test or validation; default: test" },
    threads: { type: "string", value: "N", help: "number of threads; default: 1" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const { data, part = "test" } = given.options as { data?: string; part?: string };
    if (part !== "test" && part !== "validation") {
      throw usageError(`--part needs test or validation, not ${JSON.stringify(part)}`);
    }
    const threads = numberOption(given, "threads", { least: 1, most: 64, whole: true });
    const { figures, targets, report, warnings } = await evaluateRun(run, { data, part, threads });
    for (const warning of warnings) output.warn(warning);
    output.event({ event: "evaluation", run: run.path, part, ...figures, targets, ...(report && { report }) });
    output.say(`${data ?? part}: loss ${lossText(figures.loss)}, ${measured(figures)} (${count(targets, "answer")})`);
    if (report) output.say(reportText(report));
    return 0;
  },
};
