// The short form of `npm run faults`.
import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { fullDevice, fullDisk, killAndResume, readOnlyFolder, vanishedFolder } from "./faults.ts";
import { killThreads } from "./threadFaults.ts";

it("kill -9 at random instants costs nothing but time", { timeout: 120_000 }, async () => {
  console.log(await killAndResume({ kills: 4, seed: 5 }));
});

it("a thread that dies at a random instant ends the run with a checkpoint", { timeout: 60_000 }, async () => {
  console.log(await killThreads({ kills: 2, seed: 6 }));
});

it("a full disk is said, and goes on when there is room", { timeout: 60_000 }, async ({ skip }) => {
  const outcome = await fullDisk();
  if (outcome !== "done") skip("mounting a small disk takes root");
  expect(outcome).toBe("done");
});

it.skipIf(!existsSync("/dev/full"))("a write that fails is said", { timeout: 60_000 }, fullDevice);

it("a read-only folder is said", async ({ skip }) => {
  const outcome = await readOnlyFolder();
  if (outcome !== "done") skip("mounting a small disk takes root");
  expect(outcome).toBe("done");
});

it("a run that vanishes is said", vanishedFolder);
