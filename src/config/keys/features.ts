import * as Type from "typebox";
import { doc, MAX_SIZE } from "./fields.ts";
import { form, names } from "./forms.ts";

const LOG_MEL =
  "The natural logarithm of the power in each of `bands` mel bands, under a Hann window; the power is that of `librosa.feature.melspectrogram` with `center=False`.";
const MFCC =
  "Mel-frequency cepstral coefficients: the first `coefficients` of the cosine transform of the log-mel bands, as in `librosa.feature.mfcc`.";
const WAVEFORM = "The samples in each window, unchanged.";

const rate = Type.Optional(
  Type.Integer({
    ...doc(
      "Rate",
      "Samples per second, in Hz. Sounds of other rates are resampled, and Unroll says so. Features cover frequencies up to half the rate. Common rates are 16,000 for speech and 8,000 for telephone speech.",
    ),
    minimum: 1000,
    maximum: 96_000,
    default: 16_000,
  }),
);
const bands = Type.Optional(
  Type.Integer({
    ...doc("Bands", "The number of mel bands, which lie between 0 Hz and half of `rate`."),
    minimum: 1,
    maximum: 512,
    default: 40,
  }),
);
const coefficients = Type.Optional(
  Type.Integer({
    ...doc(
      "Coefficients",
      "How many coefficients of the cosine transform to keep, at most `bands`. The first one measures the loudness.",
    ),
    minimum: 1,
    maximum: 512,
    default: 13,
  }),
);
const windowMs = Type.Optional(
  Type.Number({
    ...doc("Window", "The length of the window, in milliseconds."),
    minimum: 1,
    maximum: 1000,
    default: 25,
  }),
);
const stepMs = Type.Optional(
  Type.Number({
    ...doc("Step", "The time from one window to the next, in milliseconds."),
    minimum: 1,
    maximum: 1000,
    default: 10,
  }),
);
const deltas = Type.Optional(
  Type.Integer({
    ...doc(
      "Deltas",
      "`1` adds the first derivative of each feature over time, fitted to nine windows as in `librosa.feature.delta`; `2` also adds the second derivative.",
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
      "How many successive windows are joined to one step. With `3` there are a third of the steps, so training is faster, but a transcript can have only a third of the labels per second.",
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
        'How sounds become vectors, one for each step, when `input` is a column of paths of `.wav` files, or `train` names sounds directly. Paths in a column are relative to the file that contains them; a name alone may be that of a sound in a folder beside this file, and its ending may be left out. Features are computed once and kept in `.unroll/cache`. `null`: `"log-mel"` if the column names sound files.',
      ),
      examples: ["log-mel", { name: "log-mel", rate: 8000, bands: 40, deltas: 1 }, { name: "mfcc", deltas: 2 }],
      default: null,
    },
  ),
);
