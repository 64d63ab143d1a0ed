// Pictures of a training in every kind of theme, to be looked at; and that nothing in the page escapes its policy.

import { expect, test } from "vitest";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { Workbench } from "./workbench.ts";

const themes = {
  light: "Default Light Modern",
  "high-contrast": "Default High Contrast",
  "high-contrast-light": "Default High Contrast Light",
};

test.each(Object.entries(themes))("a training in a %s theme", { timeout: 180_000 }, async (name, theme) => {
  const config = configText({ steps: 300, sampleEvery: 100 });
  await using workspace = await TrainingWorkspace.create({ "sea.rnnconfig": config }, 200_000);
  await using server = await Server.start({
    name: `extension-${name}`,
    extensions: [repository],
    theme,
    say: console.log,
  });
  const size = { width: 1400, height: 1400 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await workbench.openFile("sea.rnnconfig");
  await workbench.runCommand("Train RNN");
  await workbench.statusBarItem(/sea finished · loss/, { timeout: 90_000 });
  const frame = await workbench.waitForWebview("Training: sea");
  await frame.getByText("Finished").first().waitFor();
  await workbench.screenshot(`training-${name}`);
  expect(workbench.errors.foreign).toEqual([]);
});
