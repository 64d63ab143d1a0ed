// The short form of `npm run fuzz`.
import { it } from "vitest";
import { fuzz } from "./fuzz.ts";

it("broken configs, texts and runs end in words for people", { timeout: 120_000 }, async () => {
  const outcomes = await fuzz({ rounds: 25, seed: 1 });
  console.log(
    Object.entries(outcomes)
      .map(([outcome, times]) => `${outcome} ${times}`)
      .join(", "),
  );
});
