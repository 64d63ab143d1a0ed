import { UserError } from "../../base/userError.ts";
import { measureBaseline } from "../../baselines/index.ts";
import { type Baseline, baselinesOf, type Config, isTrainedBaseline, labelOfBaseline } from "../../config/index.ts";
import type { BaselineRow, RunFolder } from "../../runs/index.ts";
import type { Wheel } from "../../training/index.ts";
import type { LoadedData } from "../data.ts";
import { warningEvent } from "../failure.ts";
import type { RunEvent } from "../host.ts";
import { says } from "../messages.ts";
import { paceOf } from "../pace.ts";
import { type Means, trainBaseline } from "./trainedBaseline.ts";

export interface BaselineHost {
  emit(event: RunEvent): void;
  signal: AbortSignal;
}

/**
 * Says what each baseline of the config reaches on the parts that the network is measured on, and keeps it in the run. What is
 * kept is said again and not measured again, unless it was trained for fewer or more steps than are planned now. One that cannot be
 * measured is left out, with a warning.
 */
export async function measureBaselines(
  config: Config,
  data: LoadedData,
  folder: RunFolder,
  host: BaselineHost,
  /** Planned steps, of a network. */
  steps?: number,
  /** Holds those that are trained. */
  wheel?: Wheel,
): Promise<void> {
  const wanted = baselinesOf(config).filter((baseline) => baseline !== undefined);
  if (wanted.length === 0) return;
  const known = await folder.readBaselines();
  const rows: BaselineRow[] = [];
  for (const baseline of wanted) {
    const kept = known
      .filter(({ settings }) => isSame(settings, baseline))
      .filter((row) => row.steps === undefined || steps === undefined || row.steps === steps);
    const found = kept.length > 0 ? kept : await measure(baseline, config, data, folder, host, wheel);
    rows.push(...found);
    for (const row of found) host.emit({ event: "baseline", ...row });
    if (kept.length > 0) continue;
    await folder.writeBaselines(rows);
    if (isTrainedBaseline(baseline)) await folder.removeCheckpoint("baseline");
  }
}

async function measure(
  baseline: Baseline,
  config: Config,
  data: LoadedData,
  folder: RunFolder,
  host: BaselineHost,
  wheel: Wheel | undefined,
): Promise<BaselineRow[]> {
  const name = labelOfBaseline(baseline);
  try {
    const means: Means = folder.manifest;
    const figures = isTrainedBaseline(baseline)
      ? await trainBaseline(baseline, config, data, folder, host, means, wheel)
      : await measureBaseline(baseline, config, data.forTrainer, paceOf(host));
    return figures.map((row) => ({ name, settings: baseline, ...row }));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    host.emit(warningEvent(says.baselineLeftOut({ name, why: error.said })));
    return [];
  }
}

function isSame(a: object, b: Baseline): boolean {
  const sorted = (baseline: object) => JSON.stringify(Object.entries(baseline).sort());
  return sorted(a) === sorted(b);
}
