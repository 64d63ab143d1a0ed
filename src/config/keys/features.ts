import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";
import { form, names } from "./forms.ts";

const LOG_MEL =
  "How strong the sound is in each of `bands` mel bands: the natural logarithm of the power under a Hann window, as `librosa.feature.melspectrogram` with `center=False`.";
const MFCC = "The first `coefficients` of the cosine transform of the log-mel bands, as `librosa.feature.mfcc`.";
const WAVEFORM = "The samples under each window, as they are.";

const rate = Type.Optional(
  Type.Integer({
    ...doc(
      "Rate",
      "Samples per second, in Hz. Sounds of other rates are resampled, which is shown. Frequencies up to half of it are seen: 16,000 for speech, 8,000 for telephone speech.",
    ),
    minimum: 1000,
    maximum: 96_000,
    default: 16_000,
  }),
);
const bands = Type.Optional(
  Type.Integer({
    ...doc("Bands", "Mel bands, from 0 Hz to half of `rate`."),
    minimum: 1,
    maximum: 512,
    default: 40,
  }),
);
const coefficients = Type.Optional(
  Type.Integer({
    ...doc(
      "Coefficients",
      "Numbers that are kept of the cosine transform, at most `bands`. The first is the loudness.",
    ),
    minimum: 1,
    maximum: 512,
    default: 13,
  }),
);
const windowMs = Type.Optional(
  Type.Number({
    ...doc("Window", "Milliseconds of sound that one step sees."),
    minimum: 1,
    maximum: 1000,
    default: 25,
  }),
);
const stepMs = Type.Optional(
  Type.Number({ ...doc("Step", "Milliseconds from one step to the next."), minimum: 1, maximum: 1000, default: 10 }),
);
const deltas = Type.Optional(
  Type.Integer({
    ...doc(
      "Deltas",
      "`1` adds how fast each number changes, fitted to nine windows, as `librosa.feature.delta`; `2` also how fast that changes.",
    ),
    minimum: 0,
    maximum: 2,
    default: 0,
  }),
);
const stack = Type.Optional(
  Type.Integer({
    ...doc(
      "Stack",
      "Windows that stand side by side in one step. With `3` there are a third of the steps, which is faster; a transcript then needs at most a third of the labels per second.",
    ),
    minimum: 1,
    maximum: 50,
    default: 1,
  }),
);

const frames = { rate, bands, windowMs, stepMs, deltas, stack };

/** The longest step of a sound. */
export const MOST_NUMBERS = MAX_SIZE;

export const features = Type.Optional(
  Type.Union(
    [
      names({ "log-mel": LOG_MEL, mfcc: MFCC, waveform: WAVEFORM }),
      form("log-mel", LOG_MEL, frames),
      form("mfcc", MFCC, { ...frames, coefficients }),
      form("waveform", WAVEFORM, { rate, windowMs, stepMs, stack }),
      Type.Null(),
    ],
    {
      ...doc(
        "Features",
        'What a sound becomes where `input` is a column of `.wav` files, or `train` names such files themselves: a vector for each step. Paths in a column are relative to the file that holds them. Features are computed once and kept in `.unroll/cache`. `null`: `"log-mel"` where the column names sound files.',
      ),
      examples: ["log-mel", { name: "log-mel", rate: 8000, bands: 40, deltas: 1 }, { name: "mfcc", deltas: 2 }],
      default: null,
    },
  ),
);
