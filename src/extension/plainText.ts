import { visible } from "../base/visibleText.ts";

/** Text from outside where VS Code reads icons: `$(bell)` in a name stays what it is, and signs that turn the direction are shown. */
export function plainText(text: string): string {
  return visible(text).replaceAll("$(", "\\$(");
}
