// A task that is no running text, from its template: what the panel says of it is what the command line says.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Frame } from "playwright-core";
import { expect, test } from "vitest";
import type { Report } from "../../src/contracts/report.ts";
import { newExperiment } from "./newExperiment.ts";
import { repository } from "./paths.ts";
import { run } from "./run.ts";
import { Server } from "./server.ts";
import { inThemes } from "./themes.ts";
import { TrainingWorkspace } from "./trainingWorkspace.ts";
import { Workbench } from "./workbench.ts";

/** What the last run of a folder reaches on its test part, measured anew by the command line, in words and as an event. */
async function evaluated(folder: string): Promise<{ said: string; report: Report }> {
  const evaluate = (...more: string[]) =>
    run(process.execPath, [path.join(repository, "dist/cli.js"), "evaluate", "last", ...more], { cwd: folder });
  const [said, event] = await Promise.all([evaluate(), evaluate("--json")]);
  return { said, report: JSON.parse(event.trim().split("\n").at(-1) as string).report };
}

const rowsOf = (frame: Frame, region: string) =>
  frame
    .getByRole("region", { name: region })
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map((row) => Array.from(row.children, (cell) => cell.textContent)));

test("tags from a template: the same figures in the panel and on the command line", {
  timeout: 240_000,
}, async () => {
  await using workspace = await TrainingWorkspace.create({}, 0);
  const theme = "Default Dark Modern";
  await using server = await Server.start({
    name: "extension-tasks",
    extensions: [repository],
    theme,
    say: console.log,
  });
  const size = { width: 1300, height: 1100 };
  await using workbench = await Workbench.open({ server, folder: workspace.folder, size });
  await (await newExperiment(workbench, "teddy")).press("Enter");
  await workbench.waitForEditor("forward.rnnconfig");
  await workbench.answer(/forward\.rnnconfig can only guess/, "Train RNN");
  await workbench.statusBarItem(/forward finished · loss/, { timeout: 90_000 });
  const frame = await workbench.waitForWebview("Training: forward");
  await frame.getByText("Finished", { exact: true }).waitFor();
  await frame.getByText(/test part, best parameters/).waitFor();
  await workbench.screenshot("task-dark");

  const { said, report } = await evaluated(workspace.file("teddy"));
  const { labels, counts } = report.confusion!;
  const plain = (rows: (string | null)[][]) => rows.map((row) => row.map((cell) => cell!.replaceAll(",", "")));
  expect(plain(await rowsOf(frame, "Confusion matrix"))).toEqual(
    labels.map((label, i) => [label, ...counts[i].map(String)]),
  );
  const [entity] = plain(await rowsOf(frame, "Entities"));
  expect(said).toMatch(new RegExp(entity.join(" +").replaceAll(".", "\\.")));
  // The columns of the table are those of the sentence: loss, accuracy, macro F1, precision, recall, F1.
  const own = (await rowsOf(frame, "Table of the baselines")).at(-1)!;
  const figures = own.slice(-6) as string[];
  const [, sentence] = /^test: (.*) \(/m.exec(said)!;
  expect(sentence.match(/\d+\.\d+( %)?/g)).toEqual(figures);
  const shown = await frame.locator(".figures > div", { hasText: /^Test/ }).locator("dd").innerText();
  expect(shown).toBe(`${figures[0]} (F1 ${figures[5]})`);

  // A cell of the matrix opens its examples, as many as are shown of them.
  const taken = counts.flatMap((row, i) => row.flatMap((n, j) => (i !== j && n > 0 ? [[labels[i], labels[j]]] : [])));
  const [[actual, predicted]] = taken;
  await frame
    .getByRole("button", { name: new RegExp(` of ${actual} taken for ${predicted}: shows examples$`) })
    .click();
  const answersOf = (rows: Element[]) =>
    rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent!.trim()));
  for (const example of await frame.locator(".example-list li").all()) {
    const [, answers, truths] = await example.locator("table.tags tr").evaluateAll(answersOf);
    expect(answers.some((said, t) => said === predicted && truths[t] === actual)).toBe(true);
  }
  await inThemes(workbench, frame, "says-tagger");

  // What a person types is tagged as the command line tags it.
  await workbench.runCommand("Unroll: Try a Run…");
  const box = frame.getByRole("textbox", { name: "An example, for which the network predicts the answer" });
  await expect.poll(() => box.evaluate((it) => it === document.activeElement)).toBe(true);
  await workbench.page.keyboard.type("Teddy said he");
  await workbench.page.keyboard.press("Enter");
  const answer = frame.locator(".trial-answers");
  await answer.locator("table.tags").waitFor();
  await writeFile(workspace.file("teddy/typed.txt"), "Teddy said he\n");
  const tagged = await run(process.execPath, [path.join(repository, "dist/cli.js"), "predict", "last", "typed.txt"], {
    cwd: workspace.file("teddy"),
  });
  const tags = await answer.locator("table.tags tr").evaluateAll((rows) => {
    const [symbols, answers] = rows.map((row) => [...row.children].slice(1).map((cell) => cell.textContent));
    return symbols.map((symbol, i) => `${symbol}/${answers[i]}`).join(" ");
  });
  expect(tagged.split("\n")[0]).toMatch(new RegExp(`^${tags.replaceAll(/[.*+?^$()[\]]/g, "\\$&")}( |$)`));
  await frame.getByText(/^By the best parameters, of step [\d,]+\.$/).waitFor();

  // Texts that somebody exported from Excel are classified: their errors are looked at.
  const say = (i: number) =>
    i % 3 ? `so ${["bad", "dull"][i % 2]} ${i % 7}` : `שלום, ${["good", "bad"][i % 2]} 👩‍🔬 ${i % 5}`;
  const table = Array.from({ length: 240 }, (_, i) => `"${say(i)}";${["bad", "טוב", "so so"][(i * i + (i % 5)) % 3]}`);
  await writeFile(workspace.file("teddy/reviews.csv"), `\ufefftext;label\r\n${table.join("\r\n")}\r\n`);
  const classifying = {
    ...{ task: "classification", data: { train: "reviews.csv", unit: "word", test: 0.2 } },
    ...{ model: { units: 8, embedding: 4 }, training: { steps: 60, learningRate: 0.02 } },
  };
  await writeFile(workspace.file("teddy/reviews.rnnconfig"), JSON.stringify(classifying, null, 2));
  await workbench.openFile("reviews.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/reviews finished · loss \d/, { timeout: 60_000 });
  const reviews = await workbench.waitForWebview("Training: reviews");
  await reviews.getByText(/test part, best parameters/).waitFor();
  await reviews.getByLabel("Show", { exact: true }).selectOption("wrong");
  const verdicts = await reviews.locator(".example-list .verdict").allInnerTexts();
  expect(verdicts.length).toBeGreaterThan(0);
  expect(verdicts.every((verdict) => verdict.trim() === "wrong")).toBe(true);
  await reviews.getByText(/^Expected calibration error \(ECE\) [\d.]+ %\./).waitFor();
  await reviews.locator(".results").evaluate((it) => it.scrollIntoView());
  await inThemes(workbench, reviews, "says-classifier");

  // The same data, and a model that counts: what a network alone has is not shown.
  const counting = {
    ...{ task: "tagging", data: { train: "teddy.conll", input: "1", target: "2" } },
    ...{ model: { kind: "most-frequent-tag" }, baselines: ["majority"] },
  };
  await writeFile(workspace.file("teddy/counts.rnnconfig"), JSON.stringify(counting, null, 2));
  await workbench.openFile("counts.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/counts finished · loss \d/, { timeout: 60_000 });
  const page = await workbench.waitForWebview("Training: counts");
  await page.getByText(/^most frequent tag · [\d,]+ numbers counted · \d+ symbols$/).waitFor();
  await page.getByText("test part", { exact: true }).waitFor();
  const names = await page.locator(".figures dt").allInnerTexts();
  expect(names).toContain("Validation F1");
  expect(names).not.toContain("Gradient norm");
  const ours = (await rowsOf(page, "Table of the baselines")).at(-1)!;
  expect(ours[0]).toBe("This model");
  expect(await page.getByRole("heading").allInnerTexts()).toEqual([
    "counts",
    "Results",
    "Examples",
    "Baselines",
    "Try It",
  ]);

  // What a file is comes from its first lines, and the editor says so; tags may be letters alone.
  const sentences = "look at Anna Bell\tO O B I\nno\tO\n".repeat(20);
  await writeFile(workspace.file("teddy/lines.iob"), sentences);
  const lines = { ...counting, data: { train: "lines.iob" }, baselines: [] };
  await writeFile(workspace.file("teddy/lines.rnnconfig"), JSON.stringify(lines, null, 2));
  await workbench.openFile("lines.rnnconfig");
  const key = workbench.page.locator(".view-line span", { hasText: '"train"' }).last();
  await workbench.editorHover(key, "lines.iob is read as tagged-lines");
  await workbench.screenshot("task-hover");
  await workbench.runCommand("Unroll: Train RNN");
  await workbench.statusBarItem(/lines finished · loss \d/, { timeout: 60_000 });
  const untyped = await workbench.waitForWebview("Training: lines");
  await untyped.getByText("test part", { exact: true }).waitFor();
  expect((await rowsOf(untyped, "Entities"))[0][0]).toBe("(no type)");
  await workbench.screenshot("task-counted");

  // What chooses the best is said where the best is.
  const choosing = {
    ...{ task: "tagging", data: { train: "teddy.conll", input: "1", target: "2" } },
    ...{ model: { units: 8, embedding: 4 }, training: { steps: 40, validateEvery: 5, learningRate: 0.05, best: "f1" } },
  };
  await writeFile(workspace.file("teddy/choosing.rnnconfig"), JSON.stringify(choosing, null, 2));
  await workbench.openFile("choosing.rnnconfig");
  await workbench.runCommand("Unroll: Train RNN");
  const item = await workbench.statusBarItem(/choosing finished · F1 \d/, { timeout: 60_000 });
  const chosen = await workbench.waitForWebview("Training: choosing");
  const best = chosen.locator(".figures > div", { hasText: "Best validation F1" }).locator("dd");
  await best.filter({ hasText: /^\d+\.\d % at step \d+$/ }).waitFor();
  expect(await item.getAttribute("aria-label")).toContain(`Best validation F1 ${await best.innerText()}`);
  await workbench.screenshot("task-chosen");
  await workbench.runCommand("Unroll: Compare Runs…");
  const offered = workbench.quickInput.rows.filter({ hasText: "choosing" }).first();
  await offered.filter({ hasText: /finished · 100% · F1 \d/ }).waitFor();
  await workbench.screenshot("compare-picker");
  await workbench.quickInput.close();
  expect(workbench.errors.foreign).toEqual([]);
});
