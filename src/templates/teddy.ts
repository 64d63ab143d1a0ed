import { Draw } from "./draw.ts";
import { conll, type Tagged, words } from "./files.ts";

const SENTENCES = 1500;

const SPEAKERS = words("He She They Somebody Grandfather Grandmother Everybody Father Mother Nobody");
const VERBS = [
  "said",
  "wrote",
  "heard",
  "read",
  "had always known",
  "told us",
  "could not believe",
  "had forgotten",
  "saw in the paper",
  "wanted to know whether",
  "found out",
  "repeated",
];
const PRESIDENT = [
  "was a great president",
  "liked to ride a horse",
  "came from New York",
  "went hunting in Mississippi",
  "gave a long speech",
  "wrote many books",
  "spared the bear",
  "walked through the forest",
];
const TOYS = [
  "are on sale",
  "are soft and brown",
  "cost ten dollars",
  "are made of wool",
  "have two button eyes",
  "sit on the shelf",
  "were sold in every shop",
  "help children to sleep",
];

/**
 * Sentences in which Teddy is a person (Teddy Roosevelt) or a toy (Teddy bears). What stands before it is drawn without looking at
 * what it is, so only the words after it tell.
 */
export function teddy(seed: number): string {
  const draw = new Draw(seed, "teddy");
  const sentences = draw.distinct(SENTENCES, (i) => {
    const before = plain(`${draw.from(SPEAKERS)} ${draw.from(VERBS)} ,`);
    // As many of the one as of the other: who always says the same is right half of the time.
    return [...before, ...(i % 2 === 0 ? president(draw) : toys(draw)), ...plain(".")];
  });
  return conll(draw.shuffled(sentences));
}

function president(draw: Draw): Tagged[] {
  const name: Tagged[] = [["Teddy", "B-PER"]];
  if (draw.chance(0.7)) name.push(["Roosevelt", "I-PER"]);
  return [...name, ...plain(draw.from(PRESIDENT))];
}

function toys(draw: Draw): Tagged[] {
  return plain(`Teddy bears ${draw.from(TOYS)}`);
}

/** Words that are no name's. */
function plain(text: string): Tagged[] {
  return words(text).map((word) => [word, "O"]);
}
