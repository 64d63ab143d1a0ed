import { type FeatureSettings, featureSteps, stepTime, waveFile } from "../../audio/index.ts";
import { Random } from "../../base/random.ts";
import { Draw } from "../draw.ts";
import { type Articulation, RATE, type Speaker, type Stretch, speak } from "./voice.ts";

const WORDS = 500;
/** What a letter sounds like, and for how long at an even pace. */
interface Sound extends Articulation {
  seconds: number;
}

// A resonance makes loud what lies near it: each has a level at which it is about as loud as the others.
const vowel = (voice: number, ...formants: [number, number, number]): Sound => {
  return { formants, voice, breath: 0.002, seconds: 0.09 };
};
const hum = (voice: number, ...formants: [number, number, number]): Sound => {
  return { formants, voice, breath: 0.001, seconds: 0.08 };
};
const hiss = (breath: number, ...formants: [number, number, number]): Sound => {
  return { formants, voice: 0, breath, seconds: 0.09 };
};
/** Before it there is a closure, in which nothing is heard. */
const burst = (breath: number, ...formants: [number, number, number]): Sound => {
  return { formants, voice: 0, breath, seconds: 0.03 };
};

const VOWELS: Readonly<Record<string, Sound>> = {
  a: vowel(0.35, 750, 1250, 2500),
  e: vowel(0.8, 480, 1900, 2550),
  i: vowel(1.1, 280, 2250, 2950),
  o: vowel(0.8, 480, 850, 2450),
  u: vowel(1.1, 310, 700, 2250),
};
const CONSONANTS: Readonly<Record<string, Sound>> = {
  m: hum(0.9, 250, 1000, 2200),
  n: hum(0.9, 270, 1650, 2600),
  l: hum(0.7, 370, 1250, 2850),
  s: hiss(0.006, 1800, 2900, 3700),
  t: burst(0.025, 1500, 2700, 3600),
  k: burst(0.25, 900, 1700, 2400),
};
const STOPS = ["t", "k"];
const SILENT = { voice: 0, breath: 0 };
/** Between a letter and the same again the voice gives way for so long, seconds: nobody could hear two otherwise. */
const BREAK = 0.05;
const CLOSURE = 0.05;
const GLIDE = 0.03;

/** A file of the experiment. */
type Files = Record<string, string | Uint8Array>;

/** What the configs read their sounds as: the tags of the tagger stand at these steps. */
export const HEARD: FeatureSettings = {
  ...{ name: "log-mel", rate: RATE, bands: 26, coefficients: 0, windowMs: 25, stepMs: 10, deltas: 0, stack: 2 },
};

/**
 * Words of an invented language, each spoken once by a voice of its own, as .wav files, and the table of them: the word, and for a
 * tagger the letter at each step. No two words are alike, so those that are held out were never heard.
 */
export function speech(seed: number): Files {
  const draw = new Draw(seed, "speech");
  const words = draw.distinct(WORDS, () => wordOf(draw));
  const files: Files = {};
  const rows = words.map((word) => {
    const file = `words/${word}.wav`;
    const spoken = spokenWord(word, draw);
    files[file] = waveFile(spoken.samples, RATE);
    const letters = Array.from({ length: featureSteps(spoken.samples.length, HEARD) }, (_, step) => {
      return spoken.letterAt(stepTime(step, HEARD));
    });
    return `${JSON.stringify({ file, word, letters: letters.join("") })}\n`;
  });
  return { "words.jsonl": rows.join(""), ...files };
}

/** Two to four syllables of a consonant and a vowel; now and then a letter or a syllable is doubled. */
function wordOf(draw: Draw): string {
  const count = 2 + draw.below(3);
  const syllables: string[] = [];
  while (syllables.length < count) {
    const consonant = draw.from(Object.keys(CONSONANTS));
    const vowel = draw.from(Object.keys(VOWELS));
    const syllable =
      syllables.length > 0 && draw.chance(0.2) ? `${consonant}${consonant}${vowel}` : `${consonant}${vowel}`;
    syllables.push(draw.chance(0.12) ? `${syllable}${vowel}` : syllable);
    if (syllables.length < count && draw.chance(0.2)) syllables.push(syllables.at(-1)!.slice(-2));
  }
  return syllables.join("");
}

interface Spoken {
  samples: Float64Array;
  /** The letter that is spoken at a time in seconds; "_" before the first and after the last. */
  letterAt(seconds: number): string;
}

function spokenWord(word: string, draw: Draw): Spoken {
  const random = Random.seeded(draw.below(2 ** 31), word);
  const between = (low: number, high: number) => low + random.nextFloat() * (high - low);
  const speaker: Speaker = { pitch: between(90, 240), formants: between(0.92, 1.12) };
  const pace = between(0.8, 1.25);
  const stretches: Stretch[] = [];
  const ends: { letter: string; end: number }[] = [];
  let now = 0;
  const put = (letter: string, from: Articulation, to: Articulation, seconds: number) => {
    stretches.push({ from, to, seconds });
    now += seconds;
    ends.push({ letter, end: now });
  };
  const first = soundOf(word[0]);
  put("_", { ...first, ...SILENT }, { ...first, ...SILENT }, between(0.04, 0.12));
  [...word].forEach((letter, i) => {
    const sound = soundOf(letter);
    const before = i > 0 ? soundOf(word[i - 1]) : { ...sound, ...SILENT };
    const seconds = () => sound.seconds * pace * between(0.85, 1.15);
    if (letter === word[i - 1]) put(letter, { ...sound, ...SILENT }, { ...sound, ...SILENT }, BREAK * pace);
    if (STOPS.includes(letter)) {
      if (letter !== word[i - 1]) put(letter, { ...before, ...SILENT }, { ...sound, ...SILENT }, CLOSURE * pace);
      put(letter, sound, { ...sound, breath: 0 }, seconds());
      return;
    }
    const starts =
      letter === word[i - 1]
        ? { ...sound, ...SILENT }
        : STOPS.includes(word[i - 1])
          ? { ...before, ...SILENT }
          : before;
    put(letter, starts, sound, GLIDE * pace);
    put(letter, sound, sound, seconds());
  });
  const last = soundOf(word.at(-1)!);
  put("_", last, { ...last, ...SILENT }, 0.03);
  put("_", { ...last, ...SILENT }, { ...last, ...SILENT }, between(0.05, 0.12));
  return {
    samples: withNoise(
      speak(stretches, speaker, () => random.nextFloat()),
      () => random.nextFloat(),
    ),
    letterAt: (seconds) => (ends.find(({ end }) => seconds < end) ?? ends[ends.length - 1]).letter,
  };
}

function soundOf(letter: string): Sound {
  return VOWELS[letter] ?? CONSONANTS[letter];
}

/** As loud as a recording, over a little noise. */
function withNoise(samples: Float64Array, random: () => number): Float64Array {
  const loudest = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-9);
  return samples.map((x) => (0.6 * x) / loudest + 0.008 * (2 * random() - 1));
}
