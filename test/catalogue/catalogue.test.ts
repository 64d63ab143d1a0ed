import { describe, expect, it } from "vitest";
import { arrange, isGroup, labelOf, type Order, parseFilter, reachedBy } from "../../src/catalogue/index.ts";
import type { RunEntry } from "../../src/contracts/runEntry.ts";
import { differs, entry } from "./entry.ts";

const labels = (runs: RunEntry[]) => runs.map((run) => labelOf(run));

describe("a label", () => {
  it("is what a person calls it, else what differs, the seed last", () => {
    expect(
      labels([
        entry(),
        entry({ differs: differs({}) }),
        entry({ differs: differs({ "training.seed": "3" }) }),
        entry({ differs: differs({ "training.seed": "3", "model.units": "64" }, ["book.txt"]) }),
        entry({ differs: differs({ "model.units": "64" }), notes: { name: "the large one" } }),
      ]),
    ).toEqual([
      "first",
      "same",
      { text: "seed 3" },
      { text: "units 64, seed 3, other book.txt" },
      { text: "the large one" },
    ]);
  });

  it("names keys as briefly as tells them apart, and four at most", () => {
    const [label] = labels([
      entry({ differs: differs({ "model.units": "8", "model.decoder.units": "9", a: "1", b: "2", c: "3", d: "4" }) }),
    ]);
    expect(label).toEqual({ text: "model.units 8, decoder.units 9, a 1, b 2, +2" });
  });
});

describe("a filter", () => {
  const whale = entry({
    configFile: "/w/whales/Größe.rnnconfig",
    state: "stopped",
    differs: differs({ "model.cell": "gru" }),
    notes: { star: true, tags: ["thesis", "Δ"], note: "learn it again", name: "Moby" },
  });
  const other = entry();
  const found = (text: string) => [whale, other].filter(parseFilter(text)!);

  it("finds runs that have all of it: words, tags, stars and states, by their beginnings", () => {
    for (const text of [
      "moby",
      "GRÖßE gru",
      "größe gru",
      '"again"',
      '"learn it"',
      "#the",
      "#δ",
      "@star",
      "@stopped moby",
    ]) {
      expect([text, found(text)]).toEqual([text, [whale]]);
    }
    expect(found("moby lstm")).toEqual([]);
    expect(found("#thesis @running")).toEqual([]);
    expect(found("@finished")).toEqual([other]);
    expect(found("@sailing")).toEqual([]);
    expect(found("language-model")).toEqual([whale, other]);
  });

  it("is none where nothing is asked for", () => {
    for (const text of ["", "  ", '""']) expect(parseFilter(text)).toBeUndefined();
  });
});

describe("the arrangement", () => {
  const one = entry({ value: 2, seconds: 9, differs: differs({ "model.units": "16" }) });
  const two = entry({ value: 1, seconds: 3, notes: { star: true }, differs: differs({ "model.units": "8" }) });
  const far = entry({ configFile: "/w/a.rnnconfig", value: null, figure: "accuracy" });
  const seeds = [1, 2, 3].map((index) =>
    entry({
      group: { kind: "seeds", id: "g", index, of: 5 },
      value: index,
      differs: differs({ "training.seed": String(index) }),
    }),
  );
  const all = [one, two, far, ...seeds];
  const configs = ["/w/book.rnnconfig", "/w/new.rnnconfig"];
  const arranged = (order: Order, filter?: string) =>
    arrange(all, configs, { order, filter: filter === undefined ? undefined : parseFilter(filter) }).map(
      ({ configFile, exists, entries }) => [configFile, exists, entries.map((it) => (isGroup(it) ? it.runs : it))],
    );

  it("has experiments by their newest runs, and configs without runs last", () => {
    const group = seeds.toReversed();
    expect(arranged("newest")).toEqual([
      ["/w/book.rnnconfig", true, [group, two, one]],
      ["/w/a.rnnconfig", false, [far]],
      ["/w/new.rnnconfig", true, []],
    ]);
  });

  it("sorts runs, and puts groups where their first run stands", () => {
    const book = (order: Order) => arranged(order).find(([file]) => file === "/w/book.rnnconfig")![2];
    expect(book("oldest")).toEqual([one, two, seeds]);
    expect(book("best")).toEqual([seeds, two, one]);
    expect(book("longest")).toEqual([one, two, seeds.toReversed()]);
    expect(book("starred")).toEqual([two, seeds.toReversed(), one]);
    expect(book("name")).toEqual([seeds, two, one]);
    expect(arranged("name").map(([file]) => file)).toEqual(["/w/a.rnnconfig", ...configs]);
  });

  it("shows what is looked for, and nothing beside it", () => {
    expect(arranged("newest", "units")).toEqual([["/w/book.rnnconfig", true, [two, one]]]);
  });

  it("puts a larger accuracy first, and figures of other kinds behind each other", () => {
    const good = entry({ figure: "accuracy", value: 0.9 });
    const poor = entry({ figure: "accuracy", value: 0.6 });
    const training = entry({ value: 0.1, measured: "training" });
    const none = entry({ value: null, measured: "training" });
    const [{ runs }] = arrange([none, training, poor, one, good], [], { order: "best" });
    expect(runs).toEqual([good, poor, one, training, none]);
  });
});

describe("a group", () => {
  const run = (value: number, index: number, more: Partial<RunEntry> = {}) =>
    entry({ value, group: { kind: "seeds", id: "g", index, of: 4 }, ...more });

  it("of seeds has the mean and the deviation of those that finished", () => {
    const runs = [run(1, 1), run(2, 2), run(3, 3), run(9, 4, { state: "stopped" })];
    const reached = { kind: "seeds", figure: "loss", mean: 2, deviation: 1, n: 3 };
    expect(reachedBy({ kind: "seeds", id: "g", of: 4, runs })).toEqual(reached);
    const [one] = runs;
    expect(reachedBy({ kind: "seeds", id: "g", of: 4, runs: [{ ...one, state: "running" }] })).toBeUndefined();
    expect(reachedBy({ kind: "seeds", id: "g", of: 4, runs: [one, { ...one, figure: "accuracy" }] })).toBeUndefined();
  });

  it("of trials has the best, by the mean of the seeds of a trial", () => {
    const runs = [run(0.2, 1), run(1.8, 1), run(0.5, 2), run(0.7, 2), run(0.1, 3, { state: "running" })];
    expect(reachedBy({ kind: "sweep", id: "s", of: 9, runs })).toEqual({
      kind: "sweep",
      figure: "loss",
      best: 0.6,
      n: 2,
    });
  });
});
