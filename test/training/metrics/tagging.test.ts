// Entities against conlleval's rules: its edge cases worked out by hand, and random taggings against the way its script counts.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { taggingMetrics, tagScheme } from "../../../src/training/metrics/index.ts";
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

  it("IOBES is read as IOB2: S begins one, E goes on, and an E alone opens one", () => {
    expect(counts("S-A S-A O B-B E-B / S-A S-A O O E-B")).toEqual([
      ["A", 2, 2, 2],
      ["B", 1, 1, 0],
    ]);
    expect(counts("U-A O B-A L-A / B-A O B-A I-A")).toEqual([["A", 2, 2, 2]]);
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

  it("counts as conlleval does, whatever the tags", () => {
    const tag = fc.constantFrom("O", "B-A", "I-A", "B-B", "I-B", "I-C");
    const sentence = fc.array(fc.tuple(tag, tag), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 4 }), (sentences) => {
        const pairs = sentences.map((steps) => ({
          actual: steps.map(([truth]) => truth),
          predicted: steps.map(([, guess]) => guess),
        }));
        const { found, guessed, right } = conlleval(pairs);
        const all = [
          "B-A / B-A",
          ...pairs.map(({ actual, predicted }) => `${actual.join(" ")} / ${predicted.join(" ")}`),
        ];
        const { entities } = measure(...all).report;
        const sum = (key: "actual" | "predicted" | "correct") => entities!.reduce((total, row) => total + row[key], 0);
        // The sentence in front makes sure that there is an entity at all.
        expect([sum("actual"), sum("predicted"), sum("correct")]).toEqual([found + 1, guessed + 1, right + 1]);
      }),
    );
  });
});

describe("tags", () => {
  it("that mark nothing are outside of all entities, among others that mark some", () => {
    const { metrics, report } = measure("O B-A I-A atis_fare / O B-A I-A atis_flight", "B-A x I-A O / B-A O I-A x");
    expect(metrics).toMatchObject({ accuracy: 5 / 8, precision: 1, recall: 1, f1: 1 });
    expect(report.entities).toEqual([
      { ...{ label: "A", actual: 3, predicted: 3, correct: 3 }, ...{ precision: 1, recall: 1, f1: 1 } },
    ]);
  });

  it.each([
    [["O", "B-A", "I-A"], "IOB"],
    [["O", "I-A"], "IOB"],
    [["O", "S-A", "B-A", "E-A"], "IOBES"],
    [["O", "U-A", "B-A", "L-A"], "BILOU"],
    [["O", "B-A", "I-A", "atis_flight"], "IOB"],
    [["NN", "VB", "O"], undefined],
    [["NN", "I-O"], undefined],
    [["O"], undefined],
    [["B-", "O"], undefined],
  ])("%j: %s", (labels, scheme) => {
    expect(tagScheme(labels)).toBe(scheme);
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
