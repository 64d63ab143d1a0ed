import { Draw } from "./draw.ts";
import { conll, type Tagged, words } from "./files.ts";

const SENTENCES = 4000;

/** What somebody says to a travel agent; a word in capitals is a slot. The same places stand in different orders. */
const PATTERNS = [
  "I want to fly from FROM to TO DAY",
  "show me flights from FROM to TO",
  "a ticket to TO from FROM please",
  "which trains leave FROM for TO DAY",
  "is there a bus to TO TIME",
  "I am in FROM and have to be in TO DAY",
  "what does the flight from FROM to TO via VIA cost",
  "to TO please , leaving FROM TIME",
  "from FROM to TO over VIA DAY TIME",
  "when does the train to TO leave FROM",
  "book me a seat from FROM to TO DAY TIME",
  "I need to be in TO DAY TIME , I start in FROM",
  "list all connections between FROM and TO",
  "do you fly to TO DAY",
  "we would like to leave FROM DAY and stop in VIA on the way to TO",
  "no , not via VIA , straight from FROM to TO",
];
const DAYS = words("today tomorrow tonight").concat(
  words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday").flatMap((day) => [`on ${day}`, `next ${day}`]),
);
const TIMES = ["in the morning", "at noon", "in the evening", "before nine o'clock", "after five", "at midnight"];

/**
 * Requests to a travel agent with their slots in IOB2: where from, where to, over which city, when. `cities` holds a name a line;
 * the name itself does not tell its slot, the words around it do.
 */
export function cities(names: string, seed: number): string {
  const known = names.trimEnd().split("\n");
  const draw = new Draw(seed, "cities");
  const slots: Record<string, () => Tagged[]> = {
    FROM: () => slot("from", draw.from(known)),
    TO: () => slot("to", draw.from(known)),
    VIA: () => slot("via", draw.from(known)),
    DAY: () => slot("day", draw.from(DAYS)),
    TIME: () => slot("time", draw.from(TIMES)),
  };
  const sentence = () => words(draw.from(PATTERNS)).flatMap((word): Tagged[] => slots[word]?.() ?? [[word, "O"]]);
  return conll(draw.distinct(SENTENCES, sentence));
}

function slot(name: string, text: string): Tagged[] {
  return words(text).map((word, i) => [word, `${i === 0 ? "B" : "I"}-${name}`]);
}
