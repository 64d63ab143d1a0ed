// Makes `test/oldRuns/<version>`: `node test/oldRuns/make.ts <version>`, once for each version whose runs people may have.
// What is there is never made again: it stands for runs that a later version did not write.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases, newText } from "./cases.ts";

const [version] = process.argv.slice(2);
const cliScript = join(import.meta.dirname, "../../dist/cli.js");
const root = join(import.meta.dirname, version);
if (existsSync(root)) throw new Error(`${root} already exists. Runs of a version are made once.`);
const eventsOf = (stdout: string) => stdout.trimEnd().split("\n").map(withoutPlace);
const withoutPlace = (line: string) => {
  const { run: _, ...rest } = JSON.parse(line);
  return rest;
};

for (const { name, text, config, uses } of cases) {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, (config.data as { train: string }).train), text);
  writeFileSync(join(folder, "a.rnnconfig"), `${JSON.stringify(config, null, 2)}\n`);
  writeFileSync(join(folder, "new.txt"), newText);
  const unroll = (...args: string[]) =>
    execFileSync(process.execPath, [cliScript, ...args], { cwd: folder, encoding: "utf8" });
  unroll("train", "a.rnnconfig");
  const said = uses.map((args) => ({
    args,
    events: eventsOf(unroll(...args.map((arg) => (arg === "RUN" ? "last" : arg)), "--json")),
  }));
  writeFileSync(join(folder, "uses.json"), `${JSON.stringify(said, null, 2)}\n`);
  const runs = join(folder, ".unroll/runs");
  cpSync(join(runs, readdirSync(runs)[0]), join(folder, "run"), { recursive: true });
  // A run keeps where its data lay; the test lays them elsewhere.
  const manifest = join(folder, "run/run.json");
  writeFileSync(manifest, readFileSync(manifest, "utf8").replaceAll(folder, "FOLDER"));
  rmSync(join(folder, ".unroll"), { recursive: true });
}
