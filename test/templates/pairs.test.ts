// Pairs of sequences that are generated say what they should: read back by other means, and nothing held out is known.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { dates } from "../../src/templates/pairs/dates.ts";
import { numbers } from "../../src/templates/pairs/numbers.ts";
import { phrases } from "../../src/templates/pairs/phrases.ts";
import { pronounce } from "../../src/templates/pairs/pronounce.ts";
import { reverse } from "../../src/templates/pairs/reverse.ts";

const rows = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"));
const dictionary = readFileSync("media/templates/pronounce/dictionary.txt", "utf8");
const makers = { numbers, dates, reverse, phrases, pronounce: (seed: number) => pronounce(dictionary, seed).train };
const made = {
  ...{ numbers: numbers(1), dates: dates(1), reverse: reverse(1), phrases: phrases(1) },
  pronounce: makers.pronounce(1),
};

describe("numbers", () => {
  const DIGITS = [..."零一二三四五六七八九"];

  /** What Chinese characters say, digit by digit and unit by unit. */
  function fromChinese(text: string): number {
    const [thousands, rest] = text.includes("万") ? text.split("万") : ["", text];
    const below = (part: string) => {
      let [sum, digit] = [0, 0];
      for (const character of part) {
        const unit = { 十: 10, 百: 100, 千: 1000 }[character];
        if (unit === undefined) digit = DIGITS.indexOf(character);
        else {
          sum += (digit || 1) * unit;
          digit = 0;
        }
      }
      return sum + digit;
    };
    return 10_000 * below(thousands) + below(rest);
  }

  const SMALL = [
    ..."zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(
      " ",
    ),
    ..."seventeen eighteen nineteen".split(" "),
  ];
  const TENS = " . twenty thirty forty fifty sixty seventy eighty ninety".slice(1).split(" ");

  function fromEnglish(text: string): number {
    let [sum, part] = [0, 0];
    for (const word of text.split(/[ -]/)) {
      if (word === "hundred") part *= 100;
      else if (word === "thousand") [sum, part] = [1000 * part, 0];
      else if (word !== "and") part += TENS.includes(word) ? 10 * (TENS.indexOf(word) + 1) : SMALL.indexOf(word);
    }
    return sum + part;
  }

  it("are the same in both languages, and different from each other", () => {
    const all = rows(made.numbers);
    const wrong = all.filter(([english, chinese]) => fromEnglish(english) !== fromChinese(chinese));
    expect(wrong).toEqual([]);
    const values = all.map(([english]) => fromEnglish(english));
    expect(new Set(values).size).toBe(4000);
    expect(Math.max(...values)).toBeGreaterThan(900_000);
    for (let n = 0; n < 100; n++) expect(values).toContain(n);
    expect(all).toContainEqual(["twelve", "十二"]);
    expect(all).toContainEqual(["one hundred thousand", "十万"]);
  });
});

describe("dates", () => {
  const all = rows(made.dates);

  it("hold the day, the month and the year of what is beside them, and each date once", () => {
    expect(new Set(all.map(([, iso]) => iso)).size).toBe(8000);
    for (const [text, iso] of all) {
      const [year, month, day] = iso.split("-");
      const digits = text.match(/\d+/g)!.map(Number);
      expect(digits, text).toContain(Number(day));
      expect(
        digits.some((n) => n === Number(year) || (n === Number(year) % 100 && text.includes("."))),
        text,
      ).toBe(true);
      // English months are what another parser says.
      if (/^(?:\w+, )?[A-Z][a-z]+ \d+, \d{4}$/.test(text)) {
        expect(new Date(`${text} UTC`).toISOString().slice(0, 10)).toBe(iso);
      }
      if (/^\d{4}年/.test(text)) expect(digits.slice(0, 3)).toEqual([year, month, day].map(Number));
    }
  });

  it("are in five languages, and no text is two dates", () => {
    const said = ["October", "Oktober", "octobre", "octubre", "10月"];
    for (const month of said) expect(all.filter(([text]) => text.includes(month)).length, month).toBeGreaterThan(20);
    expect(new Set(all.map(([text]) => text)).size).toBe(8000);
  });
});

describe("reverse", () => {
  it("has as many sequences of each length, copied and turned round", () => {
    const all = rows(made.reverse);
    const lengths = new Map<number, number>();
    const backwards = (letters: string) => [...letters].reverse().join("");
    expect(all.filter(([letters, same, reversed]) => same !== letters || reversed !== backwards(letters))).toEqual([]);
    for (const [letters] of all) {
      lengths.set(letters.length, (lengths.get(letters.length) ?? 0) + 1);
    }
    expect([Math.min(...lengths.keys()), Math.max(...lengths.keys())]).toEqual([5, 30]);
    for (const count of lengths.values()) expect(count).toBeGreaterThan(400);
  });
});

describe("pronounce", () => {
  const parts = pronounce(dictionary, 1);
  const [train, validation, test] = [parts.train, parts.validation, parts.test].map(rows);

  it("keeps all pronunciations of a word in one part", () => {
    const wordsOf = (part: string[][]) => new Set(part.map(([word]) => word));
    const [learned, seen, held] = [train, validation, test].map(wordsOf);
    expect([...held, ...seen].filter((word) => learned.has(word))).toEqual([]);
    expect([...held].filter((word) => seen.has(word))).toEqual([]);
    const all = new Set(
      dictionary
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    );
    expect(learned.size + seen.size + held.size).toBe(all.size);
    expect(held.size / all.size).toBeCloseTo(0.1, 3);
    // The training part has all of a word's pronunciations, the others one.
    expect(train.length).toBeGreaterThan(learned.size);
    expect([test.length, validation.length]).toEqual([held.size, seen.size]);
  });

  it("has words of a book, and sounds without stress", () => {
    const sounds = new Set(
      dictionary
        .trimEnd()
        .split("\n")
        .flatMap((line) => line.split(" ").slice(1)),
    );
    expect(sounds.size).toBe(39);
    expect(dictionary).toMatch(/^whale W EY L\n/m);
    expect(dictionary).toMatch(/^read R EH D\nread R IY D\n/m);
  });
});

describe("phrases", () => {
  const all = rows(made.phrases);

  it("agree, elide and stand in the order of their language", () => {
    for (const [english, french, chinese] of all) {
      expect(french).not.toMatch(/\b(?:le|la|de|ne|que) [aeiouéèê]/);
      expect(french).not.toMatch(/['’][^aeiouéèêh]/);
      expect(english).not.toMatch(/\ba [aeiou]|\ban [^aeiou]/);
      // What is said of the time comes last in one language, and before the verb in the other.
      if (/every day\??$/.test(english)) {
        expect(french).toMatch(/tous les jours(?: \?)?$/);
        expect(chinese).toMatch(/每天.+/);
      }
      expect(english.endsWith("?")).toBe(chinese.endsWith("吗？"));
      expect(/\bnot\b/.test(english)).toBe(/ pas\b/.test(french));
    }
    expect(new Set(all.map(([english]) => english)).size).toBe(all.length);
  });

  it.each([
    ["two small apples", "deux petites pommes", "两个小苹果"],
    ["not buy a boat", "pas de bateau", "买船"],
    ["the white house", "la maison blanche", "那座白色的房子"],
    ["that likes the apple", "qui aime la pomme", "喜欢那个苹果的"],
  ])("say %s in French and in Chinese", (english, french, chinese) => {
    const found = all.filter(([text]) => new RegExp(`\\b${english}\\b`).test(text));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter(([, text]) => !text.includes(french))).toEqual([]);
    expect(found.filter(([, , text]) => !text.includes(chinese))).toEqual([]);
  });
});

it.each(Object.entries(makers))("%s are the same for the same seed, and others for another", (name, make) => {
  expect(make(1)).toBe(made[name as keyof typeof makers]);
  expect(make(2)).not.toBe(make(1));
});
