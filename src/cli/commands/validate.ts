import { relative } from "node:path";
import { checkExperiment, placeOf } from "../../runner/index.ts";
import { setOption, settingsOf } from "../arguments.ts";
import type { Command } from "../command.ts";
import { causes, placeText } from "../output.ts";
import { styled } from "../text/terminalText.ts";

/**
 * `{"event":"problem","severity","code","message","key","file","line","column","endLine","endColumn"}`, one a problem; one that
 * stands in a `--set` has `setting` instead of a place.
 */
export const validate: Command = {
  name: "validate",
  usage: "FILE.rnnconfig [--set key=value]…",
  summary: "Checks a config and its data, and reports every problem with its line and column.",
  details:
    "If the config has an error, its data are not read: only missing files are reported. Otherwise the first error of each\ndata file is reported.",
  options: { set: setOption },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const { file, problems, notes } = await checkExperiment(given.positionals[0], await settingsOf(given));
    for (const problem of problems) {
      const { severity, code, message, key, end } = problem;
      const place = placeOf(file, problem);
      const ends = place.line === undefined ? {} : { endLine: end.line, endColumn: end.column };
      output.event({ event: "problem", severity, code, message, key, ...place, ...ends });
      const word = severity === "error" ? styled(31, "error:") : styled(33, "warning:");
      output.say(`${placeText(place)}: `, word, ` ${message} (${code})${causes(place)}`);
    }
    for (const note of notes) output.log(styled(36, "note:"), ` ${note}`);
    if (problems.length === 0) output.say(`${relative(process.cwd(), file)} has no problems.`);
    return problems.some(({ severity }) => severity === "error") ? 2 : 0;
  },
};
