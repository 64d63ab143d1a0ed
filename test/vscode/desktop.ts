import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { cacheFolder } from "./paths.ts";
import { bundleSuite, type SuiteOptions } from "./suite.ts";

/**
 * Runs a suite in the desktop VS Code: the one that `UNROLL_VSCODE` names, or a download of the stable one. Where there
 * is neither, or no screen to show it on, it says so and why, and answers "skipped".
 */
export async function runDesktopSuite(
  options: SuiteOptions,
  say: (line: string) => void = console.log,
): Promise<"passed" | "failed" | "skipped"> {
  const skip = (why: string) => {
    say(`Desktop VS Code: SKIPPED. ${why}`);
    return "skipped" as const;
  };
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return skip("There is no display; run this under xvfb-run -a.");
  }
  let program: string;
  try {
    program = await findOrDownload();
  } catch (error) {
    return skip(`None could be downloaded, and UNROLL_VSCODE names none: ${(error as Error).message}`);
  }
  const script = await bundleSuite(options.tests, "desktop");
  const data = await mkdtemp(path.join(tmpdir(), "unroll-desktop-"));
  try {
    const status = await runTests({
      vscodeExecutablePath: program,
      extensionDevelopmentPath: options.extension,
      extensionTestsPath: script,
      launchArgs: [
        ...(options.folder === undefined ? [] : [options.folder]),
        ...["--user-data-dir", data, "--extensions-dir", path.join(data, "extensions")],
        ...["--disable-workspace-trust", "--disable-extensions", "--disable-gpu"],
        // Chromium refuses root without it.
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
    return status === 0 ? "passed" : "failed";
  } catch (error) {
    say(`Desktop VS Code: ${(error as Error).message}`);
    return "failed";
  } finally {
    await rm(data, { recursive: true, force: true, maxRetries: 3 });
  }
}

function findOrDownload(): Promise<string> | string {
  const named = process.env.UNROLL_VSCODE;
  if (!named) return downloadAndUnzipVSCode({ version: "stable", cachePath: cacheFolder, timeout: 15_000 });
  if (!existsSync(named)) throw new Error(`there is no ${named}`);
  return named;
}
