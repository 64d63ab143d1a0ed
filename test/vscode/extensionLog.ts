import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Server } from "./server.ts";

/** The lines of the extension's output channel, of all windows and extension hosts of a server, oldest first. */
export async function extensionLog(server: Server): Promise<string[]> {
  const logs = path.join(server.dataFolder, "data/logs");
  const names = await readdir(logs, { recursive: true }).catch(() => []);
  const files = names.filter((name) => path.basename(name) === "Unroll.log").sort();
  const texts = await Promise.all(files.map((name) => readFile(path.join(logs, name), "utf8")));
  return texts.flatMap((text) => text.split("\n").filter((line) => line !== "")).sort();
}
