import { Draw } from "../draw.ts";
import { tsv } from "../files.ts";

const DATES = 8000;
const [FIRST, END] = [Date.UTC(1950, 0, 1), Date.UTC(2050, 0, 1)];
const DAY = 86_400_000;

type Form = Intl.DateTimeFormatOptions;

const WORDS: Form[] = [
  { dateStyle: "full" },
  { dateStyle: "long" },
  { dateStyle: "medium" },
  { day: "numeric", month: "long", year: "numeric" },
  { weekday: "short", day: "numeric", month: "short", year: "numeric" },
];
const DIGITS: Form[] = [{ dateStyle: "short" }, { day: "2-digit", month: "2-digit", year: "numeric" }];

/**
 * How each language writes a date. In digits alone they would contradict each other (3/4/2020 is a day of March or of April), so only
 * two do that, whose separators tell them apart: 4.3.2020 and 2020/3/4.
 */
const LANGUAGES: [locale: string, forms: Form[]][] = [
  ["en-US", WORDS],
  ["de-DE", [...WORDS, ...DIGITS]],
  ["fr-FR", WORDS],
  ["es-ES", WORDS],
  ["zh-CN", [...WORDS, ...DIGITS]],
];

/** Different days of a hundred years as people write them in five languages, each in one of them, and in ISO 8601. */
export function dates(seed: number): string {
  const draw = new Draw(seed, "dates");
  const days = draw.distinct(DATES, () => FIRST + DAY * draw.below((END - FIRST) / DAY));
  const writers = LANGUAGES.map(([locale, forms]) =>
    forms.map((form) => new Intl.DateTimeFormat(locale, { ...form, calendar: "gregory", timeZone: "UTC" })),
  );
  const rows = days.map((day) => {
    // Versions of the tables behind Intl differ in which spaces they write.
    const text = draw.from(draw.from(writers)).format(day).replace(/\s+/g, " ");
    return [text, new Date(day).toISOString().slice(0, 10)];
  });
  return tsv(["date", "iso"], rows);
}
