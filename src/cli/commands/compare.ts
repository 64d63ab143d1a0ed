import { existsSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { FigureName } from "../../base/metrics.ts";
import { nearest } from "../../base/nearest.ts";
import { UserError } from "../../base/userError.ts";
import {
  differenceText,
  type FigureColumn,
  judged,
  type RunTable,
  runTable,
  sortedRows,
  unpairedTexts,
} from "../../comparison/index.ts";
import { findRun, listRuns, RunFolder, runFacts, runFolderBefore, runsOfConfig } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { says } from "../messages.ts";
import { type Output, usageError } from "../output.ts";
import { comparisonText } from "../text/comparisonText.ts";

/**
 * `{"event":"compared","run","id","name","settings","best","test","step","seconds","parameters","seed"}` a run, the best first;
 * `{"event":"compared-group","label","runs","figures"}` a group of seeds; `{"event":"difference"…}`; `{"event":"comparison"…}` last.
 */
export const compare: Command = {
  name: "compare",
  usage: "RUN [RUN…]",
  summary: "Compares runs: the settings that differ, and their figures.",
  details: [
    "RUN is the id or the folder of a run, a .rnnconfig file for all runs of that config, or any other folder for all runs in it. A single",
    "run is compared with the previous run of its config.",
    "Runs that differ only in their seeds form a group, and groups are compared seed by seed.",
  ].join("\n"),
  options: {
    by: {
      type: "string",
      value: "FIGURE",
      help: "sort runs and compare groups by this figure, such as accuracy or test.loss",
    },
    all: { type: "boolean", help: "show every figure" },
    markdown: { type: "boolean", help: "print Markdown tables" },
  },
  positionals: { least: 1, most: 1000 },
  async run({ positionals, options }, output) {
    const found = await foldersOf(positionals, output);
    const table = runTable(await Promise.all(found.map(runFacts)));
    const compared = judged(table, figureMeant(table, options.by as string | undefined));
    const order = sortedRows(compared);
    tell(compared, order, found, output);
    const form = { order, markdown: options.markdown === true, all: options.all === true };
    for (const line of comparisonText(compared, form)) output.say(line);
    return 0;
  },
};

/** The runs that are meant, each once. */
async function foldersOf(references: readonly string[], output: Output): Promise<RunFolder[]> {
  const cwd = process.cwd();
  const found = new Map<string, RunFolder>();
  for (const reference of references) {
    for (const run of await runsMeant(reference, cwd, output)) found.set(run.path, run);
  }
  const [only, ...others] = found.values();
  if (others.length > 0) return [only, ...others];
  const before = await runFolderBefore(only);
  if (!before) throw new UserError(says.nothingBefore({ id: only.id }));
  return [before, only];
}

/** What somebody names: a run, a config, whose ending may be left out, or a folder with runs. */
async function runsMeant(reference: string, cwd: string, output: Output): Promise<RunFolder[]> {
  const written = extname(reference).toLowerCase() === ".rnnconfig";
  const config = written ? reference : `${reference}.rnnconfig`;
  if (written || (reference !== "last" && existsSync(config))) {
    const runs = await runsOf(config, output);
    if (runs.length === 0) throw new UserError(says.configWithoutRuns({ config }));
    return runs;
  }
  const isFolder =
    statSync(reference, { throwIfNoEntry: false })?.isDirectory() && !existsSync(join(reference, "run.json"));
  const listed = isFolder ? (await listRuns(reference)).filter(({ problem }) => problem === null) : [];
  if (listed.length === 0) return [await findRun(reference, cwd)];
  return await Promise.all(listed.map(({ path }) => RunFolder.open(path)));
}

/** All runs of a config. Of one that cannot be read nobody knows whose it is, so it is told. */
async function runsOf(config: string, output: Output): Promise<RunFolder[]> {
  if (!existsSync(config)) throw new UserError(says.noConfig({ config }), { file: config });
  return await runsOfConfig(config, undefined, (id, why) => {
    output.warn(`The run ${id} cannot be read and is left out: ${why.message}`);
  });
}

/** What to sort and to judge by: the figure that was asked for, else the one that runs are judged by. */
function figureMeant({ columns, by }: RunTable, asked: string | undefined): FigureColumn {
  if (asked === undefined) return by;
  const [, named, name] = /^(?:(best|validation|test)\.)?(.*)$/.exec(asked) ?? [];
  const part = named === undefined ? by.part : named === "test" ? "test" : "validation";
  const meant = columns.filter(({ figure }) => figure.toLowerCase() === name.toLowerCase());
  // Without its part, a figure that was measured on the other one alone will do.
  const found = meant.find((column) => column.part === part) ?? (named === undefined ? meant.at(-1) : undefined);
  if (found) return found;
  const names: FigureName[] = [...new Set(columns.map(({ figure }) => figure))];
  const near = nearest(name, names);
  throw usageError(
    `None of these runs has the figure ${JSON.stringify(asked)}${near ? `; did you mean ${near}?` : ""}`,
    names.length === 0 ? "None of them has been measured yet." : `Known: ${names.join(", ")}; also as test.NAME.`,
  );
}

function tell(compared: RunTable, order: readonly number[], folders: readonly RunFolder[], output: Output): void {
  const { runs, settings, columns, groups, differences, by, warnings } = compared;
  for (const row of order) {
    const { id, name, notes, state, summary, parameters, config } = runs[row];
    const { best, test, step, seconds } = summary;
    const own = Object.fromEntries(settings.map(({ key, values }) => [key, JSON.parse(values[row])]));
    const facts = { run: folders[row].path, id, name, state, settings: own, best, test, step, seconds, parameters };
    output.event({ event: "compared", ...facts, notes, seed: config.training.seed });
  }
  for (const { group, figures } of groups) {
    const found = figures.flatMap((figure, i) => (figure ? [{ ...columns[i], ...figure }] : []));
    const [all, counted] = [group.runs, group.counted].map((some) => some.map(({ id }) => id));
    output.event({ event: "compared-group", label: group.label, runs: all, counted, figures: found });
  }
  for (const difference of differences) {
    const { better, worse, figure, part, gains, wins, mean, interval, isCertain } = difference;
    output.event({
      event: "difference",
      ...{ better: better.label, worse: worse.label, part, figure, gains, wins, mean },
      ...{ interval: interval ?? null, certain: isCertain, text: differenceText(difference) },
    });
  }
  output.event({
    event: "comparison",
    ...{ runs: runs.length, by, warnings: [...unpairedTexts(compared.unpaired), ...warnings] },
  });
}
