import { valueText } from "../../base/numberText.ts";
import { forecastOf } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { numberOption } from "../arguments.ts";
import type { Command } from "../command.ts";
import { inputFile } from "../inputFile.ts";
import { told } from "../text/terminalText.ts";

/** `{"event":"forecast","run","series","ahead","values"}` a row; `series` where the run has several */
export const forecast: Command = {
  name: "forecast",
  usage: "RUN [options]",
  summary: "Forecasts the rows after the last known row of a series.",
  details: "Without --data, the forecast follows the run's own data: all parts of them.",
  options: {
    rows: { type: "string", value: "N", help: "number of rows to forecast; default: the config's horizon" },
    series: {
      type: "string",
      value: "NAME",
      help: "the series to forecast, of several; default: all",
    },
    data: {
      type: "string",
      value: "FILE|-",
      help: "a file with the rows before the forecast, read like the run's own data; -: standard input",
    },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const rows = numberOption(given, "rows", { least: 1, most: 10_000, whole: true });
    const { data, series: wanted } = given.options as { data?: string; series?: string };
    const { forecasts, warnings } = await forecastOf(run, {
      rows,
      data: data === undefined ? undefined : inputFile(data),
      series: wanted,
    });
    for (const warning of warnings) output.warn(warning);
    const [{ spreads: columns, series: first }] = forecasts;
    const named = first === undefined ? [] : ["series"];
    output.say([...named, "ahead", ...Object.keys(columns).map(told)].join("\t"));
    for (const { series, rows, spreads } of forecasts) {
      const of = series === undefined ? {} : { series };
      for (const { ahead, values } of rows) {
        output.event({ event: "forecast", run: run.path, ...of, ahead, values });
        const said = Object.entries(values).map(([column, value]) => valueText(value, spreads[column]));
        output.say([...Object.values(of).map(told), String(ahead), ...said].join("\t"));
      }
    }
    return 0;
  },
};
