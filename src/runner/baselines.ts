import { setImmediate } from "node:timers/promises";
import { UserError } from "../base/userError.ts";
import { measureBaseline, Stopped } from "../baselines/index.ts";
import { type Baseline, baselinesOf, type Config, labelOfBaseline } from "../config/index.ts";
import type { BaselineRow, RunFolder } from "../runs/index.ts";
import type { LoadedData } from "./data.ts";
import type { RunEvent } from "./events.ts";

export interface BaselineHost {
  emit(event: RunEvent): void;
  control: Int32Array;
}

/**
 * Says what each baseline of the config reaches on the parts that the network is measured on, and keeps it in the run. What is
 * kept is said again and not measured again. One that cannot be measured is left out, with a warning; when somebody wants to
 * stop, so are the rest.
 */
export async function measureBaselines(
  config: Config,
  data: LoadedData,
  folder: Pick<RunFolder, "readBaselines" | "writeBaselines">,
  host: BaselineHost,
): Promise<void> {
  const wanted = baselinesOf(config).filter((baseline) => baseline !== undefined);
  if (wanted.length === 0) return;
  const known = await folder.readBaselines();
  const rows: BaselineRow[] = [];
  for (const baseline of wanted) {
    const kept = known.filter(({ settings }) => isSame(settings, baseline));
    const found = kept.length > 0 ? kept : await measure(baseline, config, data, host);
    if (found === "stopped") return;
    rows.push(...found);
    for (const row of found) host.emit({ event: "baseline", ...row });
    if (kept.length === 0) await folder.writeBaselines(rows);
  }
}

async function measure(
  baseline: Baseline,
  config: Config,
  data: LoadedData,
  host: BaselineHost,
): Promise<BaselineRow[] | "stopped"> {
  const name = labelOfBaseline(baseline);
  const pace = async () => {
    await setImmediate();
    if (Atomics.load(host.control, 0) !== 0) throw new Stopped();
  };
  try {
    const figures = await measureBaseline(baseline, config, data.forTrainer, pace);
    return figures.map((row) => ({ name, settings: baseline, ...row }));
  } catch (error) {
    if (error instanceof Stopped) return "stopped";
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint ? ` ${error.hint}` : "";
    host.emit({ event: "warning", message: `The baseline ${name} is left out. ${error.message}${hint}` });
    return [];
  }
}

function isSame(a: Baseline, b: Baseline): boolean {
  const sorted = (baseline: Baseline) => JSON.stringify(Object.entries(baseline).sort());
  return sorted(a) === sorted(b);
}
