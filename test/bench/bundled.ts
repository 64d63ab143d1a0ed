import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";

/** Runs a script of this folder as a bundle in a process of its own, as the product's scripts run; what it prints. */
export async function runBundled(name: string, args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "unroll-bundled-"));
  try {
    const outfile = join(folder, "script.mjs");
    await build({
      entryPoints: [join(import.meta.dirname, name)],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      mainFields: ["module", "main"],
      target: "node24",
      logLevel: "silent",
    });
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--expose-gc", outfile, ...args], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
