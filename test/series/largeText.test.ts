// The short form of `npm run faults` leaves words out: they take half a minute of processor time.
import { expect, it } from "vitest";
import { readLargeText } from "./largeText.ts";

it.runIf(process.platform === "linux")(
  "200 MB of characters take less than 300 MB of memory in all",
  // What V8's own threads hold beside it differs by some megabytes with what else the machine does.
  { timeout: 240_000, retry: 2 },
  async () => {
    await expect(readLargeText("characters")).resolves.toBeUndefined();
  },
);
