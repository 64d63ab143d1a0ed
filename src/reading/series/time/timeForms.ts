/**
 * Milliseconds since 1970, in UTC where no zone is given; undefined for what is not written in this form. Of two digits, years below
 * `century` are of this century.
 */
export type ReadTime = (cell: string, century?: number) => number | undefined;

/** How names of months begin: in English, German (jän), French (fév, août, déc), Spanish, Italian and Portuguese. */
const MONTHS = [
  /^(jan|ene|gen|j\u00e4n)/,
  /^(feb|f\u00e9v|fev)/,
  /^(mar|m\u00e4r|mrz)/,
  /^(apr|avr|abr)/,
  /^(may|mai|mag)/,
  /^(jun|juin|giu)/,
  /^(jul|juil|lug)/,
  /^(aug|ao[u\u00fb]|ago)/,
  /^(sep|set)/,
  /^(oct|okt|ott|out)/,
  /^(nov)/,
  /^(dec|dez|d\u00e9c|dic)/,
];
const MONTH = "(\\p{L}{3,})\\.?";
/** "Mon, " and the like, in front of a date. */
const WEEKDAY = "(?:\\p{L}{2,}\\.?,?\\s+)?";
const ZONE = "z|[a-z]{3,5}|(?:utc|gmt)?[+-]\\d{2}(?::?\\d{2})?";
const CLOCK = `(?:(?:T|,?\\s+)(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d+))?)?\\s*(?:([ap])(?=\\.?m?\\.?(?:\\W|$))\\.?(?:m\\.?)?)?\\s*(${ZONE})?\\s*(?:\\[[^\\]]+\\])?)?`;
const DAY_MS = 86_400_000;

/** The parts of a date that a pattern finds, by the names of its groups in their order. */
type Part = "y" | "m" | "d" | "quarter" | "week";

/** A date as a pattern writes it, with or without the time of day. */
function dates(pattern: string, ...parts: Part[]): ReadTime {
  const expression = new RegExp(`^${WEEKDAY}${pattern}${CLOCK}$`, "iu");
  return (cell, century) => {
    const found = expression.exec(cell);
    if (!found) return undefined;
    const day = dayOf(Object.fromEntries(parts.map((part, i) => [part, found[i + 1]])), century);
    const clock = clockOf(found.slice(parts.length + 1));
    return day === undefined || clock === undefined ? undefined : day + clock;
  };
}

function dayOf(
  { y, m = "1", d = "1", quarter, week }: Partial<Record<Part, string>>,
  century?: number,
): number | undefined {
  const year = fullYear(y!, century);
  if (week !== undefined) {
    // The week with 4 January is the first.
    const fourth = Date.UTC(year, 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
    return Number(week) >= 1 && Number(week) <= 53 ? monday + (Number(week) - 1) * 7 * DAY_MS : undefined;
  }
  const named = MONTHS.findIndex((name) => name.test(m.normalize("NFC").toLowerCase()));
  const month = quarter !== undefined ? 3 * (Number(quarter) - 1) : named >= 0 ? named : Number(m) - 1;
  const time = Date.UTC(year, month, Number(d));
  const date = new Date(time);
  const isReal = date.getUTCMonth() === month && date.getUTCDate() === Number(d);
  return isReal ? time : undefined;
}

/** Two digits as spreadsheets read them: 00 to 29 are of this century. */
function fullYear(text: string, century = 30): number {
  const year = Number(text);
  return text.length > 2 ? year : year + (year < century ? 2000 : 1900);
}

function clockOf([h = "0", min = "0", s = "0", part = "", half, zone]: (string | undefined)[]): number | undefined {
  let hour = Number(h);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  }
  if (hour > 24 || Number(min) > 59 || Number(s) > 60) return undefined;
  const [, sign, zh, zm] = /([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? "") ?? [];
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (60 * Number(zh) + Number(zm ?? 0));
  const ms = part === "" ? 0 : Number(`0.${part}`) * 1000;
  return ((hour * 60 + Number(min) - offset) * 60 + Number(s)) * 1000 + ms;
}

/** "Thu Feb 29 00:00:00 +0000 2024", with or without a zone: as the year stands last, it moves to the date. */
const CTIME = /^(\p{L}{2,}\.?\s+\p{L}{3,}\.?\s+\d{1,2})(\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s+[a-z0-9:+-]+)?)\s+(\d{4})$/iu;
const monthFirst = dates(`${MONTH}\\s*(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})`, "m", "d", "y");
function ctime(cell: string): number | undefined {
  return CTIME.test(cell) ? monthFirst(cell.replace(CTIME, "$1 $3$2")) : undefined;
}

/** Ways in which dates are written. Where day and month may be taken for each other, both are there: a whole column decides. */
export const DATE_FORMS: readonly ReadTime[] = [
  dates("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})", "y", "m", "d"),
  dates("(\\d{4})[-/.](\\d{1,2})", "y", "m"),
  dates("(\\d{4})m(\\d{2})", "y", "m"),
  dates("(\\d{1,2})[/](\\d{4})", "m", "y"),
  dates("(\\d{4})[-\\s]?q([1-4])", "y", "quarter"),
  dates("q([1-4])[-/\\s]?(\\d{4})", "quarter", "y"),
  dates("(\\d{4})-?w(\\d{2})(?:-?1)?", "y", "week"),
  dates("(\\d{1,2})\\.\\s?(\\d{1,2})\\.\\s?(\\d{4}|\\d{2})", "d", "m", "y"),
  dates("(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4}|\\d{2})", "d", "m", "y"),
  dates("(\\d{1,2})[-/](\\d{1,2})[-/](\\d{4}|\\d{2})", "m", "d", "y"),
  dates(`(\\d{1,2})(?:er|º|\\.)?[-\\s.]*(?:de\\s+)?${MONTH}[-\\s,./]*(?:de\\s+)?(\\d{4}|\\d{2})`, "d", "m", "y"),
  monthFirst,
  dates(`${MONTH}[-\\s/]+(\\d{4}|\\d{2})`, "m", "y"),
  ctime,
  dates("(\\d{4})(\\d{2})(\\d{2})", "y", "m", "d"),
];

/** Hours and minutes without a date. */
export const timeOfDay: ReadTime = (cell) => {
  const found = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*([ap])?\.?(?:m\.?)?$/i.exec(cell);
  return found ? clockOf(found.slice(1)) : undefined;
};
