import { agreement } from "./agreement.ts";
import { cities } from "./cities.ts";
import { dates } from "./pairs/dates.ts";
import { numbers } from "./pairs/numbers.ts";
import { phrases } from "./pairs/phrases.ts";
import { type Pronunciations, pronounce } from "./pairs/pronounce.ts";
import { reverse } from "./pairs/reverse.ts";
import { phonemes } from "./phonemes.ts";
import { reviews } from "./reviews.ts";
import { speech } from "./speech/speech.ts";
import { teddy } from "./teddy.ts";
import type { ReadShipped, Template } from "./template.ts";

const BOOK = "book/moby-dick.txt";
/** Data are the same whenever they are generated. */
const SEED = 1;
/** Far enough that a simple network fails and an LSTM does not. */
const DISTANCE = 10;

/** Every template, in the order in which people are shown them. One stands here as soon as its task can be trained. */
export const templates: readonly Template[] = [
  {
    name: "book",
    about: "Character language model of a book: which letter comes next?",
    expect: "In two minutes, the network learns to spell and writes sentences in the style of Moby-Dick.",
    configs: ["book.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "words",
    about: "Word language model of a book: which word comes next?",
    expect: "In two minutes, perplexity falls to about 130. Word frequencies alone give about 450.",
    configs: ["words.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "reviews",
    about: "Text classification: praise or complaint?",
    expect: "Within seconds, nearly all predictions are right. A bag of words, which ignores order, gets 60 %.",
    configs: ["reviews.rnnconfig"],
    data: { "reviews.csv": () => reviews(SEED) },
  },
  {
    name: "cities",
    about: "Slot filling: where from, where to, when?",
    expect: "Within seconds, it finds nearly all slots. The most frequent tag of each word finds half of them.",
    configs: ["cities.rnnconfig"],
    data: { "cities.conll": async (_, read) => cities(await read("cities/cities.txt"), SEED) },
  },
  {
    name: "co2",
    about: "Forecasting: how much carbon dioxide will the air hold next month?",
    expect:
      "Within seconds, the error is a third of the naive forecast's. It learns changes; without differencing it fails.",
    configs: ["co2.rnnconfig"],
    data: { "co2.csv": "co2/co2.csv" },
  },
  {
    name: "names",
    about: "Generation from a label: female or male first names.",
    expect: "In half a minute, it invents female or male names, such as Carissa and Mardan.",
    configs: ["names.rnnconfig"],
    data: { "names.csv": "names/names.csv" },
  },
  {
    name: "numbers",
    about: "Sequence to sequence: number words to Chinese characters.",
    expect:
      "Within seconds, it reads numbers that it never saw. Without a stop symbol (endless.rnnconfig), it cannot end.",
    configs: ["numbers.rnnconfig", "endless.rnnconfig"],
    data: { "numbers.tsv": () => numbers(SEED) },
  },
  {
    name: "dates",
    about: "Sequence to sequence: dates as people write them in five languages, to 2031-05-24.",
    expect: "Within seconds, attention gets over 99 % exactly right. Without it (plain.rnnconfig), digits go astray.",
    configs: ["attention.rnnconfig", "plain.rnnconfig"],
    data: { "dates.tsv": () => dates(SEED) },
  },
  {
    name: "pronounce",
    about: "Sequence to sequence: how is a word pronounced that the network has never seen?",
    expect:
      "In a minute, more than nine in ten sounds of new words are right, and two in three of these words as a whole.",
    configs: ["pronounce.rnnconfig"],
    data: {
      "train.tsv": pronounced("train"),
      "validation.tsv": pronounced("validation"),
      "test.tsv": pronounced("test"),
    },
  },
  {
    name: "reverse",
    about: "Sequence to sequence: 5 to 30 letters backwards. How much fits into one state?",
    expect: "Attention is right at any length. Without it (plain.rnnconfig), half the letters are wrong from 15 on.",
    configs: ["attention.rnnconfig", "plain.rnnconfig"],
    data: { "letters.tsv": () => reverse(SEED) },
  },
  {
    name: "phrases",
    about: "Translation of a small grammar: English to Chinese or French, each with an order of its own.",
    expect: "In half a minute, nearly all phrases are exactly right. The attention shows how their order differs.",
    configs: ["chinese.rnnconfig", "french.rnnconfig"],
    data: { "phrases.tsv": () => phrases(SEED) },
  },
  {
    name: "phonemes",
    about: "Transcription: which phonemes are these vectors, when nobody says where each of them begins?",
    expect:
      "Within seconds, no phoneme is wrong. In one direction (forward.rnnconfig), that takes twice as many steps.",
    configs: ["phonemes.rnnconfig", "forward.rnnconfig"],
    data: { "phonemes.jsonl": () => phonemes(SEED) },
  },
  {
    name: "speech",
    about: "Speech to letters: words of an invented language, each spoken once, by a voice of its own.",
    expect:
      "In a minute, few letters of new words are wrong. A tagger that is trimmed (tagger.rnnconfig) loses doubled ones.",
    configs: ["speech.rnnconfig", "tagger.rnnconfig"],
    data: {},
    together: () => speech(SEED),
  },
  {
    name: "agreement",
    about: "Agreement over a distance: the cat which the dogs near the houses see, was or were?",
    expect: "Over ten words, a simple RNN (rnn.rnnconfig) stays at chance, and an LSTM is always right.",
    configs: ["rnn.rnnconfig", "lstm.rnnconfig"],
    data: { "agreement.csv": ({ distance = DISTANCE }) => agreement(distance, SEED) },
    options: ["distance"],
  },
  {
    name: "teddy",
    about: "Teddy Roosevelt or Teddy bears? Only the next words tell.",
    expect: "forward.rnnconfig can only guess. both.rnnconfig reads in both directions and finds every name.",
    configs: ["forward.rnnconfig", "both.rnnconfig"],
    data: { "teddy.conll": () => teddy(SEED) },
  },
  {
    name: "explosion",
    about: "Exploding gradients: a loss that jumps to infinity, and gradient clipping, which prevents it.",
    expect: "explodes.rnnconfig diverges within ten steps. clipped.rnnconfig changes one line and learns.",
    configs: ["explodes.rnnconfig", "clipped.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "directions",
    about: "Sweep: does a tagger have to read in both directions?",
    expect: "In half a minute: reading both ways, it finds every name. One way, it guesses, whatever its size.",
    configs: ["directions.rnnconfig"],
    isSweep: true,
    data: { "teddy.conll": () => teddy(SEED) },
  },
  {
    name: "little-data",
    about: "Sweep: is a GRU better than an LSTM on little data, because it has fewer weights?",
    expect: "In two minutes: no, not here. Both overfit, and their best checkpoints are equally good.",
    configs: ["little-data.rnnconfig"],
    isSweep: true,
    data: { "excerpt.txt": excerpt },
  },
  {
    name: "rates",
    about: "Sweep: which learning rate does a simple RNN bear, and which an LSTM?",
    expect: "In half a minute: both learn best at about 0.01. The RNN suffers much more from larger rates.",
    configs: ["rates.rnnconfig"],
    isSweep: true,
    data: { "excerpt.txt": excerpt },
  },
];

/** Ten pages. */
async function excerpt(_: unknown, read: ReadShipped): Promise<string> {
  return (await read(BOOK)).slice(90_000, 120_000);
}

function pronounced(part: keyof Pronunciations) {
  return async (_: unknown, read: ReadShipped) => pronounce(await read("pronounce/dictionary.txt"), SEED)[part];
}
