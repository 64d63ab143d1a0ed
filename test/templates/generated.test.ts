// What is generated is what it says: labels follow from the sentences, and nothing but what they teach gives them away.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytesInMemory, measureSound } from "../../src/audio/index.ts";
import { agreement } from "../../src/templates/agreement.ts";
import { cities } from "../../src/templates/cities.ts";
import { phonemes } from "../../src/templates/phonemes.ts";
import { reviews } from "../../src/templates/reviews.ts";
import { HEARD, speech } from "../../src/templates/speech/speech.ts";
import { teddy } from "../../src/templates/teddy.ts";

/** Rows below the header; none of these texts holds a quote. */
const rows = (text: string) => {
  const [, ...lines] = text.trimEnd().split("\n");
  return lines.map((line) => line.split(/,(?=[^,]*$)/).map((field) => field.replace(/^"|"$/g, "")));
};

const sentences = (text: string) =>
  text
    .trimEnd()
    .split("\n\n")
    .map((sentence) => sentence.split("\n").map((line) => line.split("\t")));

/** How often the most frequent label of each key is right: what somebody gets who knows only the key. */
function guessed(pairs: (readonly [key: string, label: string])[]): number {
  const counts = new Map<string, Map<string, number>>();
  for (const [key, label] of pairs) {
    const labels = counts.get(key) ?? counts.set(key, new Map()).get(key)!;
    labels.set(label, (labels.get(label) ?? 0) + 1);
  }
  const right = [...counts.values()].reduce((sum, labels) => sum + Math.max(...labels.values()), 0);
  return right / pairs.length;
}

describe("speech", () => {
  const { "words.jsonl": table, ...sounds } = speech(1) as Record<string, string>;
  const rows = table
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { file: string; word: string; letters: string });

  it("has a sound for each word, no two alike, with doubled letters and doubled syllables", () => {
    expect(rows.map(({ file }) => file)).toEqual(Object.keys(sounds));
    expect(new Set(rows.map(({ word }) => word)).size).toBe(rows.length);
    for (const doubled of [/([mnlstk])\1/, /([aeiou])\1/, /([mnlstk][aeiou])\1/])
      expect(rows.filter(({ word }) => doubled.test(word)).length).toBeGreaterThan(rows.length / 10);
  });

  it("has a tag for each step of a sound, which come to the word but for its doubled letters", () => {
    const steps = rows.map(({ file }) => measureSound(bytesInMemory(sounds[file] as never), HEARD).steps);
    expect(rows.map(({ letters }) => letters.length)).toEqual(steps);
    const trimmed = (text: string) => text.replace(/(.)\1+/g, "$1");
    expect(rows.map(({ letters }) => trimmed(letters))).toEqual(rows.map(({ word }) => `_${trimmed(word)}_`));
  });
});

describe("phonemes", () => {
  const all = phonemes(1)
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { vectors: number[][]; phonemes: string });

  it("are vectors of eight numbers, of six phonemes that come again, and no two transcripts are alike", () => {
    expect(all).toHaveLength(1000);
    expect(new Set(all.map(({ phonemes }) => phonemes)).size).toBe(1000);
    expect([...new Set(all.flatMap(({ phonemes }) => phonemes.split(" ")))].sort()).toEqual([..."aimstu"]);
    expect(all.some(({ phonemes }) => /\b(\w) \1\b/.test(phonemes))).toBe(true);
    for (const { vectors, phonemes } of all) {
      // Each lasts three steps at least, and so does the silence around them.
      expect(vectors.length).toBeGreaterThanOrEqual(3 * (phonemes.split(" ").length + 2));
      expect(vectors.every((row) => row.length === 8 && row.every(Number.isFinite))).toBe(true);
    }
    expect(phonemes(1)).toBe(phonemes(1));
  });
});

describe("agreement", () => {
  const several = /s$|^(children|men|women|mice|geese|thieves)$/;
  const one = /^bus$/;

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 10, 23, 100])("puts %d words between subject and verb", (distance) => {
    const made = rows(agreement(distance, 1)).map(([sentence, verb]) => ({ words: sentence.split(" "), verb }));
    const wrong = made.filter(({ words, verb }) => {
      const subject = words.length - 1 - distance;
      const isSeveral = several.test(words[subject]) && !one.test(words[subject]);
      // The subject's clause is the only one.
      const clause = distance < 4 || words.indexOf("which") === subject + 1;
      return !(verb === (isSeveral ? "were" : "was") && words[subject - 1].toLowerCase() === "the" && clause);
    });
    expect(wrong).toEqual([]);
    expect(made.filter(({ verb }) => verb === "was")).toHaveLength(made.length / 2);
  });

  it("is not given away by the last word, the first noun, or how long the sentence is", () => {
    const made = rows(agreement(10, 1));
    const key = (of: (words: string[]) => unknown) =>
      guessed(made.map(([sentence, verb]) => [String(of(sentence.split(" "))), verb] as const));
    expect(key((words) => words.at(-1))).toBeLessThan(0.55);
    expect(key((words) => words.length)).toBeLessThan(0.55);
    // In a third of the sentences the first noun is the subject.
    expect(key((words) => several.test(words[words[0] === "The" ? 1 : 2]))).toBeLessThan(0.72);
  });

  it("refuses what is no distance", () => {
    for (const distance of [-1, 1.5, 101, Number.NaN]) expect(() => agreement(distance, 1)).toThrow(/from 0 to 100/);
  });
});

describe("teddy", () => {
  const made = sentences(teddy(1));
  const at = (sentence: string[][]) => sentence.findIndex(([word]) => word === "Teddy");

  it("is told by what comes after, and not by what comes before", () => {
    const after = guessed(made.map((sentence) => [sentence[at(sentence) + 1][0], sentence[at(sentence)][1]] as const));
    expect(after).toBe(1);
    const before = (sentence: string[][]) => sentence.slice(0, at(sentence)).join();
    expect(guessed(made.map((sentence) => [before(sentence), sentence[at(sentence)][1]] as const))).toBeLessThan(0.6);
    expect(made.filter((sentence) => sentence[at(sentence)][1] === "B-PER")).toHaveLength(made.length / 2);
  });

  it("tags Roosevelt as the rest of the name, and nothing else", () => {
    for (const sentence of made) {
      const tagged = sentence.filter(([, tag]) => tag !== "O").map((token) => token.join("/"));
      expect(["", "Teddy/B-PER", "Teddy/B-PER Roosevelt/I-PER"]).toContain(tagged.join(" "));
      expect(sentence.some(([word, tag]) => word === "Roosevelt" && tag !== "I-PER")).toBe(false);
    }
  });
});

describe("cities", () => {
  const names = readFileSync("media/templates/cities/cities.txt", "utf8");
  const made = sentences(cities(names, 1));

  it("holds whole names in their slots", () => {
    const known = new Set(names.trimEnd().split("\n"));
    expect(known.size).toBe(1500);
    const roles = new Map<string, Set<string>>();
    for (const sentence of made) {
      const entities: { slot: string; words: string[] }[] = [];
      for (const [word, tag] of sentence) {
        const [place, slot] = tag.split("-");
        if (place === "B") entities.push({ slot, words: [word] });
        else if (place === "I" && entities.at(-1)?.slot === slot) entities.at(-1)!.words.push(word);
        else if (tag !== "O") expect.fail(`${tag} in ${sentence.join(" ")}`);
      }
      for (const { slot, words } of entities.filter(({ slot }) => /from|to|via/.test(slot))) {
        const name = words.join(" ");
        if (!known.has(name)) expect.fail(`${name} is no city`);
        roles.set(name, (roles.get(name) ?? new Set()).add(slot));
      }
    }
    // A name does not tell its slot: most are found in two at least.
    expect([...roles.values()].filter((slots) => slots.size > 1).length / roles.size).toBeGreaterThan(0.9);
  });
});

describe("reviews", () => {
  const made = rows(reviews(1));

  it("are as often praise as complaint, and no word is in one of them alone", () => {
    expect(made.filter(([, label]) => label === "positive")).toHaveLength(made.length / 2);
    const counts = new Map<string, { positive: number; negative: number }>();
    for (const [text, label] of made) {
      for (const word of new Set(text.toLowerCase().match(/\w+/g))) {
        const count = counts.get(word) ?? { positive: 0, negative: 0 };
        count[label as "positive" | "negative"]++;
        counts.set(word, count);
      }
    }
    for (const [word, { positive, negative }] of counts) {
      expect(positive / (positive + negative), word).toBeGreaterThan(0.2);
      expect(positive / (positive + negative), word).toBeLessThan(0.8);
    }
  });
});

it("holds no sentence twice, so what is held out is new", () => {
  const names = readFileSync("media/templates/cities/cities.txt", "utf8");
  for (const made of [teddy(1), cities(names, 1)])
    expect(new Set(made.split("\n\n")).size).toBe(made.split("\n\n").length);
  expect(new Set(rows(reviews(1)).map(String)).size).toBe(rows(reviews(1)).length);
  expect(() => cities("Rome\nOslo\n", 1)).toThrow("only");
});

it("is the same for the same seed, and another for another", () => {
  const names = readFileSync("media/templates/cities/cities.txt", "utf8");
  for (const make of [(seed: number) => agreement(10, seed), teddy, reviews, (seed: number) => cities(names, seed)]) {
    expect(make(1)).toBe(make(1));
    expect(make(1)).not.toBe(make(2));
  }
});
