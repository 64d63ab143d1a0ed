// `npm run bench -- learning [--rows NAMES]`: what right implementations learn, against published results.
import { load, machine } from "../machine.ts";
import { table } from "../table.ts";
import { learningSeries, runSeries, verdictsOf } from "./series.ts";

const wanted = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);
say(`What Unroll learns, ${new Date().toISOString().slice(0, 10)}: ${machine()}; load ${load().toFixed(1)}`);
let missed = 0;
for (const series of learningSeries(false)) {
  if (wanted.length > 0 && !wanted.some((start) => series.name.startsWith(start))) continue;
  const outcomes = await runSeries(series, (line) => process.stderr.write(`${line}\n`));
  say(`\n${series.about}\n`);
  const head = ["network", "parameters", ...series.seeds.map((seed) => `seed ${seed}`), "CPU ms a step"];
  const rows = outcomes.map(({ learner, parameters, figures, milliseconds }) => {
    return [
      learner,
      parameters.toLocaleString("en-US"),
      ...figures.map((x) => x.toPrecision(3)),
      milliseconds.toFixed(2),
    ];
  });
  say(table(head, rows));
  for (const [what, holds] of verdictsOf(series, outcomes)) {
    say(`- ${what}: ${holds ? "yes" : "NO"}`);
    if (!holds) missed++;
  }
}
process.exitCode = missed > 0 ? 1 : 0;
