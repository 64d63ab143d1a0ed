// Texts of the extension that need no VS Code.

import { canBeTyped, shellWord } from "../base/shellWord.ts";
import { visible } from "../base/visibleText.ts";

/** Text from outside where VS Code reads icons: `$(bell)` in a name stays what it is, and signs that turn the direction are shown. */
export function plainText(text: string): string {
  return visible(text).replaceAll("$(", "\\$(");
}

/** What went wrong and what to do about it, as one text of whole sentences. */
export function sentences(message: string, hint = ""): string {
  return `${message.replace(/(?<![.!?\u2026])$/, ".")} ${hint}`.trim();
}

/** How a shell of this platform is told to run the command line that comes with the extension; without a file that cannot be typed. */
export function shellLine(script: string, platform: NodeJS.Platform, file?: string): string {
  return [
    "node",
    shellWord(script, platform),
    ...(file === undefined || !canBeTyped(file) ? ["--help"] : ["train", shellWord(file, platform)]),
  ].join(" ");
}
