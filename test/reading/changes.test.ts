// What may have changed of the data of a config: how it is noticed, and where an editor is asked to watch for it.
import { chmodSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { watchedPlaces } from "../../src/reading/checks/watchedPlaces.ts";
import { dataStamp } from "../../src/reading/index.ts";
import { configWith, folderWith } from "./folder.ts";

describe("the stamp of data", () => {
  const text = "some text\n";
  /** Whether a change gives another stamp; without one, two stamps are the same. */
  async function notices(data: Record<string, unknown>, change: (folder: string) => void): Promise<boolean> {
    const folder = folderWith({ "here/texts/a.txt": text, "here/b.csv": text, "here/one [1].txt": text });
    const stamp = () => dataStamp(configWith(data), join(folder, "here/try.rnnconfig"));
    const before = await stamp();
    expect(await stamp()).toBe(before);
    change(join(folder, "here"));
    return (await stamp()) !== before;
  }

  test.each<[string, Record<string, unknown>, (folder: string) => void]>([
    ["a file that is made", { train: "mine.txt" }, (folder) => writeFileSync(join(folder, "mine.txt"), text)],
    [
      "one beside the folder of the config",
      { train: ["texts/a.txt", "../mine.txt"] },
      (folder) => writeFileSync(join(folder, "../mine.txt"), text),
    ],
    [
      "one in a folder that is made too",
      { train: "new/deep/mine.txt" },
      (folder) => {
        mkdirSync(join(folder, "new/deep"), { recursive: true });
        writeFileSync(join(folder, "new/deep/mine.txt"), text);
      },
    ],
    ["a neighbour that may be meant", { train: "mine.txt" }, (folder) => writeFileSync(join(folder, "mien.txt"), text)],
    ["one that is deleted", { train: "b.csv", test: "texts/a.txt" }, (folder) => rmSync(join(folder, "texts/a.txt"))],
    [
      "a folder that is moved",
      { train: "texts/a.txt" },
      (folder) => renameSync(join(folder, "texts"), join(folder, "t")),
    ],
    [
      "another text as long and as old",
      { train: "texts/a.txt" },
      (folder) => {
        const file = join(folder, "texts/a.txt");
        const { atime, mtime } = statSync(file);
        writeFileSync(file, text.replace("t", "\0"));
        utimesSync(file, atime, mtime);
      },
    ],
    ["permissions", { train: "b.csv" }, (folder) => chmodSync(join(folder, "b.csv"), 0o600)],
    ["what a glob finds", { train: "texts/*.txt" }, (folder) => writeFileSync(join(folder, "texts/b.txt"), text)],
    ["what a glob has found", { train: "**/*.txt" }, (folder) => writeFileSync(join(folder, "texts/a.txt"), "other")],
    [
      "what a link leads to",
      { validation: "link.txt", train: "b.csv" },
      (folder) => symlinkSync("texts/a.txt", join(folder, "link.txt")),
    ],
    ["a name that looks like a glob", { train: "one [1].txt" }, (folder) => rmSync(join(folder, "one [1].txt"))],
  ])("tells %s", async (_, data, change) => {
    expect(await notices(data, change)).toBe(true);
  });

  test("is the same whatever else happens", async () => {
    const data = { train: "texts/*.txt", test: "b.csv" };
    expect(await notices(data, (folder) => writeFileSync(join(folder, "c.csv"), text))).toBe(false);
    expect(await notices({ train: "b.csv" }, (folder) => rmSync(join(folder, "texts"), { recursive: true }))).toBe(
      false,
    );
  });
});

describe("an editor is asked to watch", () => {
  const placesOf = (data: Record<string, unknown>) =>
    watchedPlaces(configWith(data), "/home/me/work/try.rnnconfig").map(({ folder, pattern }) => [folder, pattern]);

  test("a file in its folder", () => {
    expect(placesOf({ train: "a.txt", test: "./b.txt" })).toEqual([
      ["/home/me/work", "a.txt"],
      ["/home/me/work", "b.txt"],
    ]);
    expect(placesOf({ train: "odd {1}[2]!.txt" })).toEqual([["/home/me/work", "odd ?1??2??.txt"]]);
  });

  test("the folders on the way to it, as far as they are not the config's own", () => {
    expect(placesOf({ train: "../data/new/a.txt", validation: 0.1 })).toEqual([
      ["/home/me/data/new", "a.txt"],
      ["/home/me/data", "new"],
      ["/home/me", "data"],
    ]);
    expect(placesOf({ train: "/srv/a/b/c/d/e.txt" })).toHaveLength(4);
  });

  test("where a glob may find files, also in a folder that is moved there", () => {
    expect(placesOf({ train: "*.txt" })).toEqual([["/home/me/work", "*.txt"]]);
    expect(placesOf({ train: ["../texts/{en,de}/*.txt"] })).toEqual([
      ["/home/me/texts/en", "*.txt"],
      ["/home/me/texts", "en"],
      ["/home/me", "texts"],
      ["/home/me/texts/de", "*.txt"],
      ["/home/me/texts", "de"],
    ]);
    expect(placesOf({ train: "/srv/*/a.txt" })).toContainEqual(["/srv", "**"]);
    expect(placesOf({ train: "**/*.txt" })).toContainEqual(["/home/me/work", "**"]);
  });
});
