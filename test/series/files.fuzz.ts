// `npm run fuzz`: UNROLL_ROUNDS sets how many files of each kind (2000), UNROLL_SEED where to begin.
import { it } from "vitest";
import { fuzz } from "./fuzz.ts";

const rounds = Number(process.env.UNROLL_ROUNDS ?? 2000);
const first = Number(process.env.UNROLL_SEED ?? Date.now() % 1_000_000_000);
const inOne = 250;

it.each(Array.from({ length: Math.ceil(rounds / inOne) }, (_, i) => first + i * inOne))(
  "from seed %i",
  async (seed) => {
    const outcomes = await fuzz({ rounds: Math.min(inOne, rounds), seed });
    console.log(
      Object.entries(outcomes)
        .map(([outcome, times]) => `${outcome} ${times}`)
        .join("\n"),
    );
  },
);
