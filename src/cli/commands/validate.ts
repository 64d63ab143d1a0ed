import { relative } from "node:path";
import { checkExperiment } from "../../runner/index.ts";
import type { Command } from "../command.ts";

/** `{"event":"problem","severity","code","message","key","file","line","column","endLine","endColumn"}`, one a problem. */
export const validate: Command = {
  name: "validate",
  usage: "FILE.rnnconfig",
  summary: "Checks a config and its data, and names every problem with its line and column.",
  options: {},
  positionals: { least: 1, most: 1 },
  async run({ positionals: [path] }, output) {
    const { file, problems, notes } = await checkExperiment(path);
    for (const { severity, code, message, key, start, end } of problems) {
      const place = { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
      output.event({ event: "problem", severity, code, message, key, file, ...place });
      const word = severity === "error" ? output.style("31", "error:") : output.style("33", "warning:");
      output.say(`${relative(process.cwd(), file)}:${start.line}:${start.column}: ${word} ${message} (${code})`);
    }
    for (const note of notes) output.say(`${output.style("36", "note:")} ${note}`);
    if (problems.length === 0) output.say(`${relative(process.cwd(), file)} is good.`);
    return problems.some(({ severity }) => severity === "error") ? 2 : 0;
  },
};
