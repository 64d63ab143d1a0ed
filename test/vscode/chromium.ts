import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { run } from "./run.ts";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];

/** Where browsers live that are not on the PATH. */
const places = [
  "/usr/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
];

/**
 * What Playwright switches off. Chromium hears only the last list of its command line, so it stands here again, with one more: without it
 * each page also makes a hidden one of the browser's own menus, which takes longer than a panel.
 */
const disabledFeatures = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "LensOverlay"],
  ...["HttpsFirstBalancedModeAutoEnable", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AimEnabled"],
  ...["AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"],
  "PreloadTopChromeWebUI",
];

/** A browser without a window, that does nothing unasked. */
export const chromiumFlags = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  `--disable-features=${disabledFeatures.join(",")}`,
];

/** The path of a Chromium; on Debian, root installs one when there is none. `UNROLL_CHROMIUM` names another. */
export async function installChromium(say: (line: string) => void = () => {}): Promise<string> {
  const found = findChromium();
  if (found !== undefined) return found;
  const advice = 'Install Chromium or Chrome ("apt-get install chromium" on Debian), or name one in UNROLL_CHROMIUM.';
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) throw new Error(`No Chromium found. ${advice}`);
  say("Installing Chromium from Debian …");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update"], { env });
  await run("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
  const installed = findChromium();
  if (installed === undefined) throw new Error(`Debian's package left no Chromium on the PATH. ${advice}`);
  return installed;
}

export function findChromium(): string | undefined {
  const named = process.env.UNROLL_CHROMIUM;
  if (named) {
    if (!isExecutable(named)) throw new Error(`UNROLL_CHROMIUM is "${named}", which is not a program.`);
    return named;
  }
  return findProgram(names) ?? places.find(isExecutable);
}

/** The first of these programs that is on the PATH. */
export function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const endings = process.platform === "win32" ? [".exe", ".cmd"] : [""];
  const files = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((end) => path.join(folder, name + end))),
  );
  return files.find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
