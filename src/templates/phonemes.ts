import { Draw } from "./draw.ts";

const UTTERANCES = 1000;
const [SHORTEST, LONGEST] = [3, 9];
/** What a phoneme sounds like: how loud it is in each of eight bands of pitch. */
const PHONEMES: Readonly<Record<string, readonly number[]>> = {
  a: [0.9, 1, 0.5, 0.2, 0.1, 0, 0, 0],
  i: [0.8, 0.2, 0, 0.1, 0.9, 0.5, 0.1, 0],
  u: [1, 0.6, 0.3, 0, 0, 0, 0, 0],
  m: [0.6, 0, 0.1, 0.7, 0.1, 0, 0.3, 0],
  s: [0, 0, 0, 0.1, 0.3, 0.7, 1, 0.9],
  t: [0.1, 0.1, 0.3, 0.5, 0.5, 0.4, 0.3, 0.2],
};
const SILENCE = [0, 0, 0, 0, 0, 0, 0, 0];
/** Steps that a phoneme or a silence lasts: of each as many as of any other. */
const DURATIONS = [3, 4, 5, 6];
/** How far a band may be from what it should be. */
const NOISE = 0.06;
/** Between two phonemes that are the same there is a silence, or nobody could hear that they are two; between others now and then. */
const PAUSE = 0.2;

/** Vectors of eight numbers, one for each step, of phonemes that last differently long and run into each other, as JSON Lines. */
export function phonemes(seed: number): string {
  const draw = new Draw(seed, "phonemes");
  const names = Object.keys(PHONEMES);
  const spoken = draw.distinct(UTTERANCES, () => {
    return Array.from({ length: SHORTEST + draw.below(LONGEST - SHORTEST + 1) }, () => draw.from(names));
  });
  return spoken
    .map((labels) => JSON.stringify({ vectors: soundOf(labels, draw), phonemes: labels.join(" ") }))
    .join("\n")
    .concat("\n");
}

function soundOf(labels: readonly string[], draw: Draw): number[][] {
  const sounds: (readonly number[])[] = [SILENCE];
  labels.forEach((label, i) => {
    if (i > 0 && (label === labels[i - 1] || draw.chance(PAUSE))) sounds.push(SILENCE);
    sounds.push(PHONEMES[label]);
  });
  sounds.push(SILENCE);
  return sounds.flatMap((sound, i) => {
    const next = sounds[i + 1] ?? sound;
    const steps = draw.from(DURATIONS);
    return Array.from({ length: steps }, (_, t) => {
      // The last step is half way to the next sound.
      const share = t === steps - 1 ? 0.5 : 0;
      return sound.map((x, band) => rounded((1 - share) * x + share * next[band] + noise(draw)));
    });
  });
}

/** The sum of three draws, which is nearly normal, with a standard deviation of NOISE. */
function noise(draw: Draw): number {
  const sum = Array.from({ length: 3 }, () => draw.below(2001) / 1000 - 1).reduce((a, b) => a + b, 0);
  return NOISE * sum;
}

function rounded(x: number): number {
  return Math.round(100 * x) / 100;
}
