import { expect, it } from "vitest";
import { readLargeText } from "./largeText.ts";

it.runIf(process.platform === "linux").each(["characters", "words"] as const)(
  "200 MB of %s take less than 300 MB of memory in all",
  async (unit) => {
    await expect(readLargeText(unit)).resolves.toBeUndefined();
  },
);
