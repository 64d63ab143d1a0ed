import type { Frame } from "playwright-core";
import type { Workbench } from "./workbench.ts";

/** Themes by their titles in VS Code's list, with the name of a picture, the class that a page in a panel then has and that of the window; the usual one last. */
const themes = [
  { name: "light", title: "Light Modern", pageClass: "vscode-light", own: "vs" },
  { name: "hc-dark", title: "Dark High Contrast", pageClass: "vscode-high-contrast", own: "hc-black" },
  { name: "hc-light", title: "Light High Contrast", pageClass: "vscode-high-contrast-light", own: "hc-light" },
  { name: "dark", title: "Dark Modern", pageClass: "vscode-dark", own: "vs-dark" },
];

/**
 * Pictures of a window in every kind of theme, to be looked at: with `UNROLL_THEMES=all` before the test. Otherwise one in the theme that
 * it has, since a change takes seconds and what themes must fulfil is tested in test/webview. A panel, `frame`, has to follow.
 */
export async function inThemes(workbench: Workbench, frame: Frame | undefined, picture: string): Promise<void> {
  if (process.env.UNROLL_THEMES !== "all") return void (await workbench.screenshot(`${picture}-dark`));
  for (const { name, title, pageClass, own } of themes) {
    await workbench.runCommand("Preferences: Color Theme");
    // Some of them stand further down the list than it shows.
    await workbench.quickInput.choices(10);
    await workbench.quickInput.input.fill(title);
    await workbench.quickInput.pick(title);
    await workbench.page.locator(`.monaco-workbench.${own}`).first().waitFor();
    await frame?.locator(`body.${pageClass}`).waitFor();
    await workbench.screenshot(`${picture}-${name}`);
  }
}
