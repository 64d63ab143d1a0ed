import { basename } from "node:path";
import type { Config } from "../../config/index.ts";
import type { GroupDoneEvent } from "../../contracts/runEvents.ts";
import type { TrainRequest, TrainResult } from "../../contracts/trainingThread.ts";
import { newId, type RunFolder } from "../../runs/index.ts";
import { nameOf } from "../configs/readConfig.ts";
import type { LoadedData } from "../data.ts";
import { warningEvent } from "../failure.ts";
import type { TrainHost } from "../host.ts";

/**
 * Trains a config once for each of its seeds: ordinary runs that know their group. One that diverges or fails is told and the next
 * begins; a person who stops one stops them all. The result is that of the last run.
 */
export async function trainSeeds(
  config: Config,
  request: TrainRequest,
  host: TrainHost,
  train: (request: TrainRequest, host: TrainHost) => Promise<TrainResult>,
): Promise<TrainResult> {
  const { seed: first, seeds: of } = config.training;
  const id = newId(nameOf(config, basename(request.configFile!)), new Date());
  host.emit({ event: "group", group: id, seeds: Array.from({ length: of }, (_, i) => first + i) });
  const runs: string[] = [];
  let result: TrainResult;
  let reason: GroupDoneEvent["reason"] = "finished";
  let index = 1;
  do {
    const seed = { key: "training.seed", value: first + index - 1 };
    const settings = [...(request.settings ?? []), { key: "training.seeds", value: 1 }, seed];
    result = await train({ ...request, settings, group: { id, index, of } }, host);
    const { done, failure } = result;
    if (done.run !== null) runs.push(done.run);
    if (done.reason === "stopped") reason = "stopped";
    else if (failure === "usage") reason = "error";
  } while (reason === "finished" && ++index <= of);
  host.emit({ event: "groupDone", group: id, runs, reason });
  return { ...result, runs };
}

/** Whether a run says what holds for all: of a group or a sweep, the first has said it. */
export function isFirst({ group, sweep }: Pick<TrainRequest, "group" | "sweep">): boolean {
  return (group === undefined || group.index === 1) && (sweep === undefined || sweep.trial === 1);
}

/** Says what there is to know of the data of a run. */
export function tellOfData({ manifest }: RunFolder, { notes, warnings }: LoadedData, host: TrainHost): void {
  if (isFirst(manifest)) for (const said of [...notes, ...warnings]) host.emit(warningEvent(said));
}
