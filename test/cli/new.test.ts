// `unroll new`: experiments into folders, nothing overwritten; and each of them trains.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { agreement } from "../../src/templates/agreement.ts";
import { templates } from "../../src/templates/index.ts";
import { named, unroll } from "../support/commandLine.ts";
import { workspace } from "../support/workspace.ts";

describe("new", () => {
  it("without a name lists the templates", async () => {
    const { status, stdout, events } = await unroll(workspace(), "new", "--json");
    expect(status).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(templates.length);
    expect(named(events, "template")).toEqual(
      templates.map(({ name, about, expect, configs }) => ({ event: "template", name, about, expect, configs })),
    );
    const plain = await unroll(workspace(), "new");
    for (const { name, about, expect: line } of templates) {
      expect(plain.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
      expect(plain.stdout).toContain(about);
      expect(plain.stdout).toContain(line);
    }
  });

  it("writes an experiment into a folder that it makes", async () => {
    const folder = workspace();
    const { status, events } = await unroll(folder, "new", "explosion", "deep/bang", "--json");
    expect(status).toBe(0);
    const to = join(folder, "deep/bang");
    const files = ["explodes.rnnconfig", "clipped.rnnconfig", "moby-dick.txt"];
    const configs = files.slice(0, 2).map((name) => join(to, name));
    expect(events).toEqual([{ event: "new", template: "explosion", folder: to, configs, files }]);
    expect(readdirSync(to).sort()).toEqual([...files].sort());
    expect(readFileSync(join(to, "moby-dick.txt")).equals(readFileSync("media/templates/book/moby-dick.txt"))).toBe(
      true,
    );
    const { stdout } = await unroll(folder, "new", "book", "book");
    expect(stdout).toContain("train book/book.rnnconfig");
  });

  it("overwrites nothing, and writes nothing where it cannot write all", async () => {
    const folder = workspace({ "clipped.rnnconfig": "mine" });
    const { status, stderr, stdout } = await unroll(folder, "new", "explosion", ".");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/clipped\.rnnconfig already exists\n.*Nothing was written/);
    expect(readdirSync(folder)).toEqual(["clipped.rnnconfig"]);
    expect(readFileSync(join(folder, "clipped.rnnconfig"), "utf8")).toBe("mine");
    writeFileSync(join(folder, "file"), "");
    const inside = await unroll(folder, "new", "book", "file/inside", "--json");
    expect(inside).toMatchObject({ status: 2, events: [{ event: "error", code: "not-written" }] });
  });

  it("writes a config for data of one's own beside them, which trains, and says what was guessed", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i % 2 ? "what a fine day" : "how very dull it was"},${i % 2 ? "+" : "-"}`,
    );
    const folder = workspace({
      "mine/reviews.csv": `text,label\n${rows.join("\n")}\n`,
      "mine/reviews.rnnconfig": "mine",
    });
    const { status, events } = await unroll(folder, "new", "--from", "mine/reviews.csv", "--json");
    expect(status).toBe(0);
    const config = join(folder, "mine/reviews-2.rnnconfig");
    const from = [join(folder, "mine/reviews.csv")];
    const said = expect.stringContaining(
      'mine/reviews.csv looks like a table of 60 rows: a text (column "text") with one of 2 labels',
    );
    const files = ["reviews-2.rnnconfig"];
    expect(events).toEqual([
      { event: "new", from, task: "classification", said, folder: join(folder, "mine"), configs: [config], files },
    ]);
    expect(readFileSync(join(folder, "mine/reviews.rnnconfig"), "utf8")).toBe("mine");
    const trained = await unroll(folder, "train", config, "--json");
    expect(trained.status, trained.stderr).toBe(0);
    expect(named(trained.events, "done")[0].test).toMatchObject({ accuracy: 1 });
    const elsewhere = await unroll(folder, "new", "--from", "mine/reviews.csv", "out/deep");
    expect(elsewhere.stdout).toMatch(
      /out\/deep\/reviews\.rnnconfig written\.\n.*predicts "label"\.\n\nNext:\n {2}.*train out\/deep\/reviews\.rnnconfig/,
    );
    expect(readFileSync(join(folder, "out/deep/reviews.rnnconfig"), "utf8")).toContain(
      '"train": "../../mine/reviews.csv"',
    );
  });

  it("takes several files after --from, and a folder at the end", async () => {
    const text = "The boat went slowly past the house. Nobody had seen it.\n".repeat(20);
    const folder = workspace({ "a.txt": text, "b.txt": text, "c.txt": text });
    const beside = await unroll(folder, "new", "--from", "a.txt", "b.txt", "c.txt");
    expect(beside.status, beside.stderr).toBe(0);
    expect(readFileSync(join(folder, "a.rnnconfig"), "utf8")).toContain('"train": ["a.txt", "b.txt", "c.txt"]');
    const inside = await unroll(folder, "new", "--from", "a.txt", "b.txt", "out");
    expect(inside.status, inside.stderr).toBe(0);
    expect(readFileSync(join(folder, "out/a.rnnconfig"), "utf8")).toContain('"train": ["../a.txt", "../b.txt"]');
  });

  it("says of a series of several columns how several rows are forecast, and it is so", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${50 + (i % 7)},${20 + (i % 5)}`);
    const folder = workspace({ "shop.csv": `sales,visitors\n${rows.join("\n")}\n` });
    const { stdout } = await unroll(folder, "new", "--from", "shop.csv");
    expect(stdout).toContain('to forecast several, let it predict all the columns that it reads: set "target"');
    const target = ["--set", 'data.target=["sales","visitors"]', "--set", "training.epochs=1"];
    const trained = await unroll(folder, "train", "shop.rnnconfig", ...target, "--json");
    expect(trained.status, trained.stderr).toBe(0);
    const forecast = await unroll(folder, "forecast", "last", "--rows", "3", "--json");
    expect(forecast.status, forecast.stderr).toBe(0);
  });

  it("generates data of the distance that is asked for", async () => {
    const folder = workspace();
    expect((await unroll(folder, "new", "agreement", ".", "--distance", "23")).status).toBe(0);
    const [, ...rows] = readFileSync(join(folder, "agreement.csv"), "utf8").trimEnd().split("\n");
    expect(rows).toEqual(agreement(23, 1).trimEnd().split("\n").slice(1));
    const far = await unroll(folder, "new", "agreement", "far", "--distance", "101");
    expect(far).toMatchObject({ status: 2, stderr: expect.stringContaining("from 0 to 100") });
  });

  it.each([
    [["new", "bok", "."], "did you mean book?"],
    [["new", "frobnicate", "."], "Known: book, "],
    [["new", "book"], "new: DIR is missing"],
    [["new", "book", "a", "b"], 'new: "b" is one argument too many'],
    [["new", "mine.txt"], "For your own data:"],
    [["new", "--from", "mine.txt", "a", "b"], "There is no file a."],
    [["new", "--from", "mine.txt", "yours.txt"], "There is no file yours.txt."],
    [["new", "--from", "mine.txt", "a", "--distance", "3"], "new: --from FILE… [DIR]"],
    [["new", "--from", "nothing.txt", "a"], "There is no file nothing.txt."],
    [["new", "--from", "texts/", "a"], "texts is a folder."],
    [["new", "--from", ".", "a"], "mine is a folder."],
    [["new", "book", "a", "--distance", "3"], "The template book has no option distance"],
    [["new", "book", "a", "--distance", "-3"], "--distance needs a whole number from 0"],
  ])("%j exits with 2 and says %s", async (args, words) => {
    const folder = join(workspace({ "mine/mine.txt": "some text", "mine/texts/a.txt": "a" }), "mine");
    const { status, stderr } = await unroll(folder, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(existsSync(join(folder, "a"))).toBe(false);
  });
});
