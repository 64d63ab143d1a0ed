// Entities against conlleval's rules: its edge cases worked out by hand, and random taggings against the way its script counts.
import { describe, expect, it } from "vitest";
import { Random } from "../../src/base/random.ts";
import { entitiesOf } from "../../src/metrics/entities.ts";
import { entityTags } from "../../src/metrics/entityTags.ts";
import { taggingMetrics } from "../../src/metrics/index.ts";
import { conlleval } from "./conlleval.ts";

/** Sentences "tags of the truth / tags predicted". */
function measure(...sentences: string[]) {
  const pairs = sentences.map((sentence) => sentence.split(" / ").map((tags) => tags.split(" ")));
  const labels = [...new Set(pairs.flat(2))];
  const ids = (side: number) => pairs.flatMap((pair) => pair[side].map((tag) => labels.indexOf(tag)));
  const lengths = pairs.map(([truth]) => truth.length);
  return taggingMetrics({ actual: ids(0), predicted: ids(1), lengths, labels });
}

function counts(...sentences: string[]) {
  const { report } = measure(...sentences);
  return report.entities!.map(({ label, actual, predicted, correct }) => [label, actual, predicted, correct]);
}

describe("entities", () => {
  it("I-X after O, at the start or after another type opens one", () => {
    // Three of two types in the truth: A at 0..2, B at 2, A at 4.
    expect(counts("I-A I-A I-B O I-A / B-A I-A B-B O B-A")).toEqual([
      ["A", 2, 2, 2],
      ["B", 1, 1, 1],
    ]);
  });

  it("B-X ends what came before it, and I-X of the same type goes on", () => {
    expect(counts("B-A B-A I-A / B-A I-A I-A")).toEqual([["A", 2, 1, 0]]);
  });

  it("one in which only the type or only one end is right is wrong", () => {
    expect(counts("B-A I-A O B-A / B-B I-B O O", "B-A I-A / B-A O")).toEqual([
      ["A", 3, 1, 0],
      ["B", 0, 1, 0],
    ]);
  });

  it("none goes over a sentence's end", () => {
    expect(counts("O B-A / O B-A", "I-A O / I-A O")).toEqual([["A", 2, 2, 2]]);
  });

  it("E ends one, S is one of its own, and what follows either begins another", () => {
    expect(counts("I-CAR E-CAR E-CAR O E-PET / I-CAR E-CAR E-CAR O E-PET")).toEqual([
      ["CAR", 2, 2, 2],
      ["PET", 1, 1, 1],
    ]);
    // In the first two are true and one is guessed, in the second S alone is right, in the third neither.
    expect(counts("E-A E-A / I-A E-A", "S-A I-A E-A / S-A S-A E-A", "S-A E-A / B-A E-A")).toEqual([["A", 6, 5, 1]]);
    // E→B of one type is two; L counts as E, U as S, and those of BMES as those of IOBES.
    expect(counts("B-A L-A B-A L-A U-A / B-A E-A B-A E-A S-A", "B-A M-A E-A W-A / B-A I-A E-A S-A")).toEqual([
      ["A", 5, 5, 5],
    ]);
  });

  it("letters alone have one type without a name", () => {
    expect(counts("B I O B / B I O I", "I I O O / I B O O")).toEqual([["", 3, 4, 2]]);
    expect(counts("B-A B O I / B-A I O I")).toEqual([
      ["", 2, 2, 2],
      ["A", 1, 1, 1],
    ]);
  });

  it("0/0 is 0", () => {
    const { metrics } = measure("O O / O O", "O / B-A");
    expect(metrics).toMatchObject({ precision: 0, recall: 0, f1: 0, accuracy: 2 / 3 });
  });

  it("a type may hold a dash", () => {
    expect(counts("B-time-end I-time-end / B-time-end I-time-end")).toEqual([["time-end", 1, 1, 1]]);
  });

  it("precision, recall and F1 are those of all types together", () => {
    // Truth: A A B; predicted: A, B, B. Right: one A and one B.
    const { metrics, report } = measure("B-A O B-A O B-B / B-A B-B O O B-B");
    expect(metrics).toMatchObject({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
    expect(report.entities![0]).toMatchObject({ precision: 1, recall: 1 / 2, f1: 2 / 3 });
  });

  describe.each([
    ["IOB1 and IOB2", "BI"],
    ["IOE1 and IOE2", "IE"],
    ["IOBES", "BIES"],
    ["BILOU", "BILU"],
    ["all letters", "BIESLU"],
  ])("of 10,000 drawn sequences of %s, most of them malformed,", (_, letters) => {
    const labels = ["O", ...["A", "B-C"].flatMap((type) => Array.from(letters, (letter) => `${letter}-${type}`))];
    const random = Random.seeded(12, letters);
    const pairs = Array.from({ length: 10_000 }, () => {
      const drawn = () => Array.from({ length: length }, () => labels[random.nextInt(labels.length)]);
      const length = 1 + random.nextInt(9);
      const actual = drawn();
      // Half of a prediction is right, as of a model that has learnt something.
      return { actual, predicted: drawn().map((tag, i) => (random.nextInt(2) ? tag : actual[i])) };
    });

    it("each is found where a pattern finds it", () => {
      const read = entityTags(labels)!;
      const ids = pairs.map(({ actual }) => actual.map((tag) => labels.indexOf(tag)));
      expect(ids.map((tags) => entitiesOf(tags, read, 0, tags.length))).toEqual(
        pairs.map(({ actual }) => entitiesByPattern(actual)),
      );
    });

    it("as many are found, guessed and right as in conlleval", () => {
      const ids = (side: "actual" | "predicted") => pairs.flatMap((pair) => pair[side].map((it) => labels.indexOf(it)));
      const lengths = pairs.map(({ actual }) => actual.length);
      const { report } = taggingMetrics({ actual: ids("actual"), predicted: ids("predicted"), lengths, labels });
      const sum = (key: "actual" | "predicted" | "correct") =>
        report.entities!.reduce((total, row) => total + row[key], 0);
      expect({ found: sum("actual"), guessed: sum("predicted"), right: sum("correct") }).toEqual(conlleval(pairs));
    });
  });
});

/**
 * The same rule in another form: within a stretch of tags of one type, an entity is an S, or a B or an I with all I that follow and
 * the E after them, or an E alone.
 */
function entitiesByPattern(tags: readonly string[]) {
  const found: { type: string; start: number; end: number }[] = [];
  let at = 0;
  while (at < tags.length) {
    const type = tags[at].slice(2);
    let next = at + 1;
    while (next < tags.length && tags[next].slice(2) === type) next++;
    const letters = tags
      .slice(at, next)
      .map((tag) => ({ L: "E", U: "S" })[tag[0]] ?? tag[0])
      .join("");
    for (const { 0: entity, index } of letters.matchAll(/S|[BI]I*E?|E/g)) {
      found.push({ type, start: at + index, end: at + index + entity.length });
    }
    at = next;
  }
  return found;
}

describe("tags", () => {
  it("that mark nothing are outside of all entities, among others that mark some", () => {
    const { metrics, report } = measure("O B-A I-A atis_fare / O B-A I-A atis_flight", "B-A x I-A O / B-A O I-A x");
    expect(metrics).toMatchObject({ accuracy: 5 / 8, precision: 1, recall: 1, f1: 1 });
    expect(report.entities).toEqual([
      { ...{ label: "A", actual: 3, predicted: 3, correct: 3 }, ...{ precision: 1, recall: 1, f1: 1 } },
    ]);
  });

  it.each([
    ["O B-A I-A", "O B:A I:A"],
    ["B-A S-x-y L-B", "B:A S:x-y E:B"],
    ["O I-A atis_flight", "O I:A O"],
    ["O B-A b-A B_A", "O B:A O O"],
    ["O B I E-A", "O B: I: E:A"],
    ["O M-A E-A", "O I:A E:A"],
    ["B I O", "B: I: O"],
    ["O I", "O I:"],
    ["b i o", "B: I: O"],
    ["B M E S", "B: I: E: S:"],
    ["O CAR-B CAR-I a-b-E", "O B:CAR I:CAR E:a-b"],
    ["O B_CAR I_CAR", "O B:CAR I:CAR"],
    ["o b-car l-car", "O B:car E:car"],
    ["O B:A I:B", "O B:A I:B"],
  ])("%s say %s", (labels, said) => {
    const read = entityTags(labels.split(" "))!;
    expect(read.map(({ position, type }) => (position === "O" ? "O" : `${position}:${type}`)).join(" ")).toBe(said);
  });

  it.each([
    "NN VB O",
    "NN I-O",
    "O",
    "B- O",
    "I M O S",
    "H E C",
    "G A T C",
    "i o",
    "O B_CAR I_CAR atis_flight",
    "S_1 S_2 O",
    "N O S B I E V",
    "O M-1 W-2",
  ])("%s mark no entities", (labels) => {
    expect(entityTags(labels.split(" "))).toBeUndefined();
  });

  it("that mark no entities have the accuracy of steps and a row a tag", () => {
    const { metrics, report } = measure("DT NN VB NN / DT NN NN NN");
    expect(metrics).toEqual({ accuracy: 3 / 4, macroF1: (1 + 4 / 5 + 0) / 3 });
    expect(report.entities).toBeUndefined();
    expect(report.classes).toContainEqual({
      ...{ label: "NN", actual: 2, predicted: 3, correct: 2 },
      ...{ precision: 2 / 3, recall: 1, f1: 4 / 5 },
    });
  });
});
