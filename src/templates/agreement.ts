import { UserError } from "../base/userError.ts";
import { Draw } from "./draw.ts";
import { csv, words } from "./files.ts";
import { says } from "./messages.ts";

/** The most words between a subject and its verb. */
const MOST_DISTANCE = 100;
const SENTENCES = 8000;

/** A word for one and a word for several: that they belong together is what the network has to find out. */
type Pair = readonly [one: string, several: string];

const NOUNS = nouns(
  "cat dog bird horse cow goat duck frog bear lion king queen girl boy teacher doctor baker farmer sailor soldier",
  "singer painter friend neighbour guest robot child/children man/men woman/women thief/thieves mouse/mice goose/geese",
  "house tree river bridge tower garden wall gate road field hill lake ship boat train car shop school table chair",
  "lamp book letter clock bottle candle church/churches box/boxes knife/knives leaf/leaves bus/buses",
);
const VERBS: Pair[] = words("see know like follow hear fear visit remember").map((verb) => [`${verb}s`, verb]);
const ADJECTIVES = words("old young big small happy sad quick slow kind proud quiet noisy red green tall strange");
const PLACES = words("near behind beside above below opposite");
const ASIDES = words("here there today again now");
const PAST = words("slept sang fell laughed waited hid");

function nouns(...lists: string[]): Pair[] {
  return lists.flatMap(words).map((noun) => {
    const [one, several = `${one}s`] = noun.split("/");
    return [one, several];
  });
}

/**
 * Sentences up to their verb, and which verb follows, "was" or "were": the cat which the dogs near the houses see … Between the noun
 * that decides and its verb stand exactly `distance` words, among them nouns that say nothing about it; others stand before it.
 */
export function agreement(distance: number, seed: number): string {
  if (!(Number.isInteger(distance) && distance >= 0 && distance <= MOST_DISTANCE)) {
    throw new UserError(says.badDistance({ most: MOST_DISTANCE }));
  }
  const draw = new Draw(seed, "agreement");
  const rows = Array.from({ length: SENTENCES }, (_, i) => {
    // As many of the one as of the other: who always says the same is right half of the time.
    const number = i % 2;
    const sentence = [...before(draw), "the", draw.from(NOUNS)[number], ...between(draw, distance)].join(" ");
    return [sentence[0].toUpperCase() + sentence.slice(1), ["was", "were"][number]];
  });
  return csv(["sentence", "verb"], draw.shuffled(rows));
}

/** How a sentence begins, so that no place in it is the subject's: nothing, or where all this was. */
function before(draw: Draw): string[] {
  return Array.from({ length: draw.below(3) }, () => [
    draw.from(PLACES),
    "the",
    draw.from(NOUNS)[draw.below(2)],
  ]).flat();
}

/** So many words that may stand between a subject and its verb, and that go with one as with several. */
function between(draw: Draw, distance: number): string[] {
  if (distance === 0) return [];
  if (distance === 1) return [draw.from(ASIDES)];
  if (distance === 2) return ["which", draw.from(PAST)];
  const number = draw.below(2);
  if (distance === 3) return [draw.from(PLACES), "the", draw.from(NOUNS)[number]];
  // "which the dogs see" are four words; each "near the houses" adds three, and each adjective one.
  let places = Math.floor((distance - 4) / 3);
  if (places > 0 && draw.chance(0.5)) places--;
  const adjectives = distance - 4 - 3 * places;
  const owner = Array.from({ length: places + 1 }, () => 0);
  for (let i = 0; i < adjectives; i++) owner[draw.below(places + 1)]++;
  const noun = (number: number, i: number) => [
    "the",
    ...Array.from({ length: owner[i] }, () => draw.from(ADJECTIVES)),
    draw.from(NOUNS)[number],
  ];
  const place = (_: unknown, i: number) => [draw.from(PLACES), ...noun(draw.below(2), i + 1)];
  const clause = [...noun(number, 0), ...Array.from({ length: places }, place).flat()];
  return ["which", ...clause, draw.from(VERBS)[number]];
}
