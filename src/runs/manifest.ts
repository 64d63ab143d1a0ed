import * as Type from "typebox";
import { Check, Errors } from "typebox/schema";
import { anyKeys } from "../base/anyKeys.ts";
import { UserError } from "../base/userError.ts";
import type { Config } from "../config/index.ts";
import { runGroup, runStates, runSweep } from "../contracts/runs.ts";
import { configPath } from "./configPath.ts";
import { says } from "./messages.ts";

/** What `run.json` may hold. It is read from folders of any origin, so this is held against every file that is opened. */

const count = Type.Integer({ minimum: 0 });
const measure = Type.Union([Type.Number(), Type.Null()]);
const line = Type.String({ pattern: "^[^\\x00-\\x1f\\x7f]*$" });
const time = Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,3})?Z$" });

const metrics = Type.Intersect([Type.Object({ step: count, loss: measure }), anyKeys(measure)]);
const metricsOrNone = Type.Union([metrics, Type.Null()]);

const summary = Type.Object({
  step: count,
  epoch: Type.Number({ minimum: 0 }),
  /** As planned. */
  steps: count,
  loss: measure,
  best: metricsOrNone,
  validation: metricsOrNone,
  test: metricsOrNone,
  seconds: Type.Number({ minimum: 0 }),
  tokensPerSecond: measure,
  reason: Type.Union([line, Type.Null()]),
  error: Type.Optional(Type.Object({ code: line, message: Type.String(), hint: Type.Optional(Type.String()) })),
});

const manifest = Type.Object({
  format: Type.Literal(1),
  id: Type.String({ pattern: "^[^/\\\\\\x00-\\x1f\\x7f]+$" }),
  name: line,
  configFile: Type.String(),
  config: Type.Unsafe<Config>(Type.Object({})),
  state: Type.Enum([...runStates]),
  created: time,
  updated: time,
  versions: Type.Object({ unroll: line, node: line }),
  build: Type.Enum(["simd", "relaxed"]),
  threads: Type.Integer({ minimum: 1 }),
  parameters: count,
  group: Type.Optional(runGroup),
  sweep: Type.Optional(runSweep),
  data: Type.Array(
    Type.Object({
      name: Type.String(),
      path: Type.String(),
      bytes: count,
      sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
      /** Of files of sounds, which are one entry: how many, and the hash of their hashes. */
      sounds: Type.Optional(count),
    }),
  ),
  summary,
});

/** Losses and metrics of one step; numbers that are not finite are null. */
export type RunMetrics = { step: number; loss: number | null } & Record<string, number | null>;
export type RunManifest = Type.Static<typeof manifest>;
export type RunProgress = RunManifest["summary"];

/** What changes; the summary's keys one by one. */
export type ManifestPatch = Partial<Omit<RunManifest, "format" | "id" | "created" | "updated" | "summary">> & {
  summary?: Partial<RunProgress>;
};

export const noProgress: RunProgress = {
  step: 0,
  epoch: 0,
  steps: 0,
  loss: null,
  best: null,
  validation: null,
  test: null,
  seconds: 0,
  tokensPerSecond: null,
  reason: null,
};

/**
 * Reads the text of a `run.json`.
 * @throws UserError `run-damaged`; `run-format` for one of a later version
 */
export function parseManifest(text: string, file: string): RunManifest {
  const damaged = (what: string) => new UserError(says.damagedRecord({ file, what }), { file });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(plain((error as Error).message));
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === "number" && format > 1) {
    throw new UserError(says.laterFormat({ file, format }), { file });
  }
  if (!Check(manifest, value)) {
    const [, [error]] = Errors(manifest, value);
    throw damaged(plain(`${error?.instancePath || "it"} ${error?.message}`));
  }
  return { ...value, configFile: configPath(value.configFile) };
}

/** The text to write, made so that it reads back: what `parseManifest` would refuse is never written. */
export function printManifest(value: RunManifest, file: string): { text: string; manifest: RunManifest } {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  return { text, manifest: parseManifest(text, file) };
}

function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").slice(0, 200);
}
