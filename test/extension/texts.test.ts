import { describe, expect, test } from "vitest";
import { clock } from "../../src/base/clock.ts";
import { secondsLeft } from "../../src/base/timeLeft.ts";
import { RunRecord } from "../../src/extension/runs/runRecord.ts";
import { loss, percent } from "../../src/extension/status/figures.ts";
import { othersText, statusText } from "../../src/extension/status/statusText.ts";
import { plainText, sentences, shellLine } from "../../src/extension/text.ts";
import { someRun } from "../support/panels/someRun.ts";

test("the status bar is short", () => {
  const figures = { step: 120, steps: 1000, loss: 1.834, tokensPerSecond: 48213, secondsLeft: 40 };
  const { progress } = new RunRecord(someRun, figures);
  expect(statusText("book", progress)).toBe("book 12% · loss 1.83 · 48.2k tok/s · 0:40");
  const nothing = { ...progress, loss: null, tokensPerSecond: null, secondsLeft: null };
  expect(statusText("book", nothing)).toBe("book 12%");
  const measuring = { part: "validation" as const, share: 0.409 };
  expect(statusText("book", { ...progress, measuring })).toBe("book 12% · validating 40 %");
  expect(statusText("😀".repeat(31), nothing)).toBe(`${"😀".repeat(29)}… 12%`);
});

test("every training has its name in the status bar, as far as there is room", () => {
  const named = (...labels: string[]) => labels.map((label, i) => ({ label, percent: i === 0 ? 40 : undefined }));
  expect(othersText([])).toBe("");
  expect(othersText(named("sea", "lake"))).toBe(", sea 40%, lake");
  expect(othersText(named("sea", "lake", "river", "brook"))).toBe(", sea 40%, lake, 2 more");
});

test("a name is read as it is: no icon, and nothing turned around", () => {
  expect(plainText("sea $(bell) \u202eb")).toBe("sea \\$(bell) <U+202E>b");
});

test("while a baseline is trained the status bar says so, and no longer when the network learns", () => {
  const record = new RunRecord(someRun, { steps: 10 });
  record.apply({ event: "baselineStep", name: "Markov order 4, 64 units", step: 3, steps: 12, loss: 2 });
  expect(statusText("book", record.snapshot().progress)).toBe("book: baseline Markov order 4, 64 units 25%");
  const figures = { gradientNorm: 1, clippedNorm: 1, clippedShare: 0, updateRatio: 0.1, learningRate: 1 };
  record.apply({ event: "step", step: 1, epoch: 1, loss: 2, tokensPerSecond: 1000, ...figures });
  expect(statusText("book", record.snapshot().progress)).toBe("book 10% · loss 2.00 · 1.0k tok/s");
});

test.each([
  ["The disk is full", "Free some space.", "The disk is full. Free some space."],
  ["Is that so?", "Look again.", "Is that so? Look again."],
  ["cannot open it", undefined, "cannot open it."],
])("%j and what to do are sentences", (message, hint, text) => expect(sentences(message, hint)).toBe(text));

describe("figures", () => {
  test.each([
    [0, "0:00"],
    [40, "0:40"],
    [59.6, "1:00"],
    [3725, "1:02:05"],
  ])("%d seconds are %s", (seconds, text) => expect(clock(seconds)).toBe(text));

  test("only the last step makes 100 percent", () => {
    expect([percent(0, 0), percent(999, 1000), percent(1000, 1000)]).toEqual([0, 99, 100]);
  });

  test("a loss that is none is a dash", () => {
    expect([loss(null), loss(Number.NaN), loss(1.834), loss(12.34)]).toEqual(["–", "–", "1.83", "12.3"]);
  });

  test("a loss that is small is not none", () => {
    expect([loss(0), loss(0.0012), loss(0.01)]).toEqual(["0.00", "1.2e-3", "0.01"]);
  });
});

describe("the command line", () => {
  test("is quoted for the shell of the platform", () => {
    expect(shellLine("/x/cli.js", "linux", "/a b/it's.rnnconfig")).toBe(
      "node /x/cli.js train '/a b/it'\\''s.rnnconfig'",
    );
    expect(shellLine("C:\\x y\\cli.js", "win32", "C:\\a.rnnconfig")).toBe(
      'node "C:\\x y\\cli.js" train C:\\a.rnnconfig',
    );
    expect(shellLine("/x/cli.js", "darwin")).toBe("node /x/cli.js --help");
  });

  test("types no command that the name of a file holds", () => {
    expect(shellLine("/x/cli.js", "linux", "/$(a)`b`;c.rnnconfig")).toBe("node /x/cli.js train '/$(a)`b`;c.rnnconfig'");
    expect(shellLine("C:\\cli.js", "win32", "C:\\$(a) it's.rnnconfig")).toBe(
      "node C:\\cli.js train 'C:\\$(a) it''s.rnnconfig'",
    );
    expect(shellLine("C:\\cli.js", "win32", "C:\\a;b,@c&d.rnnconfig")).toBe(
      'node C:\\cli.js train "C:\\a;b,@c&d.rnnconfig"',
    );
    // Ctrl-C would end the quotes, and Enter begin what follows.
    expect(shellLine("/x/cli.js", "linux", "/a\x03\rrm\r.rnnconfig")).toBe("node /x/cli.js --help");
  });
});

test.each([
  ["at the mean speed since the first step", { step: 10, time: 1000 }, { step: 20, time: 6000 }, 40],
  ["nothing in the first half second", { step: 10, time: 1000 }, { step: 20, time: 1499 }, null],
  ["nothing before a second step", { step: 10, time: 1000 }, { step: 10, time: 6000 }, null],
  ["none after the last step", { step: 10, time: 1000 }, { step: 100, time: 6000 }, 0],
])("the seconds left: %s", (_, begun, now, seconds) => expect(secondsLeft(begun, now, 100)).toBe(seconds));
