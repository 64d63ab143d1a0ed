// What is guessed of files as people have them: the task, its columns, and a config that trains.
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config/index.ts";
import { ownExperiment } from "../../src/reading/guess/ownExperiment.ts";
import { checkData } from "../../src/reading/index.ts";
import { generator } from "../support/random.ts";
import { folderWith } from "./folder.ts";

const random = generator(3);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)];
const many = <T>(n: number, make: (i: number) => T) => Array.from({ length: n }, (_, i) => make(i));
const WORDS = "the sea was calm and a boat with two sails went slowly past our house where nobody had seen such".split(
  " ",
);
const phrase = (least: number, most = 2 * least) =>
  many(least + Math.floor(random() * (most - least)), () => pick(WORDS));
const sentence = () => `${phrase(4).join(" ")}.`;
const lines = (n: number, line: (i: number) => string) => `${many(n, line).join("\n")}\n`;
const syllables = (n: number) => many(n, () => pick(["ma", "ri", "lo", "be", "ka", "ti", "so", "nu"])).join("");
const items = ["whole milk", "rye bread", "beer", "apples", "cheese", "rolls", "tea", "salt"];
const tagged = (between: string) =>
  lines(
    120,
    () =>
      `${phrase(3)
        .map((word) => [word, pick(["NN", "VB"]), pick(["O", "B-PER", "I-PER"])].join(between))
        .join("\n")}\n`,
  );
const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);

type Files = Record<string, string | Uint8Array>;

/** The config for the first of some files, as settings by their keys, and what is said. */
async function guessed(files: Files, more: readonly string[] = []) {
  const folder = folderWith(files);
  const names = [Object.keys(files)[0], ...more];
  const own = names.map((name) => ({ path: join(folder, name), name }));
  const { file, said, text } = await ownExperiment(own, folder);
  const { config, problems } = parseConfig(text);
  expect(problems, text).toEqual([]);
  const checked = await checkData(config!, file);
  expect(
    checked.problems.filter(({ severity }) => severity === "error"),
    text,
  ).toEqual([]);
  return { task: config!.task, data: config!.data, said, text, name: basename(file) };
}

const TEXT = lines(300, () => many(3, sentence).join(" "));
const LABELLED = `text,label\n${lines(200, () => `"${sentence()}",${pick(["pos", "neg"])}`)}`;

describe("text", () => {
  test.each<[string, string]>([
    ["mytext.txt", TEXT],
    ["windows.txt", TEXT.replaceAll("\n", "\r\n")],
    ["one line.txt", many(2000, sentence).join(" ")],
    ["poem.txt", lines(200, () => `${phrase(5, 7).join(" ")}${pick([",", ";", "."])}`)],
    ["play.txt", lines(100, () => `${pick(["ROMEO", "JULIET"])}:\n${sentence()}\n`)],
    ["千字文.txt", lines(300, () => `${many(16, () => pick([..."天地玄黃宇宙洪荒日月盈昃辰宿列張"])).join("")}。`)],
    ["code.py", lines(100, (i) => `def f${i}(x, y):\n    return x, y + ${i}`)],
    ["notes.md", `# A title\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n${TEXT}`],
    ["tiny.txt", "hello world, this is all I have.\n"],
    ["noending", TEXT],
  ])("%s is learned letter by letter", async (name, text) => {
    const { task, data, said } = await guessed({ [name]: text });
    expect({ task, unit: data.unit, train: data.train }).toEqual({
      task: "language-model",
      unit: "character",
      train: name,
    });
    expect(said).toContain(`${name} looks like running text of`);
  });

  test("of lines that are short texts each is written anew", async () => {
    const { task, data, said } = await guessed({
      "names.txt": lines(400, () => syllables(2 + Math.floor(random() * 3))),
    });
    expect(task).toBe("generation");
    expect(data.unit).toBe("character");
    expect(said).toContain("400 short texts, one a line");
  });

  test.each(["groceries.csv", "playlists.txt"])("of baskets in %s recommends items", async (name) => {
    const sign = name.endsWith("csv") ? "," : "\t";
    const text = lines(300, () => many(1 + Math.floor(random() * 5), () => pick(items)).join(sign));
    const { task, data } = await guessed({ [name]: text });
    expect({ task, unit: data.unit }).toEqual({ task: "language-model", unit: "item" });
  });

  test("that was cut into words is read so, with the files beside it", async () => {
    const words = () => lines(400, () => `${phrase(8).join(" ")} <unk> `);
    const { data } = await guessed({ "ptb.train.txt": words(), "ptb.valid.txt": words(), "ptb.test.txt": words() });
    expect(data).toMatchObject({
      unit: "word",
      split: "whitespace",
      validation: "ptb.valid.txt",
      test: "ptb.test.txt",
    });
  });

  test("of several files is one text", async () => {
    const { data, said } = await guessed({ "a.txt": TEXT, "b.txt": TEXT }, ["b.txt"]);
    expect(data.train).toEqual(["a.txt", "b.txt"]);
    expect(said).toMatch(/about \d+,000 characters/);
    expect(said).toContain("Read together with it: b.txt.");
  });
});

test.each<[string, string, object]>([
  ["reviews.csv", LABELLED, { input: "text", target: "label", unit: "word" }],
  ["excel.csv", LABELLED.replaceAll(/",/g, '";').replace("text,", "text;"), { delimiter: ";", target: "label" }],
  [
    "sorted.csv",
    `review,sentiment\n${lines(400, (i) => `${sentence()},${i < 200 ? "good" : "bad"}`)}`,
    { target: "sentiment" },
  ],
  ["spam.tsv", lines(200, () => `${pick(["ham", "spam"])}\t${sentence()}`), { header: false, input: "2", target: "1" }],
  ["spam.txt", lines(200, () => `${pick(["ham", "spam"])}\t${sentence()}`), { input: "2", target: "1" }],
  [
    "pandas.csv",
    `,text,label\n${lines(200, (i) => `${i},${sentence()},${i % 3}`)}`,
    { input: "text", target: "label" },
  ],
  [
    "stars.csv",
    `review_id,stars,text,useful\n${lines(200, (i) => `r${i},${1 + (i % 5)},${sentence()},${i % 90}`)}`,
    { input: "text", target: "stars", labels: "ordered" },
  ],
  [
    "languages.csv",
    `name,language\n${lines(200, (i) => `${syllables(3)}${i},${pick(["de", "fr"])}`)}`,
    { input: "name", target: "language", unit: "character" },
  ],
  [
    "intents.jsonl",
    lines(150, (i) => JSON.stringify({ id: i, text: sentence(), intent: pick(["book", "cancel"]) })),
    { input: "text", target: "intent" },
  ],
  [
    "films.csv",
    `title,plot,genres\n${lines(200, () => `${phrase(2).join(" ")},${sentence()} ${sentence()},${pick(["war|drama", "drama", "war|love", "love"])}`)}`,
    { input: "plot", target: "genres", labels: "several" },
  ],
  [
    "parts.csv",
    `text,label,split\n${lines(200, (i) => `${sentence()},${pick(["a", "b"])},${["train", "train", "val", "test"][i % 4]}`)}`,
    { input: "text", target: "label", partition: "split" },
  ],
  [
    "iris.csv",
    `length,width,species\n${lines(150, () => `${(5 * random()).toFixed(1)},${random().toFixed(2)},${pick(["a", "b"])}`)}`,
    { input: ["length", "width"], target: "species" },
  ],
  [
    "walks.csv",
    `id,x,y,activity\n${lines(800, (i) => `${Math.floor(i / 20)},${random().toFixed(3)},${random().toFixed(3)},${["walk", "run"][Math.floor(i / 20) % 2]}`)}`,
    { input: ["x", "y"], target: "activity", sequence: "id" },
  ],
])("%s is a table of labels", async (name, text, settings) => {
  const { task, data } = await guessed({ [name]: text });
  expect(task).toBe("classification");
  expect(data).toMatchObject(settings);
});

test("a table of more rows than are looked at is known by its first", async () => {
  const { data, said } = await guessed({
    "large.csv": `text,label\n${lines(9000, (i) => `${sentence()},${"abc"[i % 3]}`)}`,
  });
  expect(data).toMatchObject({ input: "text", target: "label" });
  expect(said).toMatch(/a table of about (8|9),\d00 rows/);
});

test.each<[string, string, object]>([
  ["ner.conll", tagged(" "), { input: "1", target: "3" }],
  ["ner.txt", tagged("\t"), { input: "1", target: "3" }],
  [
    "en.conllu",
    lines(
      80,
      () =>
        `# sent_id = 1\n${many(5, (i) => `${i + 1}\t${pick(WORDS)}\t${pick(WORDS)}\t${pick(["NOUN", "VERB"])}\tNN\t_\t${i}\troot\t_\t_`).join("\n")}\n`,
    ),
    {},
  ],
  [
    "flights.tsv",
    lines(150, () => {
      const words = phrase(4);
      return `${words.join(" ")}\t${words.map(() => pick(["O", "B-city"])).join(" ")}`;
    }),
    {},
  ],
  [
    "tokens.jsonl",
    lines(100, () => JSON.stringify({ tokens: phrase(4, 5), ner_tags: many(4, () => pick(["O", "B-X"])) })),
    { input: "tokens", target: "ner_tags" },
  ],
  [
    "rows.csv",
    `sentence_id,word,tag\n${lines(900, (i) => `${Math.floor(i / 6)},${pick(WORDS)},${pick(["O", "B-X"])}`)}`,
    { input: "word", target: "tag", sequence: "sentence_id" },
  ],
])("%s is tokens with tags", async (name, text, settings) => {
  const { task, data } = await guessed({ [name]: text });
  expect(task).toBe("tagging");
  expect(data).toMatchObject(settings);
});

test.each<[string, string, object]>([
  [
    "prices.csv",
    `Date,Open,Close,Volume\n${lines(300, (i) => `${day(i)},${(100 + i + random()).toFixed(2)},${(101 + i + random()).toFixed(2)},${1000 + Math.floor(99 * random())}`)}`,
    { input: ["Open", "Close", "Volume"], target: "Close", difference: 1 },
  ],
  [
    "passengers.csv",
    `Month,Passengers\n${lines(144, (i) => `${1949 + Math.floor(i / 12)}-${1 + (i % 12)},${pick([112, 118, 130])}`)}`,
    { target: "Passengers", difference: 0 },
  ],
  ["numbers.txt", lines(200, (i) => Math.sin(i / 5).toFixed(4)), { target: "1" }],
  ["column.csv", `value\n${lines(200, (i) => Math.sin(i / 5).toFixed(4))}`, { target: "value" }],
  [
    "sensor.csv",
    `timestamp,temperature,humidity\n${lines(200, (i) => `${1_600_000_000 + 60 * i},${Math.sin(i).toFixed(3)},${Math.cos(i).toFixed(3)}`)}`,
    { input: ["temperature", "humidity"] },
  ],
  [
    "german.csv",
    `Datum;Wert\n${lines(100, (i) => `${1 + (i % 28)}.${1 + (i % 12)}.2001;${Math.floor(50 * random())}`)}`,
    { delimiter: ";", target: "Wert" },
  ],
  [
    "shops.csv",
    `date,shop,sales\n${["north", "south"].map((shop) => lines(80, (i) => `${day(i)},${shop},${Math.floor(90 * random())}`)).join("")}`,
    { input: ["sales"], target: "sales", sequence: "shop" },
  ],
  [
    "weather.csv",
    `place,day,rain,kind\n${lines(200, (i) => `${["a", "b"][i % 2]},${day(Math.floor(i / 2))},${(9 * random()).toFixed(1)},${pick(["sun", "fog"])}`)}`,
    { input: ["rain"], sequence: "place" },
  ],
])("%s is a series", async (name, text, settings) => {
  const { task, data } = await guessed({ [name]: text });
  expect(task).toBe("forecasting");
  expect(data).toMatchObject(settings);
});

test("a table of texts alone is written more of", async () => {
  const { task, data, text } = await guessed({ "mottos.csv": `id,motto\n${lines(100, (i) => `${i},${sentence()}`)}` });
  expect(task).toBe("generation");
  expect(data.target).toBe("motto");
  expect(text).toContain('"target": "motto", // not read: column "id"');
});

describe("pairs", () => {
  // Of other words in another order, and of another number.
  const translated = (text: string) => {
    const words = text.slice(0, -1).split(" ");
    return `${words
      .map((word) => (word.length > 3 ? `${word}en` : `${word} zu`))
      .reverse()
      .join(" ")}.`;
  };
  const PAIRS = many(200, () => sentence()).map((text) => [text, translated(text)] as const);
  const licence = (i: number) => `CC-BY 2.0 (France) Attribution: tatoeba.org #${28000 + i} (CM)`;
  const dates = many(60, (i) => [
    `${1 + (i % 28)} March ${1950 + i}`,
    `${1950 + i}-03-${String(1 + (i % 28)).padStart(2, "0")}`,
  ]);
  const [WHO, DOES, WHAT] = ["I/ich we/wir they/sie you/ihr", "see/sehe like/mag eat/esse buy/kaufe"]
    .concat("fish/Fisch bread/Brot apples/Obst cakes/Kuchen")
    .map((some) => some.split(" ").map((word) => word.split("/")));
  const wordForWord = (i: number, end: string) =>
    [0, 1].map((side) => `${[WHO[i % 4], DOES[(i >> 2) % 4], WHAT[i >> 4]].map((word) => word[side]).join(" ")}${end}`);
  const SORTED = [
    ["A cow likes a boy.", "Une vache aime un garçon."],
    ["A boy likes a cow.", "Un garçon aime une vache."],
    ["A cat sees a dog.", "Un chat voit un chien."],
    ["The dog sees a boy.", "Le chien voit un garçon."],
    ["The boy sees a cat.", "Le garçon voit un chat."],
  ];
  const SHORT = ["Go./Geh.", "Hi./Hallo!", "Hi./Grüß Gott!", "Run!/Lauf!", "Run./Lauf!", "Wow!/Potzdonner!"]
    .concat([
      "Wow!/Donnerwetter!",
      "Fire!/Es brennt!",
      "Fire!/Feuer!",
      "Help!/Hilfe!",
      "Help!/Zu Hülf!",
      "Stop!/Stopp!",
    ])
    .map((pair) => pair.split("/"));
  const SIDE = { de: lines(200, (i) => PAIRS[i][1]), en: lines(200, (i) => PAIRS[i][0]) };

  test("HTML in an export of Anki is said, with the number of texts and the first line", async () => {
    const notes = lines(60, (i) => PAIRS[i].map((text) => (i < 50 ? text : `${text}<br>`)).join("\t"));
    const { said } = await guessed({ "notes.txt": `#separator:tab\n${notes}` });
    expect(said).toContain("Before training, remove HTML and the like from 20 texts, the first in line 52: <br>.");
  });

  test.each<[string, Files, object]>([
    [
      "an Anki export",
      { "deu.txt": lines(200, (i) => [...PAIRS[i], licence(i)].join("\t")) },
      { input: "1", target: "2", header: false, unit: "character" },
    ],
    [
      "the beginning of an export that is sorted by length",
      { "fra.txt": lines(5, (i) => [...SORTED[i], `${licence(i)} & #${4000 + 7 * i} (x)`].join("\t")) },
      { input: "1", target: "2", header: false },
    ],
    [
      "notes of Anki, which says what their columns are",
      {
        "notes.txt": `#separator:tab\n#html:true\n#tags column:3\n${lines(60, (i) => [...PAIRS[i], pick(["verbs", "food"])].join("\t"))}`,
      },
      { input: "1", target: "2", header: false },
    ],
    [
      "notes of Anki with the names of their fields",
      {
        "notes.txt": `#separator:tab\n#html:true\n#columns:Front\tBack\tTags\n#tags column:3\n${lines(60, (i) => [...PAIRS[i], pick(["verbs", "food"])].join("\t"))}`,
      },
      { input: "Front", target: "Back", header: false },
    ],
    [
      "sentences translated word for word",
      { "w.tsv": lines(64, (i) => wordForWord(i, ".").join("\t")) },
      { input: "1", target: "2", header: false },
    ],
    [
      "the same without full stops",
      { "w.tsv": lines(64, (i) => wordForWord(i, "").join("\t")) },
      { input: "1", target: "2", header: false },
    ],
    [
      "sentences of one length",
      { "fra.tsv": lines(5, (i) => SORTED[i].join("\t")) },
      { input: "1", target: "2", header: false },
    ],
    [
      "short sentences with several translations each",
      { "deu.txt": lines(12, (i) => SHORT[i].join("\t")) },
      { input: "1", target: "2", header: false },
    ],
    [
      "a table whose columns are called after languages",
      { "p.csv": `English,Deutsch\n${lines(200, (i) => PAIRS[i].map((text) => JSON.stringify(text)).join(","))}` },
      { input: "English", target: "Deutsch", header: true },
    ],
    [
      "a table whose columns are called otherwise",
      { "p.tsv": `Begriff\tErklaerung\n${lines(200, (i) => PAIRS[i].join("\t"))}` },
      { input: "Begriff", target: "Erklaerung", header: true },
    ],
    [
      "texts between signs that stand in no sentence",
      { "p.txt": lines(200, (i) => PAIRS[i].join(" ||| ")) },
      { input: "1", target: "4", header: false, delimiter: "|" },
    ],
    ["dates", { "d.csv": `written,iso\n${lines(60, (i) => dates[i].join(","))}` }, { input: "written", target: "iso" }],
    [
      "a target before its source",
      { "p.jsonl": lines(200, (i) => JSON.stringify({ target: PAIRS[i][1], source: PAIRS[i][0] })) },
      { input: "source", target: "target" },
    ],
    [
      "objects within objects",
      { "p.jsonl": lines(200, (i) => JSON.stringify({ translation: { en: PAIRS[i][0], de: PAIRS[i][1] } })) },
      { input: "translation.en", target: "translation.de" },
    ],
    [
      "many sentences, word by word",
      { "p.tsv": `en\tde\n${lines(2500, () => ((text) => `${text}\t${translated(text)}`)(sentence()))}` },
      { unit: "word", vocabulary: { size: 8000, minFrequency: 2 } },
    ],
  ])("%s", async (_, files, data) => {
    const found = await guessed(files);
    expect(found).toMatchObject({ task: "sequence-to-sequence", data });
  });

  // A few sentences that come again and again, word for word: what tells them from tokens and tags is that no word of the second
  // column belongs to several of the first.
  const GREETINGS = ["good morning/guten Morgen", "thank you/danke dir", "good night/gute Nacht", "I see/ich sehe"];
  const again = (rows: readonly string[], between = "\t") =>
    lines(20, (i) => rows[i % rows.length].replace("/", between));
  test.each<[string, string, string]>([
    ["g.txt", again(GREETINGS), "sequence-to-sequence"],
    ["g.csv", `english,german\n${again(GREETINGS, ",")}`, "sequence-to-sequence"],
    [
      "uneven.txt",
      again(["good morning/guten Morgen", "how are you/wie geht es", "thanks/danke"]),
      "sequence-to-sequence",
    ],
    ["short.txt", again(["Go./Geh.", "Run!/Lauf!", "Hi./Hallo."]), "sequence-to-sequence"],
    ["words.csv", `source;target\n${again(["ja/yes", "nein/no", "bitte/please"], ";")}`, "sequence-to-sequence"],
    ["backwards.txt", again(["a b c/c b a", "b c d/d c b", "a d d/d d a"]), "sequence-to-sequence"],
    ["numbers.txt", again(["1 2 3/one two three", "4 5/four five", "2 2 1/two two one"]), "sequence-to-sequence"],
    ["sounds.txt", again(["c a t/K AE T", "d o g/D AO G", "c o t/K AO T"]), "sequence-to-sequence"],
    ["case.txt", again(["the cat/THE CAT", "a dog/A DOG", "my cat sees/MY CAT SEES"]), "sequence-to-sequence"],
    ["parts.txt", again(["dogs bark loudly/N V ADV", "cats sleep/N V", "birds sing/N V"]), "tagging"],
    [
      "lower.txt",
      again(["the cat sat/det noun verb", "a dog ran fast/det noun verb adv", "old dog/adj noun"]),
      "tagging",
    ],
    ["names.txt", again(["Anna ate Rome/B-name O B-place", "Bob saw Anna/B-name O B-name"]), "tagging"],
    [
      "tags.csv",
      `sentence,tags\n${again(["the cat sat/DT NN VBD", "a dog ran/DT NN VBD", "I saw him/PRP VBD PRP"], ",")}`,
      "tagging",
    ],
    ["labels.tsv", again(["good film/pos", "bad film/neg", "dull plot/neg", "great cast/pos"]), "classification"],
  ])("are told from tags and labels where few of them come again: %s", async (name, text, task) => {
    expect((await guessed({ [name]: text })).task).toBe(task);
  });

  test("are lines of two files, with those beside them for validation and test", async () => {
    const files = {
      ...{ "train.en": SIDE.en, "train.de": SIDE.de },
      ...{ "dev.en": "a b\nc\n", "dev.de": "x\ny\n", "test.en": "a b\nc\n", "test.de": "x\n" },
    };
    const parallel = {
      train: { source: "train.en", target: "train.de" },
      validation: { source: "dev.en", target: "dev.de" },
    };
    for (const more of [[], ["train.de"], ["train.de", "dev.de", "dev.en"]]) {
      const { task, data, said } = await guessed(files, more);
      expect({ task, train: data.train, validation: data.validation }).toEqual({
        task: "sequence-to-sequence",
        ...parallel,
      });
      expect(said).toContain("train.en and train.de look like 200 pairs of lines");
    }
    const moses = await guessed({ "x.tgt": SIDE.de, "x.src": SIDE.en });
    expect(moses.data.train).toEqual({ source: "x.src", target: "x.tgt" });
    const named = await guessed({ "german.txt": SIDE.de, "english.txt": SIDE.en }, ["english.txt"]);
    expect(named.data.train).toEqual({ source: "german.txt", target: "english.txt" });
  });

  test("behind a row without its tab count too, and the line is named", async () => {
    const text = lines(3000, (i) => PAIRS[i % 200].join(i === 18 ? " " : "\t"));
    const own = [{ path: join(folderWith({ "p.txt": text }), "p.txt"), name: "p.txt" }];
    const { said, task } = await ownExperiment(own, folderWith({}));
    expect(task).toBe("sequence-to-sequence");
    expect(said).toMatch(/about 3,000 pairs/);
    expect(said).toContain("One row is broken. Line 19 of p.txt ");
  });

  test("are no lines of two files of which one has more: both are named, with their lines", async () => {
    const short = SIDE.de.split("\n").slice(3).join("\n");
    const files = { "train.en": SIDE.en, "train.de": short, "s.de": short };
    const alone = await guessed(files);
    expect(alone.said).toContain("train.en and train.de are not paired: one has 200 lines and the other 197");
    for (const other of ["train.de", "s.de"]) {
      await expect(guessed(files, [other])).rejects.toThrow(
        `train.en and ${other} are not paired: one has 200 lines and the other 197`,
      );
    }
    const { data } = await guessed({ "train.en": SIDE.en, "s.de": SIDE.de }, ["s.de"]);
    expect(data.train).toEqual({ source: "train.en", target: "s.de" });
  });

  test.each<[string, Files, string]>([
    ["a text with a label", { "l.csv": LABELLED }, "classification"],
    [
      "a text with a target that is a label",
      { "l.csv": LABELLED.replace("text,label", "text,target") },
      "classification",
    ],
    [
      "names with addresses",
      { "n.csv": `name,mail\n${lines(100, () => `${syllables(3)},${syllables(2)}@x.org`)}` },
      "generation",
    ],
    ["two texts of which only one has a translation's name", { "a.de": TEXT, "b.en": TEXT }, "language-model"],
    ["files of one name with other numbers of lines", { "a.de": TEXT, "a.en": `${TEXT}one more\n` }, "language-model"],
  ])("are not: %s", async (_, files, task) => {
    expect((await guessed(files)).task).toBe(task);
  });
});

test("files beside it are taken for validation and test where they hold the answers", async () => {
  const files = { "train.csv": LABELLED, "dev.csv": LABELLED, "test.csv": `text\n${lines(20, sentence)}` };
  expect((await guessed(files)).data).toMatchObject({ validation: "dev.csv", test: 0.05 });
});

test("files that are named together have the parts that their names say", async () => {
  const files = { "test.csv": LABELLED, "train.csv": LABELLED, "dev.csv": LABELLED };
  const all = await guessed(files, ["train.csv", "dev.csv"]);
  expect(all.data).toMatchObject({ train: "train.csv", validation: "dev.csv", test: "test.csv" });
  expect(all.name).toBe("train.rnnconfig");
  const two = await guessed(files, ["train.csv"]);
  expect(two.data).toMatchObject({ train: "train.csv", test: "test.csv", validation: 0.1 });
  const bare = guessed({ "train.csv": LABELLED, "test.csv": `text\n${lines(20, sentence)}` }, ["test.csv"]);
  await expect(bare).rejects.toThrow('test.csv is the data for test, but it has no column "label"');
});

test.each<[string, string | Uint8Array, string, RegExp]>([
  ["empty.txt", " \n", "empty-file", /empty/],
  ["book.xlsx", Uint8Array.of(80, 75, 3, 4), "not-text", /not plain text.*CSV UTF-8/],
  ["renamed.csv", Uint8Array.of(80, 75, 3, 4, 20, 0), "binary-file", /workbook.*CSV UTF-8/],
  ["paper.pdf", "%PDF-1.4", "not-text", /plain text/],
  ["image.txt", Uint8Array.of(0, 1, 2), "binary-file", /NUL/],
  ["list.json", '[\n{"text":"a"},\n{"text":"b"}\n]', "bad-json", /JSON Lines/],
  ["header.csv", "text,label\n", "nothing-to-learn", /no rows below the names/],
  ["gaps.csv", "a,b\n,\n,\n", "nothing-to-learn", /no column/],
])("%s is refused, with what to do", async (name, content, code, words) => {
  const error = await guessed({ [name]: content }).catch((error) => error);
  expect(error).toMatchObject({ code });
  expect(`${error.message} ${error.hint}`).toMatch(words);
});

test.each([true, false])(
  "series that two columns name together are refused until one names them: %s",
  async (apart) => {
    const pairs = [1, 2].flatMap((store) => [1, 2, 3].map((item) => [store, item]));
    const row = (i: number, [store, item]: number[]) => [
      day(i),
      ...(apart ? [store, item] : [`${store}-${item}`]),
      i % 9,
    ];
    const rows = pairs.flatMap((pair) => many(30, (i) => row(i, pair).join(",")));
    const files = { "kaggle.csv": `date,${apart ? "store,item" : "store"},sales\n${rows.join("\n")}\n` };
    if (!apart) expect((await guessed(files)).data).toMatchObject({ input: ["sales"], sequence: "store" });
    else {
      const error = await guessed(files).catch((error) => error);
      expect(error).toMatchObject({ code: "series-of-two-columns" });
      expect(error.message).toContain('only two columns together, "store" and "item"');
      expect(error.hint).toContain("joins the two");
    }
  },
);

test.each<[string, string, string[], string]>([
  [
    "de.csv",
    `Datum;Wert\n${lines(60, (i) => `${day(i)};${20 + (i % 7)},50`)}`,
    ["Wert"],
    'Before training, change the file: column "Wert" has 60 cells like "20,50" (line 2). Write 1.5 instead of 1,5, and 1234 instead of 1,234.',
  ],
  [
    "price.csv",
    `Date;Price;Volume\n${lines(60, (i) => `${day(i)};1.${200 + i},50;${i % 5}`)}`,
    ["Price", "Volume"],
    'column "Price" has 60 cells like "1.200,50" (line 2). Write 1200.50: a number has a decimal point',
  ],
  [
    "gaps.csv",
    `date,temp\n${lines(60, (i) => `${day(i)},${i % 20 === 5 ? "" : i % 7}`)}`,
    ["temp"],
    'change the file: column "temp" has 3 cells that are no numbers, the first in line 7 (empty). Fill them in, or take those lines out.',
  ],
  [
    "rain.csv",
    `date,temp,rain\n${lines(60, (i) => `${day(i)},${i % 20 === 5 ? "" : i / 7},${i % 2}`)}`,
    ["rain"],
    'Column "temp" is not read: it has 3 cells that are no numbers, the first in line 7 (empty).',
  ],
  [
    "air.csv",
    `date,pm2.5,TEMP\n${lines(60, (i) => `${day(i)},${i < 12 ? "NA" : i % 9},${i % 7}.5`)}`,
    ["TEMP"],
    'Column "pm2.5" is not read: it has 12 cells that are no numbers, the first in line 2 ("NA").',
  ],
])("of %s is said which cells are no numbers", async (name, text, input, words) => {
  const folder = folderWith({ [name]: text });
  const own = await ownExperiment([{ path: join(folder, name), name }], folder);
  expect(parseConfig(own.text).config?.data.input).toEqual(input);
  expect(own.said).toContain(words);
});

test("a column of ids that are all different is not read where there are numbers", async () => {
  const rows = lines(80, (i) => `P${i},${160 + 7 * random()},${60 + 9 * random()},${pick(["F", "M"])}`);
  const { data } = await guessed({ "ranks.csv": `name,height,weight,sex\n${rows}` });
  expect(data).toMatchObject({ input: ["height", "weight"], target: "sex" });
});

test("files of different kinds are refused together", async () => {
  const files = { "a.csv": LABELLED, "b.csv": `x,y\n${lines(20, (i) => `${i},${i % 3}`)}` };
  await expect(guessed(files, ["b.csv"])).rejects.toMatchObject({ code: "different-columns" });
});

test("the config is called like the file, and like no other", async () => {
  const named = async (files: Files) => (await guessed(files)).name;
  expect(await named({ "my.text.txt": TEXT })).toBe("my.text.rnnconfig");
  expect(await named({ "a.txt": TEXT, "a.rnnconfig": "", "a-2.rnnconfig": "" })).toBe("a-3.rnnconfig");
  expect(await named({ ".hidden": TEXT })).toBe(".hidden.rnnconfig");
  // On most systems a name may hold anything: it stays in the comments and in the path.
  if (process.platform === "win32") return;
  const odd = 'odd\n"name", {} 1.txt';
  const { text, data } = await guessed({ [odd]: TEXT });
  expect(data.train).toBe(odd);
  expect(text).toContain('// odd?"name", {} 1.txt looks like running text');
  expect(text).toMatch(/unroll train 'odd\?/);
});

describe("a table with faulty lines", () => {
  const spoken = () => pick(["bad, poor thing", "good fine thing", "bad dull thing"]);
  test("is no list of baskets: the line is named", async () => {
    const text = `text,label\nbad, poor thing,y\n${lines(120, (i) => `${spoken()} ${i % 9},${pick(["x", "y"])}`)}`;
    await expect(guessed({ "commas.csv": text })).rejects.toMatchObject({
      code: "ragged-row",
      message: "Line 2 of commas.csv has 3 cells, and the first row has 2.",
    });
  });

  test("is no list of baskets where all rows have decimal commas", async () => {
    const text = `date,temp\n${lines(121, (i) => `${day(i % 50)},${i % 9},${i % 7}`)}`;
    await expect(guessed({ "temp.csv": text })).rejects.toMatchObject({
      message: "Line 2 of temp.csv has 3 cells, and the first row has 2.",
      hint: expect.stringContaining("Where 0,0 is one number with a decimal comma"),
    });
  });

  test("is a table where empty cells stand at the end of its rows", async () => {
    const { task, data } = await guessed({
      "a.csv": `text,label\n${lines(120, () => `${pick(["bad one", "good one"])},${pick(["x", "y"])},`)}`,
    });
    expect({ task, ...data }).toMatchObject({ task: "classification", input: "text", target: "label" });
  });

  test("is not measured by the rows before the first of them", async () => {
    const rows = lines(300, (i) => (i === 38 ? "oops,a,b,c" : `"${sentence()}",${pick(["pos", "neg"])}`));
    await expect(guessed({ "hh.csv": `text,label\n${rows}` })).rejects.toMatchObject({
      code: "ragged-row",
      message: "Line 40 of hh.csv has 4 cells, and the lines before it have 2.",
    });
  });
});

test("cells between single quotes are known by the commas in them", async () => {
  const rows = lines(120, (i) => `'a quiet day, ${i}',${pick(["x", "y"])}`);
  const { task, data } = await guessed({ "s.csv": `text,label\n${rows}` });
  expect({ task, ...data }).toMatchObject({ task: "classification", quote: "'", input: "text", target: "label" });
});

test("what divides documents is no sentence", async () => {
  const { said } = await guessed({ "a.conll": `-DOCSTART- -X- O\n\n${tagged(" ")}-DOCSTART- -X- O\n\n` });
  expect(said).toContain("120 sentences");
});

describe("transcripts", () => {
  const vectors = (labels: number) => many(4 * labels + Math.floor(random() * 4), () => [random(), random()]);
  test.each([
    ["text", { targetUnit: null }, () => syllables(3)],
    [
      "phonemes",
      { targetUnit: "word", targetSplit: "whitespace" },
      () => many(4, () => pick(["a", "t", "sh"])).join(" "),
    ],
    ["labels", { targetUnit: "word" }, () => many(4, () => pick(["rest", "C4", "D4"]))],
  ])("of %s beside vectors a step", async (column, data, transcript) => {
    const rows = lines(40, (i) => JSON.stringify({ id: `r${i}`, mel: vectors(8), [column]: transcript() }));
    const found = await guessed({ "speech.jsonl": rows });
    expect([found.task, found.data]).toMatchObject(["transcription", { input: "mel", target: column, ...data }]);
    expect(found.said).toContain(`vectors of 2 (column "mel"), each with a transcript (column "${column}")`);
  });

  test("where each vector has a label, they are tags", async () => {
    const rows = lines(40, () => {
      const mel = vectors(2);
      return JSON.stringify({ mel, tags: mel.map(() => pick(["x", "y"])) });
    });
    const { task, data } = await guessed({ "a.jsonl": rows });
    expect([task, data]).toMatchObject(["tagging", { input: "mel", target: "tags" }]);
  });
});

describe("vectors with a class", () => {
  test.each([
    ["vectors", () => many(7, () => [random(), random()]), "word", ["yes", "no"]],
    ["vectors", () => many(7, () => [1, 2]), "y", [0, 1]],
    ["numbers", () => many(7, random), "class", ["yes", "no"]],
  ])("of %s are classified", async (entries, list, column, classes) => {
    const rows = lines(40, (i) => JSON.stringify({ id: `r${i}`, mel: list(), [column]: pick<unknown>(classes) }));
    const { task, data, said } = await guessed({ "a.jsonl": rows });
    expect([task, data]).toMatchObject(["classification", { input: "mel", target: column, labels: null }]);
    expect(said).toContain(`a list of up to 7 ${entries} (column "mel") with one of 2 labels (column "${column}")`);
  });

  test("are not read where there is a text", async () => {
    const row = () => ({ text: sentence(), embedding: many(7, random), label: pick(["a", "b"]) });
    const { task, data } = await guessed({ "a.jsonl": lines(40, () => JSON.stringify(row())) });
    expect([task, data]).toMatchObject(["classification", { input: "text", target: "label", labels: null }]);
  });
});

test.runIf(process.platform !== "win32")("what is neither a file nor a folder is not waited for", async () => {
  const guess = ownExperiment([{ path: "/dev/null", name: "null" }], folderWith({}));
  await expect(guess).rejects.toThrow("null is not a regular file.");
});

test("a command in a comment stays on one line, so that it can be copied", async () => {
  const { text } = await guessed({ "Umfrage im Sommer 2024.csv": LABELLED });
  expect(text).toContain("// unroll train 'Umfrage im Sommer 2024.rnnconfig'\n");
});

test.each([
  ["columns", '{"text":{"0":"a \\"b\\"","1":"c"},"label":{"0":"x","1":"y"}}'],
  ["split", '{"columns":["text"],"index":[0],"data":[["a"]]}'],
  ["index", '{"0":{"text":"a"},"1":{"text":"b"}}'],
])("what pandas writes with orient %s is told as that", async (_, text) => {
  const folder = folderWith({ "a.json": text });
  const guess = ownExperiment([{ path: join(folder, "a.json"), name: "a.json" }], folder);
  await expect(guess).rejects.toThrow("a.json is one JSON object that holds the whole table");
});
