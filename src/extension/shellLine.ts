import { canBeTyped, shellWord } from "../base/shellWord.ts";

/** How a shell of this platform is told to run the command line that comes with the extension; without a file that cannot be typed. */
export function shellLine(script: string, platform: NodeJS.Platform, file?: string): string {
  return [
    "node",
    shellWord(script, platform),
    ...(file === undefined || !canBeTyped(file) ? ["--help"] : ["train", shellWord(file, platform)]),
  ].join(" ");
}
