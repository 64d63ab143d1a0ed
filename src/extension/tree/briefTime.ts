/** Writes times as a person of this language does, briefly: "Nov 21, 14:32", of another year "Nov 21, 2025, 14:32". */
export function briefTime(language: string, now = new Date()): (iso: string) => string {
  const parts = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" } as const;
  const thisYear = new Intl.DateTimeFormat(language, parts);
  const otherYear = new Intl.DateTimeFormat(language, { ...parts, year: "numeric" });
  return (iso) => {
    const date = new Date(iso);
    if (Number.isNaN(date.getTime())) return iso;
    return (date.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(date);
  };
}
