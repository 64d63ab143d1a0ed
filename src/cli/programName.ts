import { posix, win32 } from "node:path";
import { shellWord } from "../base/shellWord.ts";

/** How a process was started. */
export interface Started {
  /** What Node.js runs, as it was named: the link of a `bin` is not followed. */
  script: string;
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
}

/** How the program is called in advice: in the way in which it was started, which works in this folder again. */
export function programName(started: Started = thisProcess()): string {
  const { script, cwd, env, platform } = started;
  const path = platform === "win32" ? win32 : posix;
  const bin = binFolder(started);
  if (bin !== undefined) {
    if (env.npm_command === "exec" || /[\\/]node_modules[\\/]\.bin$/.test(bin)) return "npx unroll";
    const folders = (env.PATH ?? env.Path ?? "").split(path.delimiter);
    if (folders.some((folder) => folder !== "" && path.resolve(cwd, folder) === bin)) return "unroll";
  }
  const file = typedPath(script, started);
  if (bin === undefined || platform === "win32") return `node ${file}`;
  return file.includes("/") ? file : `./${file}`;
}

/** A path as it is typed in this folder: from here or from the root, whichever is shorter. */
export function typedPath(path: string, { cwd, platform }: Pick<Started, "cwd" | "platform"> = thisProcess()): string {
  const relative = (platform === "win32" ? win32 : posix).relative(cwd, path) || ".";
  return shellWord(relative.length < path.length ? relative : path, platform);
}

/** Settings, `key=value`, as they are typed behind a command. */
export function typedSettings(settings: readonly string[]): string {
  return settings.map((setting) => `--set ${shellWord(setting, process.platform)}`).join(" ");
}

function thisProcess(): Started {
  return { script: process.argv[1], cwd: process.cwd(), env: process.env, platform: process.platform };
}

/** The folder that has the `unroll` which was started; undefined where the script was named itself. */
function binFolder({ script, platform }: Started): string | undefined {
  if (platform !== "win32") return posix.basename(script) === "unroll" ? posix.dirname(script) : undefined;
  // There npm writes a script for the shell, beside the folder of all packages, and Node.js gets the path in the package.
  const [, folder] = /^(.*)\\node_modules\\unroll\\dist\\cli\.js$/.exec(script) ?? [];
  return folder;
}
