import { resolve } from "node:path";
import { smallLoss } from "../../base/metrics.ts";
import { listRuns } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { programName } from "../programName.ts";

/** `{"event":"run","run","id","state","name","created","step","steps","loss","validation","best"}`, newest first. */
export const list: Command = {
  name: "list",
  usage: "[DIR]",
  summary: "Lists the runs of a folder and those below it, newest first.",
  options: {},
  positionals: { least: 0, most: 1 },
  async run({ positionals: [folder = "."] }, output) {
    const runs = await listRuns(resolve(folder));
    for (const { path, id, manifest, state, problem } of runs) {
      if (!manifest) {
        output.event({ event: "run", run: path, id, state: null, problem: problem.message });
        output.say(`${id}  unreadable: ${problem.message}`);
        continue;
      }
      const { name, created, summary } = manifest;
      const { step, steps, loss, validation, best, test } = summary;
      output.event({ event: "run", run: path, id, state, name, created, step, steps, loss, validation, best, test });
      const measured = best?.loss ?? loss;
      const figure = typeof measured === "number" ? `loss ${smallLoss(measured)}` : "";
      output.say(`${id.padEnd(36)}  ${String(state).padEnd(11)}  ${step}/${steps} steps  ${figure}`.trimEnd());
    }
    if (runs.length === 0) output.say(`There are no runs here yet. Next: ${programName()} train FILE.rnnconfig`);
    return 0;
  },
};
