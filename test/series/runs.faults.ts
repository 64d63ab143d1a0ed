// `npm run faults`: kill -9 again and again. UNROLL_KILLS sets how often (100), UNROLL_SEED with what.
import { it } from "vitest";
import { fullDevice, fullDisk, killAndResume, readOnlyFolder, vanishedFolder } from "./faults.ts";
import { killThreads } from "./threadFaults.ts";

const kills = Number(process.env.UNROLL_KILLS ?? 100);
const first = Number(process.env.UNROLL_SEED ?? Date.now() % 1_000_000);
const inOne = 25;

it.each(Array.from({ length: Math.ceil(kills / inOne) }, (_, i) => first + i))(
  "kill -9 at random instants, seed %i",
  async (seed) => {
    console.log(await killAndResume({ kills: Math.min(inOne, kills), seed }));
  },
);

it("threads that die at random instants", async () => {
  console.log(await killThreads({ kills, seed: first }));
});

it("a full disk", async () => {
  console.log(await fullDisk());
});
it("a full device", fullDevice);
it("a read-only folder", async () => {
  console.log(await readOnlyFolder());
});
it("a run that vanishes", vanishedFolder);
