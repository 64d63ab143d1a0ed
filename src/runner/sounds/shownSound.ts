import {
  type FeatureSettings,
  featureSizes,
  measureSound,
  readSound,
  spectrogram,
  waveFormOf,
} from "../../audio/index.ts";
import { UserError } from "../../base/userError.ts";
import type { ShownSound } from "../../contracts/sound.ts";
import { withSoundFile } from "../../reading/sound/fileBytes.ts";
import { named } from "../../reading/sound/sounds.ts";
import { says } from "../messages.ts";

/** Seconds of a sound that is heard in a page: 16,000 samples of four bytes each. */
const LONGEST = 600;
/** Numbers of a picture, steps × frequencies: 128 MB. */
const MOST_NUMBERS = 2 ** 25;

/**
 * A sound as it was read, one channel at the rate of the features, and the power of its frequencies at each of the `steps` that were made of
 * it. Fails with a UserError where the file has gone or changed, or is too long to be shown.
 */
export function shownSound(path: string, settings: FeatureSettings, steps: number): ShownSound {
  const { window, hop, span: read } = featureSizes(settings);
  const span = 2 ** Math.ceil(Math.log2(window));
  const bins = span / 2 + 1;
  const shown = () =>
    withSoundFile(path, (bytes) => {
      const { frames, rate: own } = waveFormOf(bytes);
      const most = Math.min(LONGEST, (MOST_NUMBERS / bins) * ((hop * settings.stack) / settings.rate));
      if (frames / own > most) throw new UserError(says.longSound({ path, most }), { file: path });
      // What is cut off at the end of a long sound is not read.
      if (measureSound(bytes, settings).steps < steps) throw new UserError(says.otherSound({ path }), { file: path });
      const { rate, samples } = readSound(bytes, settings.rate);
      // A frame has its window in the middle; of frames side by side, the step stands in theirs.
      const start = Math.round(((settings.stack - 1) * hop) / 2) - Math.floor((span - read) / 2);
      const columns = { window, span, hop: hop * settings.stack, start, columns: steps };
      return { rate, samples, bins, decibels: spectrogram(samples, columns) };
    });
  return named(path, { file: path }, shown);
}
