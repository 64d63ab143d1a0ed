import type { Template } from "./template.ts";

const BOOK = "book/moby-dick.txt";

/** Every template, in the order in which people are shown them. One stands here as soon as its task can be trained. */
export const templates: readonly Template[] = [
  {
    name: "book",
    about: "Characters of a book: which letter comes next?",
    expect: "In two minutes the network spells, and makes up sentences in the tone of Moby-Dick.",
    configs: ["book.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "words",
    about: "Words of a book: which word comes next?",
    expect: "In two minutes perplexity falls to about 130, where the frequencies of the words alone give about 500.",
    configs: ["words.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
  {
    name: "explosion",
    about: "A loss that jumps to infinity, and the clipping that rescues it.",
    expect: "explodes.rnnconfig diverges within ten steps; clipped.rnnconfig, with one line changed, learns.",
    configs: ["explodes.rnnconfig", "clipped.rnnconfig"],
    data: { "moby-dick.txt": BOOK },
  },
];
