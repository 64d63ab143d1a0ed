import { valueText } from "../../base/numberText.ts";
import { oneLine } from "../../base/visibleText.ts";
import { forecastOf } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";

/** `{"event":"forecast","run","ahead","values"}` a row */
export const forecast: Command = {
  name: "forecast",
  usage: "RUN [options]",
  summary: "Goes on with a series: the rows after the last that is known.",
  details: "Without --data the run's own data are what is known, all parts of them.",
  options: {
    rows: { type: "string", value: "N", help: "rows to forecast; the config's horizon when not given" },
    data: { type: "string", value: "FILE", help: "the rows that come before, in a file read like the run's own" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const rows = numberOption(given, "rows", { least: 1, most: 10_000, whole: true });
    const found = await forecastOf(run, { rows, data: given.options.data as string | undefined });
    for (const row of found.rows) output.event({ event: "forecast", run: run.path, ...row });
    output.say(["ahead", ...Object.keys(found.spreads).map(oneLine)].join("\t"));
    for (const { ahead, values } of found.rows) {
      const said = Object.entries(values).map(([column, value]) => valueText(value, found.spreads[column]));
      output.say([String(ahead), ...said].join("\t"));
    }
    return 0;
  },
};
