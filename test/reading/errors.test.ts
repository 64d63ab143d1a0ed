import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { batchingOf, EvaluationBatches, trainingBatches } from "../../src/data/index.ts";
import { configWith, folderWith, load } from "./folder.ts";

const bytes = (...parts: (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))));

/** What people are told about their text is in errors.snapshot.txt, which is reviewed like prose. */
test("what people are told", async () => {
  const folder = folderWith({
    "book.txt": "It was a dark and stormy night.",
    "empty.txt": "",
    "mark.txt": "\uFEFF",
    "one.txt": "x",
    "texts/a.txt": "",
    "texts/b.txt": "",
    "latin1.txt": bytes("line one\nna", 0xef, "ve"),
    "late.txt": bytes("x".repeat(300_000), "\r\n💡é\r", 0xc3, 0x28),
    "cut.txt": bytes("caf", 0xc3),
    "utf16.txt": Buffer.from("\uFEFFok\n\uD83D.", "utf16le"),
    "unmarked.txt": Buffer.from("some text", "utf16le"),
    "image.png": bytes(0x89, "PNG\r\n", 0x1a, "\n", 0, 0, 0),
    "nul.txt": bytes("a\nbc", 0, "d"),
    "secret.txt": "secret",
  });
  symlinkSync("nowhere.txt", join(folder, "broken.txt"));
  chmodSync(join(folder, "secret.txt"), 0);
  const many = `{${"a,".repeat(40)}b}`.repeat(3);
  const cases: Record<string, unknown>[] = [
    { train: "bok.txt" },
    { train: "book" },
    { train: "texts/../emty.txt" },
    { train: "texts/c.md" },
    { train: "nowhere/book.txt" },
    { train: "zzzzzzzz" },
    { train: "broken.txt" },
    { train: "book.txt/x" },
    { train: "x".repeat(4000) },
    { train: "texts" },
    { train: "texts/" },
    { train: "/dev/null" },
    { train: "**/*.md" },
    { train: many },
    { train: "empty.txt" },
    { train: ["book.txt", "empty.txt"] },
    { train: "mark.txt" },
    { train: "texts/*.txt" },
    { train: "one.txt" },
    { train: "book.txt", validation: "one.txt" },
    { train: "book.txt", validation: 0.5, test: "tset.txt" },
    { train: "latin1.txt" },
    { train: "late.txt" },
    { train: "cut.txt" },
    { train: "utf16.txt" },
    { train: "unmarked.txt" },
    { train: "image.png" },
    { train: "nul.txt" },
    // A superuser may read everything.
    ...(process.getuid?.() === 0 ? [] : [{ train: "secret.txt" }]),
  ];
  const report: string[] = [];
  for (const data of cases) {
    const error = await load(folder, data).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (!(error instanceof UserError)) throw new Error(`${JSON.stringify(data)}: ${error}`);
    const { file, line, column, key } = error.place;
    const place = [file, line, column, key].filter((part) => part !== undefined).join(":");
    const text = `${JSON.stringify(data)}\n    ${error.code} at ${place}\n    ${error.message}\n    ${error.hint ?? "(no hint)"}\n`;
    report.push(
      text
        .replaceAll(folder, "FOLDER")
        .replace(many, "MANY")
        .replace(/x{4000}/g, "XXXX"),
    );
  }
  const unreadable = report.filter((text) => text.includes("secret"));
  for (const text of unreadable) expect(text).toContain("secret.txt cannot be read: permission denied.");
  const told = report.filter((text) => !unreadable.includes(text));
  await expect(told.join("\n")).toMatchFileSnapshot("errors.snapshot.txt");
});

test("too little text is an error with the arithmetic and what to change", () => {
  const batching = batchingOf(configWith({ train: "a" }));
  const error = (tokens: number, more: object = {}) => {
    try {
      trainingBatches(new Int32Array(tokens), { ...batching, ...more });
    } catch (reason) {
      if (reason instanceof UserError) return [reason.code, reason.message, reason.hint];
      throw reason;
    }
    return undefined;
  };
  expect(error(120)).toEqual([
    "too-little-text",
    "The training part has 120 tokens, which gives 119 targets; one minibatch needs batchSize × sequenceLength = 32 × 50 = 1,600.",
    "Lower training.batchSize to at most 2, lower training.sequenceLength to at most 3 or train on more text.",
  ]);
  expect(error(40)?.[2]).toBe("Lower training.sequenceLength to at most 1 or train on more text.");
  expect(error(2, { batchSize: 2, sequenceLength: 2 })?.[2]).toBe("Train on more text.");
  expect(error(0)?.[1]).toContain("0 tokens, which gives 0 targets");
  expect(error(1600)).toBeDefined();
  for (const batching of ["sequential", "random"]) {
    expect(error(1600, { batching })).toBeDefined();
    expect(error(1601, { batching })).toBeUndefined();
    // What the hint says is enough.
    expect(error(120, { batching, batchSize: 2 })).toBeUndefined();
    expect(error(120, { batching, sequenceLength: 3 })).toBeUndefined();
  }
  expect(() => new EvaluationBatches(new Int32Array(1), 10)).toThrow("The text has 1 token; one target takes two.");
});
