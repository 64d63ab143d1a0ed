import {
  type FeatureSettings,
  featureSizes,
  readSound,
  spectrogram,
  stepTime,
  waveFormOf,
} from "../../../audio/index.ts";
import { UserError } from "../../../base/userError.ts";
import type { LookSound } from "../../../contracts/inspection/look.ts";
import type { Answer } from "../../../contracts/inspection/questions.ts";
import { withSoundFile } from "../../../reading/sound/fileBytes.ts";
import { named } from "../../../reading/sound/sounds.ts";
import { says } from "../../messages.ts";

/** Seconds of a sound that is heard in a page: 16,000 samples of four bytes each. */
const LONGEST = 600;

/** Where the steps of a sound are in time. */
export function soundOfSteps(file: string, settings: FeatureSettings): LookSound {
  const [first, second] = [0, 1].map((step) => stepTime(step, settings));
  return { file, first, every: second - first };
}

/** A sound as it was read, one channel at the rate of the features, and the power of its frequencies at each step. */
export function heardSound(path: string, settings: FeatureSettings, steps: number): Answer<"sound"> {
  const read = () =>
    withSoundFile(path, (bytes) => {
      const { frames, rate: own } = waveFormOf(bytes);
      if (frames / own > LONGEST) throw new UserError(says.longSound({ path, most: LONGEST }), { file: path });
      const { rate, samples } = readSound(bytes, settings.rate);
      const { window, hop, span: read } = featureSizes(settings);
      const span = 2 ** Math.ceil(Math.log2(window));
      // A frame has its window in the middle; of frames side by side, the step stands in theirs.
      const start = Math.round(((settings.stack - 1) * hop) / 2) - Math.floor((span - read) / 2);
      const columns = { window, span, hop: hop * settings.stack, start, columns: steps };
      return { rate, samples, bins: span / 2 + 1, decibels: spectrogram(samples, columns) };
    });
  return named(path, { file: path }, read);
}
