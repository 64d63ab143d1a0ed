import type { Config } from "../../src/config/index.ts";
import type { NewRun } from "../../src/runs/index.ts";

/** What a run of the tests begins with. */
export const newRun: NewRun = {
  configFile: "book.rnnconfig",
  config: { task: "language-model", data: { train: "book.txt" } } as unknown as Config,
  versions: { unroll: "0.1.0", node: process.version },
  build: "simd",
  threads: 1,
  parameters: 1234,
  data: [{ name: "train", path: "book.txt", bytes: 12, sha256: "0".repeat(64) }],
};
