import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { test } from "vitest";

// Each tool is a test, so that one runner counts everything and one line says what is wrong.
const cache = "node_modules/.cache/unroll";
mkdirSync(cache, { recursive: true });

/**
 * Each part knows what it runs in: the host Node, panels the page, tests both. The compiler is the native one, several times as fast; its
 * threads would check much of it each by itself, twice the work beside the other tools.
 */
const typesOf = (part: string) => [
  "node_modules/typescript-native/bin/tsc",
  ...[
    "-p",
    part,
    "--pretty",
    "false",
    "--singleThreaded",
    "--incremental",
    "--tsBuildInfoFile",
    `${cache}/tsc-${basename(part)}.json`,
  ],
];

const checks: Record<string, string[]> = {
  "the types of the host agree": typesOf("."),
  "the types of the core agree": typesOf("src/core"),
  "the types of the panels agree": typesOf("webview"),
  "the types of the tests agree": typesOf("test"),
  "format and lint are clean (fix with `npm run format`)": [
    "node_modules/@biomejs/biome/bin/biome",
    ...["check", "--error-on-warnings", "--max-diagnostics=50", "--colors=off"],
  ],
  "there is no dead code": [
    "node_modules/knip/bin/knip.js",
    ...["--no-progress", "--no-config-hints", "--cache", "--cache-location", `${cache}/knip`],
  ],
  "rooms import only what they may": [
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    ...["src", "webview", "test", "vitest.config.ts"].filter((path) => existsSync(path)),
    ...["--config", ".dependency-cruiser.cjs"],
  ],
};

for (const [name, command] of Object.entries(checks)) {
  test.concurrent(name, { timeout: 180_000 }, async () => {
    const { status, output } = await run(command);
    if (status !== 0) throw new Error(clipped(output.trim()) || `exit status ${status}`);
  });
}

function run(args: string[]): Promise<{ status: number | null; output: string }> {
  return new Promise((done, reject) => {
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    child.once("error", reject);
    child.once("close", (status) => done({ status, output }));
  });
}

function clipped(text: string, lines = 200): string {
  const all = text.split("\n");
  return all.length > lines ? [...all.slice(0, lines), `… and ${all.length - lines} more lines`].join("\n") : text;
}
