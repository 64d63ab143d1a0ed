import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { manual } from "../support/manual.ts";

const file = new URL("../../media/manual.md", import.meta.url);

it("the manual is what the schema says (UPDATE_MANUAL=1 writes it)", () => {
  if (process.env.UPDATE_MANUAL) writeFileSync(file, manual());
  expect(readFileSync(file, "utf8")).toBe(manual());
});
