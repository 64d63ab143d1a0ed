import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const directories = (path: string) =>
  existsSync(path) ? readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];

describe("the import directions", () => {
  const table = readFileSync(".dependency-cruiser.cjs", "utf8");

  test("every room of src is in the table", () => {
    const unknown = directories("src").filter(({ name }) => !new RegExp(`^  ${name}: \\{`, "m").test(table));
    expect(unknown.map(({ name }) => name)).toEqual([]);
  });
});
