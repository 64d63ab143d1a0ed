/** Writes times as a person of this language does, briefly: of today "14:32", else "Nov 21, 14:32", of another year "Nov 21, 2025, 14:32". */
export function briefTime(language: string, now = new Date()): (iso: string) => string {
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  const parts = { month: "short", day: "numeric", ...time } as const;
  const today = new Intl.DateTimeFormat(language, time);
  const thisYear = new Intl.DateTimeFormat(language, parts);
  const otherYear = new Intl.DateTimeFormat(language, { ...parts, year: "numeric" });
  return (iso) => {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso;
    if (date.toDateString() === now.toDateString()) return today.format(date);
    return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
  };
}
