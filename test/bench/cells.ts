import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Options } from "./main.ts";

/** What stands under `model`, by the row's name; the first is the measure of the others. */
export const benchedCells: Record<string, (units: number) => object> = {
  lstm: () => ({ cell: "lstm" }),
  "lstm peepholes": () => ({ cell: "lstm", peepholes: true }),
  "lstm coupled": () => ({ cell: "lstm", coupledGates: true }),
  "lstm identity out": () => ({ cell: "lstm", outputActivation: "identity" }),
  "lstm projection": (units) => ({ cell: "lstm", projection: units / 2 }),
  rnn: () => ({ cell: "rnn" }),
  "rnn relu": () => ({ cell: "rnn", activation: "relu" }),
  "rnn leak": () => ({ cell: "rnn", leak: 0.5 }),
  gru: () => ({ cell: "gru" }),
  "gru original": () => ({ cell: "gru", resetAfter: false }),
  clockwork: () => ({ cell: "clockwork" }),
  scrn: () => ({ cell: "scrn" }),
};

export const cellRows = Object.keys(benchedCells);

/** A training step of every cell beside the plain LSTM's, in a process of its own. */
export async function cells({ rows, rounds }: Options): Promise<void> {
  const chosen = cellRows.filter((name, i) => i === 0 || rows.length === 0 || rows.some((row) => name.startsWith(row)));
  // The sources hold TypeScript that Node.js only strips when it may transform it too.
  const flags = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
  const script = fileURLToPath(new URL("./cellsChild.ts", import.meta.url));
  const { status } = spawnSync(process.execPath, [...flags, script, String(rounds), ...chosen], { stdio: "inherit" });
  if (status !== 0) throw new Error("The cells could not be measured");
}
