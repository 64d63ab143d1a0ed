import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Options } from "./main.ts";

/** Its tasks, by name. */
export const learningRows = ["adding", "copy", "sines", "timing"];

/** The learning series in a process of its own: it runs the sources, of which Node has to translate more than their types. */
export async function learning({ rows }: Options): Promise<void> {
  const script = fileURLToPath(new URL("./learning/main.ts", import.meta.url));
  const flags = ["--experimental-transform-types", "--disable-warning=ExperimentalWarning"];
  const child = spawn(process.execPath, [...flags, script, ...rows], { stdio: "inherit" });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status !== 0) throw new Error("The learning series did not reach what is required of it");
}
