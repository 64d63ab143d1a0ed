import { messageTable } from "../base/message.ts";
import { decimalText } from "../base/numberText.ts";
import { count, grouped, quoted } from "../base/words.ts";

/** How another program makes a file of a sound that we read. */
const CONVERT = "Convert it to PCM, for example with: ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav";

/** What is said of sound files. */
export const says = messageTable("audio", {
  otherSound: ({ is }: { is: string }) => ({
    code: "not-wave",
    text: `This is ${is}. Unroll reads only WAVE files (.wav).`,
    hint: CONVERT,
  }),
  noSound: ({ is }: { is: string }) => ({
    code: "not-wave",
    text: `This is ${is}, not a WAVE file.`,
    hint: "Replace it with the sound itself.",
  }),
  notWave: ({ found }: { found: string }) => ({
    code: "not-wave",
    text: `This is not a WAVE file: it begins with ${found} instead of "RIFF".`,
    hint: CONVERT,
  }),
  emptyFile: () => ({
    code: "not-wave",
    text: "The file is empty.",
    hint: "Record or export the sound again.",
  }),
  notWaveForm: ({ found }: { found: string }) => ({
    code: "not-wave",
    text: `This RIFF file is not a WAVE file: at byte 8 it has ${quoted(found)} instead of "WAVE".`,
    hint: CONVERT,
  }),
  cutOff: ({ at, what, needed, left }: { at: number; what: string; needed: number; left: number }) => ({
    code: "truncated-sound",
    text: `The file is cut off: ${what} at byte ${grouped(at)} needs ${count(needed, "byte")}, but ${left === 0 ? "the file ends there" : `${grouped(left)} ${left === 1 ? "is" : "are"} left`}.`,
    hint: "Copy or record it again, or open it in an audio editor that accepts it and save it as a new file.",
  }),
  noChunk: ({ chunk, size }: { chunk: "fmt " | "data"; size: number }) => ({
    code: "bad-wave",
    text: `The file ends at byte ${grouped(size)} and has no ${quoted(chunk)} chunk, which ${chunk === "data" ? "holds the samples" : "says how samples are stored"}.`,
    hint: "Export the sound again.",
  }),
  dataFirst: ({ at }: { at: number }) => ({
    code: "bad-wave",
    text: `The samples begin at byte ${grouped(at)}, before the "fmt " chunk, which says how they are stored.`,
    hint: "Export the sound again.",
  }),
  tooManyChunks: ({ at, most }: { at: number; most: number }) => ({
    code: "bad-wave",
    text: `There are more than ${grouped(most)} chunks before the samples, up to byte ${grouped(at)}.`,
    hint: "The file is probably damaged. Export the sound again.",
  }),
  badField: (of: { at: number; field: string; value: number; expected: string }) => ({
    code: "bad-wave",
    text: `At byte ${grouped(of.at)} the ${of.field} is ${of.value}, but ${of.expected} is expected.`,
    hint: "Export the sound again as PCM with 8, 16, 24 or 32 bits, or as float with 32 or 64 bits.",
  }),
  codec: ({ at, tag, name }: { at: number; tag: number; name?: string }) => ({
    code: "compressed-sound",
    text: `The samples are compressed${name === undefined ? "" : ` (${name})`}: at byte ${grouped(at)} the format is ${tag}, but 1 (PCM) or 3 (float) is expected.`,
    hint: CONVERT,
  }),
  unknownForm: ({ at }: { at: number }) => ({
    code: "compressed-sound",
    text: `The extensible format at byte ${grouped(at)} is neither PCM nor float.`,
    hint: CONVERT,
  }),
  partFrame: ({ at, bytes, frame }: { at: number; bytes: number; frame: number }) => ({
    code: "truncated-sound",
    text: `The samples from byte ${grouped(at)} on take ${count(bytes, "byte")}, which is not a multiple of the ${grouped(frame)} of one frame (a sample of each channel).`,
    hint: "Export the sound again.",
  }),
  notFinite: ({ at, seconds }: { at: number; seconds: number }) => ({
    code: "bad-sample",
    text: `At byte ${grouped(at)} (${decimalText(seconds, 3)} s) a sample is NaN or infinite.`,
    hint: "Export the sound again.",
  }),
  emptySound: () => ({
    code: "empty-sound",
    text: "The sound is empty: it has no samples.",
    hint: "Record it again, or leave it out.",
  }),
  tooShortSound: (of: { milliseconds: number; needed: number }) => ({
    code: "empty-sound",
    text: `The sound is ${decimalText(of.milliseconds, 1)} ms long, but one step of its features needs ${decimalText(of.needed, 1)} ms.`,
    hint: "Leave it out, or set data.features.windowMs to less before you train.",
  }),
});
