import { appendFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readStepLog, StepLog } from "../../src/runs/stepLog.ts";
import { errorOf, temporaryFolder } from "./support.ts";

const folder = temporaryFolder();
let files = 0;
const file = () => join(folder, `${files++}.jsonl`);

const rows = (...steps: number[]) => steps.map((step) => ({ step }));
const text = (values: object[]) => values.map((value) => `${JSON.stringify(value)}\n`).join("");

it("keeps every row in order, and numbers that are not finite are null", async () => {
  const path = file();
  const log = new StepLog(path);
  log.append({ step: 1, loss: 2.5 });
  log.append({ step: 2, loss: Number.NaN, gradientNorm: Number.POSITIVE_INFINITY });
  await log.flush();
  expect(await readStepLog(path)).toEqual([
    { step: 1, loss: 2.5 },
    { step: 2, loss: null, gradientNorm: null },
  ]);
  await log.close();
});

it("writes rows within about a second when nobody appends more", async () => {
  const path = file();
  const log = new StepLog(path);
  log.append({ step: 1 });
  log.append({ step: 2 });
  await expect.poll(() => readStepLog(path), { timeout: 5000 }).toEqual(rows(1, 2));
  await log.close();
});

it("writes no file when there is nothing to write", async () => {
  const path = file();
  await new StepLog(path).close();
  expect(existsSync(path)).toBe(false);
  expect(await readStepLog(path)).toEqual([]);
});

it("voids what a resume repeats, and again", async () => {
  const path = file();
  const resume = (step: number) => ({ event: "resume", step });
  const written = [...rows(1, 2, 3, 4, 5), resume(3), ...rows(4, 5, 6), resume(5), ...rows(6), resume(0), ...rows(1)];
  writeFileSync(path, text(written.slice(0, -2)));
  expect(await readStepLog(path)).toEqual(rows(1, 2, 3, 4, 5, 6));
  writeFileSync(path, text(written));
  expect(await readStepLog(path)).toEqual(rows(1));
});

it("keeps rows without a step", async () => {
  const path = file();
  writeFileSync(path, text([{ note: "x" }, { step: 2 }, { event: "resume", step: 1 }]));
  expect(await readStepLog(path)).toEqual([{ note: "x" }]);
});

it("does not count a torn last line, and continues on a line of its own", async () => {
  const path = file();
  writeFileSync(path, `${text(rows(1, 2))}{"step":3`);
  expect(await readStepLog(path)).toEqual(rows(1, 2));
  const log = new StepLog(path);
  log.append({ step: 3 });
  await log.close();
  expect(readFileSync(path, "utf8")).toBe(text(rows(1, 2, 3)));
});

it("continues after a torn line of any length", async () => {
  for (const torn of ["x", "x".repeat(65_535), "x".repeat(65_536), "x".repeat(200_000)]) {
    for (const before of ["", text(rows(1))]) {
      const path = file();
      writeFileSync(path, before + torn);
      const log = new StepLog(path);
      log.append({ step: 2 });
      await log.close();
      expect(readFileSync(path, "utf8")).toBe(before + text(rows(2)));
    }
  }
});

it("passes over lines that are no rows, and reads rows across the edges of what is read at once", async () => {
  const path = file();
  const long = { step: 5, text: "é".repeat(100_000) };
  writeFileSync(path, `${text(rows(1))}\0\0\0\n[1]\n12\nnull\n{"step":\n\n"x"\n${text([long])}`);
  appendFileSync(path, Buffer.concat([Buffer.alloc(5_000_000, "x"), Buffer.from("\n")]));
  appendFileSync(path, text(rows(6)));
  expect(await readStepLog(path)).toEqual([{ step: 1 }, long, { step: 6 }]);
});

it.runIf(existsSync("/dev/full"))("says that the disk is full, and loses no row of those that come", async () => {
  const path = file();
  symlinkSync("/dev/full", path);
  const log = new StepLog(path);
  expect(() => log.append({ step: 1 })).toThrow(expect.objectContaining({ code: "disk-full" }));
  const error = await errorOf(log.flush());
  expect(error.message).toContain(path);
  expect(error.hint).toContain("space");
  await errorOf(log.close());
});
