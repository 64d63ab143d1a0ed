// The short form of the soak of `npm run faults`: as many steps, of a net so small that they take seconds.
import { it } from "vitest";
import { soak } from "./soak.ts";

it("20,000 steps leave memory as it was", { timeout: 120_000 }, async () => {
  console.log(await soak(20_000));
});
