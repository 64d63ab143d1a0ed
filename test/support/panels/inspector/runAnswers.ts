import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { InspectionThread } from "../../../../src/runner/thread/inspectionThread.ts";
import { type Answering, answersOf } from "./answers.ts";
import { runChoice, trainTinyRun } from "./tinyRun.ts";

const repository = path.resolve(import.meta.dirname, "../../../..");

/** Answers as VS Code does, by the thread of `dist`: about the runs in these folders, or about a small one that is trained for it. */
export async function runAnswers(folders: readonly string[]): Promise<Answering> {
  const dist = path.join(repository, "dist");
  const trained = () => trainTinyRun(path.join(dist, "cli.js"), mkdtempSync(path.join(tmpdir(), "inspector-")));
  const runs = folders.length > 0 ? folders.map((folder) => runChoice(path.resolve(folder))) : [trained()];
  const thread = await threadOf(pathToFileURL(path.join(dist, "inspection.js")));
  const ask = async (name: never, asked: never) => {
    const said = await thread.ask(name, asked);
    if ("answer" in said) return said.answer;
    if ("cancelled" in said) throw Object.assign(new Error("Cancelled."), { code: "cancelled" });
    const { message, code, hint } = said.problem;
    throw Object.assign(new Error(message), { code, hint });
  };
  return answersOf(new Proxy({}, { get: (_, name) => (asked: never) => ask(name as never, asked) }), runs);
}

/** Node runs this file as it is, and the rooms of src only from a bundle. */
async function threadOf(script: URL): Promise<InspectionThread> {
  const { outputFiles } = await build({
    entryPoints: [path.join(repository, "src/runner/thread/inspectionThread.ts")],
    ...{ bundle: true, write: false, platform: "node", format: "esm", logLevel: "silent" },
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  return new module.InspectionThread(script);
}
