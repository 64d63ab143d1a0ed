// A network that writes number words as Chinese numerals: seen in its panel, and asked there while another trains.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { repository } from "./paths.ts";
import { run } from "./run.ts";
import { Server } from "./server.ts";
import { TrainingWorkspace } from "./trainingWorkspace.ts";
import { Workbench } from "./workbench.ts";

const ones =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(" ");
const tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const signs = [..."零一二三四五六七八九"];

function english(n: number): string {
  if (n < 17) return ones[n];
  if (n < 20) return `${ones[n - 10].replace(/t$/, "")}teen`;
  if (n < 100) return tens[Math.floor(n / 10)] + (n % 10 > 0 ? `-${ones[n % 10]}` : "");
  return `${ones[Math.floor(n / 100)]} hundred${n % 100 > 0 ? ` and ${english(n % 100)}` : ""}`;
}

function chinese(n: number): string {
  const digits = [...String(n)].map((digit, i, all) => signs[Number(digit)] + ["", "十", "百"][all.length - 1 - i]);
  return digits.join("").replace("零十", "零").replace(/零+$/, "").replace(/^一十/, "十");
}

/** Numbers in a fixed order that is not theirs. */
const pairs = Array.from({ length: 999 }, (_, i) => ((i * 367) % 999) + 1).map((n) => `${english(n)}\t${chinese(n)}`);

const config = (steps: number) => `{
  // Number words to Chinese numerals.
  "task": "sequence-to-sequence",
  "data": { "train": "pairs.tsv", "input": "source", "target": "target", "unit": "word", "targetUnit": "character" },
  "model": { "cell": "gru", "units": 48, "bidirectional": true, "embedding": 24, "attention": "additive" },
  "training": { "steps": ${steps}, "batchSize": 32, "learningRate": 0.005, "sampleEvery": 50, "threads": 1 },
  "sampling": { "count": 4 }
}
`;

const themes = [
  { name: "light", title: "Light Modern", pageClass: "vscode-light" },
  { name: "high-contrast", title: "Dark High Contrast", pageClass: "vscode-high-contrast" },
  { name: "high-contrast-light", title: "Light High Contrast", pageClass: "vscode-high-contrast-light" },
];

test("number words are written as numerals in the panel, with what each sign looked at", {
  timeout: 180_000,
}, async () => {
  await using workspace = await TrainingWorkspace.create(
    { "numbers.rnnconfig": config(250), "longer.rnnconfig": config(1_000_000) },
    0,
  );
  await writeFile(workspace.file("pairs.tsv"), `source\ttarget\n${pairs.join("\n")}\n`);
  await using server = await Server.start({
    name: "extension-translation",
    extensions: [repository],
    theme: "Default Dark Modern",
    say: console.log,
  });
  const size = { width: 1400, height: 2400 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await workbench.openFile("numbers.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/numbers finished · loss/, { timeout: 90_000 });
  let frame = await workbench.waitForWebview("Training: numbers");
  await frame.getByText(/^Example 1 of 4, \d right$/).waitFor();
  expect(await frame.locator(".figures").innerText()).toMatch(/Validation BLEU\s+\d/);
  const titles = await frame.locator(".layer-title").allInnerTexts();
  expect(titles.map((title) => title.split(":")[0])).toEqual([
    "Encoder layer 1, forward",
    "Encoder layer 1, backward",
    "Decoder layer 1",
  ]);

  // The other trains on while this one is asked.
  await workbench.openFile("longer.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/longer \d+% · loss/, { timeout: 60_000 });
  const asked = (await workspace.runs()).find((run) => path.basename(run).startsWith("numbers"))!;
  await workbench.runCommand("Unroll: Try a Run…");
  await workbench.quickInput.pick("numbers");
  frame = await workbench.waitForWebview("Training: numbers");
  const box = frame.getByRole("textbox", { name: "A source, for which the network writes the output" });
  await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
  await workbench.page.keyboard.type("three hundred and twelve");
  await workbench.page.keyboard.press("Enter");
  const answer = frame.locator(".trial-answers");
  const output = answer.locator(".translation-lines > div", { hasText: "Output" }).locator("dd");
  await output.waitFor();
  await workbench.statusBarItem(/longer \d+% · loss/);
  await writeFile(workspace.file("typed.txt"), "three hundred and twelve\n");
  const cli = [path.join(repository, "dist/cli.js"), "predict", asked, "typed.txt"];
  const said = await run(process.execPath, cli, { cwd: workspace.folder });
  expect(said.split("\n")[0]).toBe(`three hundred and twelve → ${await output.innerText()}`);

  const map = answer.getByRole("application", { name: "Attention" });
  await map.focus();
  await workbench.page.keyboard.press("ArrowRight");
  const readout = answer.locator(".readout");
  await readout.filter({ hasText: /^Output 1, “.”, looks at source 2, “hundred”: [01]\.\d{3}$/ }).waitFor();
  await workbench.runCommand("Unroll: Stop Training");
  await workbench.screenshot("translation-dark");
  for (const { name, title, pageClass } of themes) {
    await workbench.runCommand("Preferences: Color Theme");
    await workbench.quickInput.pick(title);
    await frame.locator(`body.${pageClass}`).waitFor();
    await workbench.screenshot(`translation-${name}`);
  }
  expect(workbench.errors.foreign).toEqual([]);
});
