import { dirname, relative } from "node:path";
import type { RunGroup, RunSweep } from "../../contracts/runs.ts";
import { RunFolder } from "../../runs/index.ts";
import type { CoreBuild } from "../../training/index.ts";
import { nameOf, type ReadConfig } from "../configs/readConfig.ts";
import type { LoadedData } from "../data.ts";
import { version } from "../version.ts";

interface Made {
  build: CoreBuild;
  threads: number;
  parameters: number;
  steps: number;
  group?: RunGroup;
  sweep?: RunSweep;
}

/** The folder of a run that begins, beside its config. `steps` are planned. */
export function newRun({ file, config }: ReadConfig, data: LoadedData, { steps, ...made }: Made): Promise<RunFolder> {
  return RunFolder.create(
    dirname(file),
    nameOf(config, file),
    {
      // Relative to the run, so that a workspace can move.
      configFile: relative("/config/.unroll/runs/id", `/config/${file.slice(dirname(file).length + 1)}`),
      config,
      versions: { unroll: version, node: process.versions.node },
      ...made,
      data: data.files.map(({ name, path, bytes, sha256, sounds }) => {
        return { name, path, bytes, sha256, ...(sounds !== undefined && { sounds }) };
      }),
      summary: { steps },
    },
    data.saved,
  );
}
