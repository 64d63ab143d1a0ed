import { existsSync, readFileSync } from "node:fs";

const FILE = process.env.UNROLL_BENCH_DE_EN ?? "/usr/share/trans/de-en";

/** What to do where it is missing. */
export const missing = existsSync(FILE)
  ? undefined
  : `German to English needs Debian's trans-de-en (apt-get install trans-de-en), or its file in UNROLL_BENCH_DE_EN.`;

/** The most words of a side. */
const LONGEST = 30;

/**
 * Sentences of a German and English dictionary, the examples among its entries: both sides begin with a capital letter, end like a
 * sentence, and have no notes or alternatives in them: about 15,600. Its lines hold entries with a bar between, German on the left.
 */
export function germanEnglish(): { german: string; english: string }[] {
  const pairs = new Map<string, string>();
  for (const line of readFileSync(FILE, "utf8").split("\n")) {
    if (line.startsWith("#")) continue;
    const [german = [], english = []] = line.split(" :: ").map((side) => side.split(" | ").map((text) => text.trim()));
    if (german.length !== english.length) continue;
    german.forEach((text, i) => {
      if (isSentence(text) && isSentence(english[i]) && !pairs.has(text)) pairs.set(text, english[i]);
    });
  }
  return [...pairs].map(([german, english]) => ({ german, english }));
}

function isSentence(text: string): boolean {
  return /^\p{Lu}[^[\](){}<>/|]*[.!?]$/u.test(text) && text.split(" ").length <= LONGEST && text.includes(" ");
}
