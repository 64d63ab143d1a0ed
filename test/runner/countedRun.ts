// Runs of models that count, which take no time to train.
import { join } from "node:path";
import { expect } from "vitest";
import { train } from "../../src/runner/index.ts";
import { RunFolder } from "../../src/runs/index.ts";
import { onlyRun, workspace } from "../support/workspace.ts";

interface Project {
  task?: string;
  data?: object;
  kind?: string;
}

/** A finished run on the first of some files. */
export async function runOn(
  files: Record<string, string>,
  { task = "classification", data, kind = "naive-bayes" }: Project = {},
) {
  const [name] = Object.keys(files);
  const config = { task, data: { train: name, validation: 0, test: 0, ...data }, model: { kind } };
  const cwd = workspace({ "a.rnnconfig": JSON.stringify(config), ...files });
  const errors: unknown[] = [];
  const emit = (event: { event: string }) => event.event === "error" && errors.push(event);
  const { failure } = await train(
    { configFile: join(cwd, "a.rnnconfig"), settings: [], cwd },
    { emit, signal: new AbortController().signal },
  );
  expect([failure, errors]).toEqual([null, []]);
  return await RunFolder.open(onlyRun(cwd));
}
