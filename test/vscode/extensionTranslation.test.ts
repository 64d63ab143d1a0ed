// A network that writes number words as Chinese numerals: seen in its panel, and asked there while another trains.
import { readFile, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { newExperiment } from "./newExperiment.ts";
import { repository } from "./paths.ts";
import { Server } from "./server.ts";
import { inThemes } from "./themes.ts";
import { configText, TrainingWorkspace } from "./trainingWorkspace.ts";
import { Workbench } from "./workbench.ts";

/** The same network with more steps than anybody waits for: it is paused, asked as it is, and taken a step further. */
async function steerLonger(workbench: Workbench, workspace: TrainingWorkspace): Promise<void> {
  const config = await readFile(workspace.file("numbers/numbers.rnnconfig"), "utf8");
  const trainedFor = (length: string) => config.replace(/"epochs": \d+/, length);
  await writeFile(workspace.file("numbers/longer.rnnconfig"), trainedFor('"steps": 100000'));
  await writeFile(workspace.file("numbers/numbers.rnnconfig"), trainedFor('"epochs": 5'));
  await workbench.openFile("longer.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/longer \d+% · loss/, { timeout: 60_000 });
  const frame = await workbench.waitForWebview("Training: longer");
  await frame.getByRole("button", { name: "Pause", exact: true }).click();
  await workbench.statusBarItem(/longer paused at \d+%/);
  const source = frame.getByRole("textbox", { name: "A source, for which the network writes the output" });
  await source.fill("seven");
  await source.press("Enter");
  await frame.getByText(/of now, after step/).waitFor();
  await frame.locator(".trial-answers .translation-lines", { hasText: "Output" }).waitFor();
  await frame.getByRole("button", { name: "One Step" }).click();
  await frame.locator(".single-step .minibatch td").first().waitFor();
  await workbench.screenshot("translation-paused");
  await frame.getByRole("button", { name: "Continue", exact: true }).click();
  await workbench.statusBarItem(/longer \d+% · loss/);
  await workbench.runCommand("Unroll: Stop Training");
  await workbench.statusBarItem(/longer stopped at/);
}

/** Two of the networks side by side: one source for both, and their settings in the editor for differences. */
async function compare(workbench: Workbench): Promise<void> {
  await workbench.runCommand("Unroll: Compare Runs…");
  await workbench.quickInput.choices(3);
  await workbench.quickInput.tick(/^numbers$/, /^longer$/);
  const frame = await workbench.waitForWebview("Comparison of 2 runs");
  await frame.locator(".runs tbody tr").nth(1).waitFor();
  expect((await frame.locator(".runs tbody .label").allInnerTexts()).sort()).toEqual(["longer", "numbers"]);
  await frame.getByRole("button", { name: "numbers", exact: true }).first().waitFor();
  const source = frame.getByRole("textbox", { name: "A source, for which the network writes the output" });
  await source.fill("three hundred and twelve");
  await source.press("Enter");
  const outputs = frame.locator(".trial .card .translation-lines > div", { hasText: "Output" }).locator("dd");
  await expect.poll(() => outputs.allInnerTexts(), { timeout: 30_000 }).toHaveLength(2);
  expect(await outputs.allInnerTexts()).toContain("三百一十二");
  await inThemes(workbench, frame, "comparison");
  await frame.getByRole("button", { name: "Compare Configs" }).click();
  await workbench.page.locator(".editor-instance .monaco-diff-editor").waitFor();
  await workbench.page.getByRole("tab", { name: /↔ .* \(Settings\)/ }).waitFor();
}

test("number words are written as numerals in the panel, with what each sign looked at", {
  timeout: 240_000,
}, async () => {
  await using workspace = await TrainingWorkspace.create({ "sea.rnnconfig": configText() }, 200_000);
  await using server = await Server.start({
    name: "extension-translation",
    extensions: [repository],
    theme: "Default Dark Modern",
    say: console.log,
  });
  const size = { width: 1300, height: 1200 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await (await newExperiment(workbench, "numbers")).press("Enter");
  await workbench.waitForEditor("numbers.rnnconfig");
  await steerLonger(workbench, workspace);
  await workbench.openFile("numbers.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/numbers finished · loss/, { timeout: 90_000 });
  let frame = await workbench.waitForWebview("Training: numbers");
  await frame.getByText(/^Example 1 of 4, \d right$/).waitFor();
  expect(await frame.locator(".figures").innerText()).toMatch(/Validation BLEU\s+\d/);
  const titles = await frame.locator(".layer-title").allInnerTexts();
  expect(titles.map((title) => title.split(":")[0])).toEqual([
    "Encoder layer 0, forward",
    "Encoder layer 0, backward",
    "Decoder layer 0",
  ]);

  // The other trains on while this one is asked.
  await workbench.openFile("sea.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/sea \d+% · loss/, { timeout: 60_000 });
  await workbench.runCommand("Unroll: Try a Run…");
  await workbench.quickInput.pick(/^numbers$/);
  frame = await workbench.waitForWebview("Training: numbers");
  const box = frame.getByRole("textbox", { name: "A source, for which the network writes the output" });
  await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
  await workbench.page.keyboard.type("three hundred and twelve");
  await workbench.page.keyboard.press("Enter");
  const answer = frame.locator(".trial-answers");
  const output = answer.locator(".translation-lines > div", { hasText: "Output" }).locator("dd");
  await expect.poll(() => output.innerText()).toBe("三百一十二");
  await workbench.statusBarItem(/sea \d+% · loss/);

  const map = answer.getByRole("application", { name: "Attention" });
  await map.focus();
  await workbench.page.keyboard.press("ArrowRight");
  const readout = answer.locator(".readout");
  await readout.filter({ hasText: /^Output 1, “三”, looks at source 2, “hundred”: [01]\.\d{3}$/ }).waitFor();
  await workbench.runCommand("Unroll: Stop Training");
  await inThemes(workbench, frame, "translation");
  await compare(workbench);
  expect(workbench.errors.foreign).toEqual([]);
});
