import { resolve } from "node:path";
import { figureLabel, figureSaid, reachedOf } from "../../base/metrics.ts";
import { count, grouped } from "../../base/words.ts";
import { bestBy } from "../../config/index.ts";
import { identitiesOf, lastOf, listRuns } from "../../runs/index.ts";
import type { Command } from "../command.ts";
import { programName } from "../programName.ts";
import { identityFields, identityText, notesText } from "../text/runLines.ts";

/**
 * `{"event":"run","run","id","state","name","created","step","steps","loss","validation","bestBy","best","test","seed","before",
 * "changes","notes","last"}`, newest first; `notes` what a person has noted, `last` where the word means this run.
 */
export const list: Command = {
  name: "list",
  usage: "[DIR]",
  summary: "Lists the runs of this folder and of its subfolders, newest first.",
  details: [
    "Shows each run's seed and what differs from the previous run of the same config, and its star, name, tags and note.",
    'The run that changed last is marked: other commands call it "last" in this folder.',
  ].join("\n"),
  options: {},
  positionals: { least: 0, most: 1 },
  async run({ positionals: [folder = "."] }, output) {
    const runs = await listRuns(resolve(folder));
    const identities = identitiesOf(runs);
    const last = resolve(folder) === process.cwd() ? lastOf(runs, folder) : undefined;
    for (const run of runs) {
      const { path, id, manifest, state, notes, problem } = run;
      if (!manifest) {
        output.event({ event: "run", run: path, id, state: null, problem: problem.message });
        output.say(`${id}  unreadable: ${problem.message}`);
        continue;
      }
      const { name, created, summary } = manifest;
      const { step, steps, loss, validation, best, test } = summary;
      const by = bestBy(manifest.config);
      const identity = identities.get(run)!;
      const facts = { event: "run", run: path, id, state, name, created, step, steps, loss };
      const figures = { validation, bestBy: by, best, test };
      output.event({ ...facts, ...figures, ...identityFields(identity), notes, last: run === last });
      const reached = reachedOf(summary, by);
      const figure =
        reached.value === null ? "" : `${figureLabel(reached.figure)} ${figureSaid(reached.figure, reached.value)}`;
      const columns = [
        id.padEnd(36),
        String(state).padEnd(11),
        `${grouped(step)}/${count(steps, "step")}`,
        figure,
        identityText(identity),
        notesText(notes),
        run === last ? "← last" : "",
      ];
      output.say(columns.filter((text) => text !== "").join("  "));
    }
    if (runs.length === 0) output.say(`No runs in this folder yet. Next: ${programName()} train FILE.rnnconfig`);
    return 0;
  },
};
