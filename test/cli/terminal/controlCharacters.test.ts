// What a model wrote, and what stands in data, labels and names of files, is shown by a terminal and never obeyed.
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { oneLine, visible } from "../../../src/base/visibleText.ts";
import { rendered, styled } from "../../../src/cli/text/terminalText.ts";
import { type Ended, named, unroll } from "../../support/commandLine.ts";
import { onlyRun, smallConfig, workspace } from "../../support/workspace.ts";

/** Sets the title of the window, clears it, rings, begins a command in one character, and writes backwards. */
const HOSTILE = "\x1b]0;mine\x07\x1b[2Ja\x9b31m\b\x7f\u202eb";
const SHOWN = "␛]0;mine␇␛[2Ja␛[31m␈␡<U+202E>b";

describe("a text for people", () => {
  it("has control characters as pictures", () => {
    expect(visible(HOSTILE)).toBe(SHOWN);
    expect(visible("\0\v\f\r\x1f")).toBe("␀␋␌␍␟");
    expect(visible("a\tb\nc\r\nd")).toBe("a\tb\nc\nd");
    expect(visible("naïve 深度 😀 مرحبا")).toBe("naïve 深度 😀 مرحبا");
    expect(oneLine("a\tb\nc\x1b")).toBe("a␉b␊c␛");
  });

  it("is styled by us alone", () => {
    const parts = ["\x1b[1m", styled(1, "\x1b[0mb")];
    expect(rendered(parts, { colours: true })).toBe("␛[1m\x1b[1m␛[0mb\x1b[0m");
    expect(rendered(parts, { colours: false })).toBe("␛[1m␛[0mb");
  });
});

/** Nothing that is written may be a command. */
function harmless({ status, stdout, stderr }: Ended, expected = 0): string {
  expect(status, stderr).toBe(expected);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(stdout + stderr).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
  return stdout + stderr;
}

describe("every command", () => {
  it("shows what a language model wrote, and has it as it is in --json", async () => {
    const book = `${HOSTILE}\n`.repeat(60);
    const options = { data: { validation: 0 }, training: { steps: 4 }, sampling: { length: 60, temperature: 1 } };
    const folder = workspace({ "a.rnnconfig": smallConfig(options), "book.txt": book });
    const config = { task: "language-model", data: { train: "book.txt" }, model: { kind: "ngram" } };
    writeFileSync(join(folder, "ngram.rnnconfig"), JSON.stringify(config));

    // Samples that are printed live.
    const args = ["train", "a.rnnconfig", "--set", "training.sampleEvery=2"];
    expect(harmless(await unroll(folder, ...args))).toMatch(/step 2 —\n[^\n]*␛/);
    const live = await unroll(folder, ...args, "--json");
    harmless(live);
    expect(named(live.events, "sample").map(({ text }) => text)).toEqual([
      expect.stringContaining("\x1b"),
      expect.stringContaining("\x1b"),
    ]);

    harmless(await unroll(folder, "train", "ngram.rnnconfig"));
    const asked = ["sample", "last", "--prompt", "\x1b]0", "--temperature", "0", "--length", "21"];
    expect(harmless(await unroll(folder, ...asked))).toBe("␛]0;mine␇␛[2Ja␛[31m␈␡<U+202E>b\n␛\n");
    const drawn = await unroll(folder, ...asked, "--json");
    harmless(drawn);
    expect(drawn.events).toMatchObject([{ prompt: "\x1b]0", text: `${HOSTILE.slice(3)}\n\x1b` }]);

    expect(harmless(await unroll(folder, "sample", "last", "--prompt", "b\n", "--next", "1"))).toContain("%  ␛\n");
    expect(harmless(await unroll(folder, "score", "last", "book.txt"))).toContain(`  ${SHOWN}\n`);
    expect(harmless(await unroll(folder, "inspect", "last", "--prompt", "\x1b]"))).toContain("after");
    harmless(await unroll(folder, "sample", "last", "--prompt", "\x9bx"));
  });

  it("shows labels and texts of examples", async () => {
    const label = "yes\x1b[2J";
    const rows = Array.from(
      { length: 24 },
      (_, i) => `${JSON.stringify({ text: `\x1b[${i}m`, label: i % 2 ? label : "no" })}\n`,
    );
    const config = {
      task: "classification",
      data: { train: "a.jsonl", target: "label" },
      model: { kind: "naive-bayes" },
    };
    const folder = workspace({ "a.rnnconfig": JSON.stringify(config), "a.jsonl": rows.join("") });
    harmless(await unroll(folder, "train", "a.rnnconfig"));
    expect(harmless(await unroll(folder, "evaluate", "last"))).toContain("yes␛[2J");
    const file = "new\x1b]0;mine\x07.jsonl";
    writeFileSync(join(folder, file), '{ "text": "\\u001b[1m\\n\\u0007" }\n');
    expect(harmless(await unroll(folder, "predict", "last", file))).toMatch(/^(yes␛\[2J|no) [\d.]+ % /);
    expect(harmless(await unroll(folder, "inspect", "last"))).toContain("yes␛[2J: ");
    expect(harmless(await unroll(folder, "predict", "last", "gone\x1b[2J.txt"), 2)).toContain("gone␛[2J.txt");
  });

  it("shows names of files, of keys and of runs", async () => {
    const folder = workspace({
      "\x1b[2J.rnnconfig": '{ "task\\u001b[2J": 1 }',
      "a.rnnconfig": smallConfig(),
      "book.txt": "ab\n".repeat(300),
    });
    harmless(await unroll(folder, "validate", "\x1b[2J.rnnconfig"), 2);
    harmless(await unroll(folder, "train", "a.rnnconfig", "--set", "training.x\x1b[2J=\x1b[2J"), 2);
    harmless(await unroll(folder, "list\x1b[2J"), 2);
    harmless(await unroll(folder, "new", "\x1b[2J", "."), 2);
    harmless(await unroll(folder, "train", "a.rnnconfig"));
    renameSync(onlyRun(folder), join(folder, ".unroll", "runs", "a\x1b[2J"));
    expect(harmless(await unroll(folder, "list"))).toContain("a␛[2J");
  });
});
