// Pictures of a training in every kind of theme, to be looked at; and that nothing in the page escapes its policy.

import { expect, test } from "vitest";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { Workbench } from "./workbench.ts";

/** Themes by their name in VS Code's list, with the class that a page in a panel then has. */
const others = [
  { name: "high-contrast", title: "Dark High Contrast", pageClass: "vscode-high-contrast" },
  { name: "high-contrast-light", title: "Light High Contrast", pageClass: "vscode-high-contrast-light" },
];

test("a training in light and high-contrast themes, changed as a person does", {
  timeout: 180_000,
}, async () => {
  const config = configText({ steps: 300, sampleEvery: 100 });
  await using workspace = await TrainingWorkspace.create({ "sea.rnnconfig": config }, 200_000);
  await using server = await Server.start({
    name: "extension-themes",
    extensions: [repository],
    theme: "Default Light Modern",
    say: console.log,
  });
  const size = { width: 1400, height: 1400 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await workbench.openFile("sea.rnnconfig");
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/sea finished · loss/, { timeout: 90_000 });
  const frame = await workbench.waitForWebview("Training: sea");
  await frame.getByText("Finished").first().waitFor();
  await workbench.screenshot("training-light");
  for (const { name, title, pageClass } of others) {
    await workbench.runCommand("Preferences: Color Theme");
    await workbench.quickInput.pick(title);
    await frame.locator(`body.${pageClass}`).waitFor();
    await workbench.screenshot(`training-${name}`);
  }
  expect(workbench.errors.foreign).toEqual([]);
});
