import { dirname, resolve } from "node:path";
import { RunFolder, runsOfConfig } from "../runs/index.ts";
import { programName, typedPath, typedSettings } from "./programName.ts";

/**
 * The command that trains the seeds of a group that were never begun, since it was stopped or killed before them; undefined where none
 * is missing.
 * @param folder of a run of the group
 * @param set as they were given, `key=value`
 */
export async function missingSeeds(folder: string, set: readonly string[]): Promise<string | undefined> {
  const { manifest } = await RunFolder.open(folder);
  const { group, config } = manifest;
  if (!group) return undefined;
  const configFile = resolve(folder, manifest.configFile);
  const runs = await runsOfConfig(configFile, dirname(folder));
  const begun = runs.filter((run) => run.manifest.group?.id === group.id).map((run) => run.manifest.group!.index);
  const left = group.of - Math.max(...begun);
  if (left === 0) return undefined;
  const kept = set.filter((setting) => !/^training\.seeds?=/.test(setting));
  const first = config.training.seed - group.index + Math.max(...begun) + 1;
  const settings = [...kept, `training.seed=${first}`, `training.seeds=${left}`];
  return `${programName()} train ${typedPath(configFile)} ${typedSettings(settings)}`;
}
