// Unroll beside its peers, measured on this machine: `npm run bench`, `npm run bench -- own`, `npm run bench -- --help`.

import { parseArgs } from "node:util";
import { benchmarkRows } from "../../src/training/benchmark/benchmarkRows.ts";
import { cellRows, cells } from "./cells.ts";
import { comparison } from "./comparison.ts";
import { host } from "./host.ts";
import { inspector } from "./inspector.ts";
import { learning, learningRows } from "./learning.ts";
import { panel } from "./panel.ts";
import { profile } from "./profile.ts";
import { ratios } from "./ratios.ts";
import { writeReadme } from "./readme.ts";
import type { Options } from "./report.ts";
import { sound } from "./sound.ts";
import { speed } from "./speed.ts";
import { templateRows, templates } from "./templates.ts";
import { tree } from "./tree.ts";

async function speak(options: Options): Promise<void> {
  const { report, headline, missing } = await speed(options);
  process.stdout.write(
    `${headline ?? "The newest PyTorch was not measured: README.md keeps what it says of it."}\n\n${report}\n`,
  );
  if (!options.readme) return;
  if (missing.length > 0) {
    process.stderr.write(
      `README.md KEEPS ITS TABLE: on an idle machine, this sitting has not measured ${missing.join(", ")}. Go on with --resume.\n`,
    );
    process.exitCode = 1;
    return;
  }
  writeReadme(report, headline);
}

/** What can be measured, by name; the first when none is given. */
const series: Record<string, { about: string; rows?: readonly string[]; run(options: Options): Promise<void> }> = {
  speed: { about: "training, sampling and loading beside PyTorch and TensorFlow.js", run: speak },
  profile: { about: "where a training step spends its time, instruction by instruction", run: profile },
  own: { about: "the same without the peers", run: (options) => speak({ ...options, peers: [] }) },
  cells: { about: "every cell beside the plain LSTM, per multiply-add", rows: cellRows, run: cells },
  learning: { about: "what networks learn, against published results", rows: learningRows, run: learning },
  templates: {
    about: "every template in full, and real data, against what they have to reach",
    rows: templateRows,
    run: templates,
  },
  sound: { about: "features of an hour of sound and of ten, and what a training of them holds", rows: [], run: sound },
  ratios: { about: "what a stop, waiting, loading and drawing take beside other times", rows: [], run: ratios },
  inspector: { about: "how long the inspector takes to draw and to scroll large heat maps", rows: [], run: inspector },
  panel: { about: "what a million rows cost the training panel and the host that hands them on", rows: [], run: panel },
  tree: {
    about: "how long the list of 1,000 runs takes to open, cold and warm, and what it costs the host",
    rows: [],
    run: tree,
  },
  comparison: {
    about: "what a table of 200 runs takes from the disk to the page, and twenty long runs over each other a frame",
    rows: [],
    run: comparison,
  },
  host: { about: "how long the extension keeps VS Code's extension host", rows: [], run: host },
};

const help = `npm run bench -- [SERIES] [options]

${Object.entries(series)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

  --rows NAMES    only rows whose name begins so, with commas between: ${benchmarkRows.map(({ name }) => name).join(", ")};
                  of learning: ${learningRows.join(", ")};
                  of cells: ${cellRows.join(", ")};
                  of templates: ${templateRows.join(", ")}
  --peers NAMES   only peers whose name begins so: pytorch-1.13, pytorch-2.13, tfjs; none: ""
  --seconds S     time of one measurement, 0.8 when not given
  --rounds N      measurements of each system and row, 3 when not given
  --against DIR   beside the build in another folder, in turns with it; with own: whether a change costs speed
  --resume        goes on with the last run with --readme: rows that were measured on an idle machine are not measured again
  --readme        puts the table, and in a sentence what it says, into README.md, once every row was measured on an idle machine

Peers that are not installed are skipped. UNROLL_BENCH_PYTHON names further Pythons to look for PyTorch in, and
UNROLL_BENCH_DE_EN the dictionary of Debian's trans-de-en, where it is not installed (translation, of learning).
`;

function list(text: string | undefined): string[] | undefined {
  return text?.split(",").filter((name) => name !== "");
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600))
    throw new TypeError(`--${name} needs a number above 0, not ${JSON.stringify(text)}`);
  return value;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rows: { type: "string" },
      peers: { type: "string" },
      seconds: { type: "string", default: "0.8" },
      rounds: { type: "string", default: "3" },
      against: { type: "string" },
      resume: { type: "boolean", default: false },
      readme: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [name = "speed", ...more] = positionals;
  if (!Object.hasOwn(series, name) || more.length > 0)
    throw new TypeError(`There is no series ${JSON.stringify([name, ...more].join(" "))}`);
  const rows = list(values.rows) ?? [];
  const known = series[name].rows ?? benchmarkRows.map((row) => row.name);
  const stranger = rows.find((start) => !known.some((row) => row.startsWith(start)));
  if (stranger !== undefined) throw new TypeError(`There is no row ${JSON.stringify(stranger)}`);
  const seconds = positive("seconds", values.seconds);
  const rounds = Math.ceil(positive("rounds", values.rounds));
  const { against, resume, readme } = values;
  await series[name].run({ rows, peers: list(values.peers), rounds, seconds, against, resume, readme });
  return 0;
}

const status = await main().catch((error) => {
  process.stderr.write(`${error instanceof TypeError ? `${error.message}\n\n${help}` : error.stack}\n`);
  return error instanceof TypeError ? 2 : 1;
});
if (status !== 0) process.exitCode = status;
