import { agreement } from "./agreement.ts";
import { cities } from "./cities.ts";
import { reviews } from "./reviews.ts";
import { teddy } from "./teddy.ts";
import type { Template } from "./template.ts";

const BOOK = "book/moby-dick.txt";
/** Data are the same whenever they are generated. */
const SEED = 1;
/** Far enough that a simple network fails and an LSTM does not. */
const DISTANCE = 10;

/** Every template, in the order in which people are shown them. One stands here as soon as its task can be trained. */
export const templates: readonly Template[] = [
  {
    name: "book",
    about: "Characters of a book: which letter comes next?",
    expect: "In two minutes the network spells, and makes up sentences like Moby-Dick's.",
    configs: ["book.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "words",
    about: "Words of a book: which word comes next?",
    expect: "In two minutes perplexity falls to about 130; frequencies of words alone give about 450.",
    configs: ["words.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "reviews",
    about: "Labels of sentences: praise or complaint?",
    expect: "In seconds nearly all are right; a bag of words, which knows no order, gets 60 %.",
    configs: ["reviews.rnnconfig"],
    data: { "reviews.csv": () => reviews(SEED) },
  },
  {
    name: "cities",
    about: "Tags of words: where from, where to, when?",
    expect: "In seconds nearly all slots are found; the most frequent tag of each word finds half.",
    configs: ["cities.rnnconfig"],
    data: { "cities.conll": async (_, read) => cities(await read("cities/cities.txt"), SEED) },
  },
  {
    name: "co2",
    about: "Numbers of a series: how much carbon dioxide next month?",
    expect: "In seconds the error is a third of the naive forecast's, since it learns changes; without them it fails.",
    configs: ["co2.rnnconfig"],
    data: { "co2.csv": "co2/co2.csv" },
  },
  {
    name: "names",
    about: "A label in, a sequence out: first names, female or male.",
    expect: "In half a minute it makes up names like Carissa and Mardan, one kind or the other.",
    configs: ["names.rnnconfig"],
    data: { "names.csv": "names/names.csv" },
  },
  {
    name: "agreement",
    about: "The cat which the dogs near the houses see: was or were?",
    expect: "Over ten words a simple RNN (rnn.rnnconfig) stays at chance, an LSTM is always right.",
    configs: ["rnn.rnnconfig", "lstm.rnnconfig"],
    data: { "agreement.csv": ({ distance = DISTANCE }) => agreement(distance, SEED) },
    options: ["distance"],
  },
  {
    name: "teddy",
    about: "Teddy Roosevelt or Teddy bears: only what comes after tells.",
    expect: "forward.rnnconfig can only guess; both.rnnconfig, which reads both ways, finds every name.",
    configs: ["forward.rnnconfig", "both.rnnconfig"],
    data: { "teddy.conll": () => teddy(SEED) },
  },
  {
    name: "explosion",
    about: "A loss that jumps to infinity, and the clipping that rescues it.",
    expect: "explodes.rnnconfig diverges within ten steps; clipped.rnnconfig, with one line changed, learns.",
    configs: ["explodes.rnnconfig", "clipped.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
];
