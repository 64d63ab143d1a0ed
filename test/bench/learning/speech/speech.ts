// Speech: the words of the template, recorded prompts of Debian with their texts, and sentences in three voices of which one is held out.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { editDistance } from "../../../../src/metrics/written/editDistance.ts";
import { generator } from "../../../support/generator.ts";
import { unroll } from "../../templates/train.ts";
import { inFolder, type Trained, trained } from "../pairs/run.ts";
import { debianPackages } from "./debian.ts";

const MOST_WRONG = 0.05;
/** Of the character error of always answering the most frequent text. */
const SHARE = 0.5;
const percent = (x: number) => `${(100 * x).toFixed(1)} %`;

type Say = (line: string) => void;

/** Trains, prints the figures, and returns what was missed. */
export async function speech(say: Say): Promise<string[]> {
  return [...(await invented(say)), ...(await prompts(say)), ...(await voices(say))];
}

/** The template: letters by CTC, and what the trimmed tags of a tagger come to on the same words. */
async function invented(say: Say): Promise<string[]> {
  return await inFolder("speech", async (folder) => {
    await unroll(folder, "new", "speech", ".");
    const { run, seconds, test } = await trained(folder, "speech.rnnconfig", ["training.threads=2"]);
    const tagger = await trained(folder, "tagger.rnnconfig", ["training.threads=2"]);
    const rows = readFileSync(join(folder, "words.jsonl"), "utf8").trimEnd().split("\n");
    const truths = new Map(
      rows.map((row) => JSON.parse(row)).map(({ file, word }) => [file as string, word as string]),
    );
    const wrongOf = async (of: string) => {
      const heard = (await unroll(folder, "transcribe", of, ...truths.keys())) as {
        event: string;
        file?: string;
        text?: string;
      }[];
      let [edits, letters] = [0, 0];
      for (const { event, file, text } of heard) {
        if (event !== "transcript") continue;
        const truth = truths.get(file!)!;
        edits += editDistance([...text!], [...truth]);
        letters += truth.length;
      }
      return edits / letters;
    };
    const trimmed = await wrongOf(tagger.run);
    say("\nThe words of the template speech, each spoken once by a voice of its own:\n");
    say(
      `- letters wrong in words never heard, at most ${percent(MOST_WRONG)}: ${test.errorRate <= MOST_WRONG ? "yes" : "NO"}, ${percent(test.errorRate)}; trained in ${seconds.toFixed(0)} s`,
    );
    say(
      `- the tagger: ${percent(tagger.test.accuracy)} of the steps right, trained in ${tagger.seconds.toFixed(0)} s; its trimmed tags have ${percent(trimmed)} of all letters wrong, CTC ${percent(await wrongOf(run))}`,
    );
    return [
      ...(test.errorRate <= MOST_WRONG ? [] : [`speech: ${percent(test.errorRate)} of letters are wrong`]),
      ...(trimmed > MOST_WRONG ? [] : [`speech: trimming has ${percent(trimmed)} of letters wrong, and should fail`]),
      ...[
        ["speech", seconds],
        ["tagger", tagger.seconds],
      ].flatMap(([name, took]) => ((took as number) < 180 ? [] : [`${name}: it took ${took} s`])),
    ];
  });
}

const CONFIG = {
  task: "transcription",
  data: {
    ...{ train: "train.csv", header: true, input: "file", target: "text" },
    features: { name: "log-mel", rate: 8000, bands: 40, deltas: 1, stack: 3 },
  },
  model: { cell: "lstm", units: 128, layers: 2, bidirectional: true, dropout: 0.3 },
  training: {
    ...{ epochs: 60, batchSize: 16, learningRate: 0.003, schedule: "cosine", clip: { norm: 1 } },
    ...{ validateEvery: 200, threads: 2, seed: 1 },
  },
  baselines: ["most-frequent-target"],
};

/** Letters, apostrophes and single spaces. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z' ]+/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}

function table(rows: readonly (readonly [file: string, text: string])[]): string {
  return `file,text\n${rows.map(([file, text]) => `"${file}",${text}\n`).join("")}`;
}

function verdict(say: Say, name: string, { test, baselines, seconds }: Trained): string[] {
  const [usual] = Object.values(baselines);
  const most = SHARE * usual.errorRate;
  say(
    `- characters wrong, below half of always answering the most frequent text (${percent(usual.errorRate)}): ${test.errorRate < most ? "yes" : "NO"}, ${percent(test.errorRate)}; words ${percent(test.wordErrorRate)}; trained in ${(seconds / 60).toFixed(1)} minutes`,
  );
  return test.errorRate < most ? [] : [`${name}: ${percent(test.errorRate)} of characters are wrong`];
}

/** Prompts of a telephone exchange, recorded by one speaker at 8 kHz; a sixth is held out. */
async function prompts(say: Say): Promise<string[]> {
  say("\nRecorded prompts (Debian's asterisk-core-sounds-en-wav, CC BY-SA 3.0), a sixth held out:\n");
  const debian = debianPackages("prompts", ["asterisk-core-sounds-en", "asterisk-core-sounds-en-wav"]);
  if (debian === undefined) {
    say("- left out: apt-get download needs Debian and a network.");
    return [];
  }
  return await inFolder("prompts", async (folder) => {
    const sounds = join(debian, "usr/share/asterisk/sounds/en_US_f_Allison");
    const list = gunzipSync(
      readFileSync(join(debian, "usr/share/doc/asterisk-core-sounds-en/core-sounds-en.txt.gz")),
    ).toString("latin1");
    const rows = list.split("\n").flatMap((line): [string, string][] => {
      const [, name, text = ""] = /^([\w/.-]+):\s*(.*\S)/.exec(line) ?? [];
      const file = join(sounds, `${name}.wav`);
      // Tones and noises stand in brackets.
      if (/[[(<]/.test(text) || plain(text) === "" || !existsSync(file)) return [];
      return [[file, plain(text)]];
    });
    writeFileSync(join(folder, "train.csv"), table(rows));
    const data = { ...CONFIG.data, validation: 0.1, test: 0.15 };
    writeFileSync(join(folder, "prompts.rnnconfig"), JSON.stringify({ ...CONFIG, data }));
    return verdict(say, "prompts", await trained(folder, "prompts.rnnconfig", []));
  });
}

const VOICES = ["en-us", "en-us+f3", "en-us+m5"];
const WORDS = {
  who: ["the old man", "my sister", "a small dog", "the teacher", "our neighbour", "the captain"],
  does: ["sees", "finds", "takes", "paints", "carries", "wants"],
  what: ["a red apple", "the long letter", "two green boats", "an empty bottle", "the last train", "some warm bread"],
  where: ["in the garden", "near the river", "under the bridge", "at home", "before noon", "again today"],
};

/** Sentences of a small grammar by espeak-ng; what is tested on is new, and spoken by a voice that was never heard. */
async function voices(say: Say): Promise<string[]> {
  say("\nSentences by espeak-ng in three voices; new sentences in the third are the test:\n");
  const debian = debianPackages("espeak", ["espeak-ng", "espeak-ng-data", "libespeak-ng1", "libpcaudio0", "libsonic0"]);
  if (debian === undefined) {
    say("- left out: apt-get download needs Debian and a network.");
    return [];
  }
  return await inFolder("voices", async (folder) => {
    const random = generator(1);
    const one = (list: readonly string[]) => list[Math.floor(list.length * random())];
    const sentences = new Set<string>();
    while (sentences.size < 400) sentences.add(Object.values(WORDS).map(one).join(" "));
    const spoken = (text: string, voice: number, i: number): [string, string] => {
      const file = `${voice}-${i}.wav`;
      speakTo(debian, join(folder, file), text, VOICES[voice]);
      return [file, text];
    };
    const all = [...sentences];
    const train = all.slice(0, 300).map((text, i) => spoken(text, i % 2, i));
    const validation = all.slice(300, 340).map((text, i) => spoken(text, i % 2, 300 + i));
    const test = all.slice(340).map((text, i) => spoken(text, 2, 340 + i));
    for (const [part, rows] of Object.entries({ train, validation, test }))
      writeFileSync(join(folder, `${part}.csv`), table(rows));
    const data = { ...CONFIG.data, validation: "validation.csv", test: "test.csv" };
    const training = { ...CONFIG.training, epochs: 30, validateEvery: 100 };
    writeFileSync(join(folder, "voices.rnnconfig"), JSON.stringify({ ...CONFIG, data, training }));
    return verdict(say, "voices", await trained(folder, "voices.rnnconfig", []));
  });
}

function speakTo(debian: string, file: string, text: string, voice: string): void {
  const [library] = globSync("usr/lib/*/libespeak-ng.so.1", { cwd: debian });
  const libraries = join(debian, dirname(library));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries, ESPEAK_DATA_PATH: libraries };
  execFileSync(join(debian, "usr/bin/espeak-ng"), ["-v", voice, "-w", file, text], { env, stdio: "ignore" });
}
