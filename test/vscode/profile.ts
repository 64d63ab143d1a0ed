import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** What a person finds in a VS Code that starts: how it looks, what it trusts, what is installed. */
export interface Profile {
  /** A colour theme by its label, such as "Default Light Modern" or "Default High Contrast". */
  theme?: string;
  /** "off" trusts every folder; "ask" shows the dialog; "restricted" starts untrusted without a dialog. */
  trust?: "off" | "ask" | "restricted";
  /** More settings, over those that clear the stage. */
  settings?: Readonly<Record<string, unknown>>;
  /** Folders of extensions, installed in place: each reload takes them as they are then. */
  extensions?: readonly string[];
}

const clearStage = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "git.openRepositoryInParentFolders": "never",
  // What moves or is drawn beside what is looked at takes processor time from it; test/webview has panels that move.
  "git.enabled": false,
  "workbench.reduceMotion": "on",
  "editor.cursorBlinking": "solid",
  "editor.minimap.enabled": false,
  "window.confirmBeforeClose": "always",
  // Several train at a time, and nobody is asked whether they should wait.
  "unroll.maxTrainings": 8,
};

/** Fills the data folder of a server that has not started yet. */
export async function writeProfile(dataFolder: string, profile: Profile): Promise<void> {
  const settings: Record<string, unknown> = { ...clearStage };
  if (profile.theme !== undefined) settings["workbench.colorTheme"] = profile.theme;
  // Versions differ in what they do unasked.
  settings["security.workspace.trust.startupPrompt"] = profile.trust === "ask" ? "always" : "never";
  Object.assign(settings, profile.settings);
  for (const scope of ["Machine", "User"]) {
    await writeJson(path.join(dataFolder, "data", scope, "settings.json"), settings);
  }
  await writeJson(
    path.join(dataFolder, "extensions/extensions.json"),
    await Promise.all((profile.extensions ?? []).map(installed)),
  );
}

/** What VS Code itself notes after an installation, except that the place is outside its extensions folder. */
async function installed(folder: string): Promise<unknown> {
  const { publisher, name, version } = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
  const location = { $mid: 1, scheme: "file", path: decodeURI(pathToFileURL(folder).pathname) };
  return { identifier: { id: `${publisher}.${name}` }, version, location };
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(value, null, 2));
}
