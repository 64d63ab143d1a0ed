import { messageTable } from "../base/message.ts";
import { decimalText } from "../base/numberText.ts";
import { count, grouped, quoted } from "../base/words.ts";

/** How another program makes a file of a sound that we read. */
const CONVERT = "Convert it to PCM, for example with: ffmpeg -i INPUT -c:a pcm_s16le OUTPUT.wav";

/** What is said of sound files. */
export const says = messageTable("audio", {
  otherSound: ({ is }: { is: string }) => ({
    code: "not-wave",
    text: `This is ${is}, and only WAVE files (.wav) are read.`,
    hint: CONVERT,
  }),
  noSound: ({ is }: { is: string }) => ({
    code: "not-wave",
    text: `This is ${is}, and no WAVE file.`,
    hint: "Put the sound itself in its place.",
  }),
  notWave: ({ found }: { found: string }) => ({
    code: "not-wave",
    text: `This is no WAVE file: at byte 0 "RIFF" is expected, and ${found} stands there.`,
    hint: CONVERT,
  }),
  emptyFile: () => ({
    code: "not-wave",
    text: "The file is empty.",
    hint: "Record or export the sound again.",
  }),
  notWaveForm: ({ found }: { found: string }) => ({
    code: "not-wave",
    text: `This RIFF file holds ${quoted(found)} and no sound: at byte 8 "WAVE" is expected.`,
    hint: CONVERT,
  }),
  cutOff: ({ at, what, needed, left }: { at: number; what: string; needed: number; left: number }) => ({
    code: "truncated-sound",
    text: `The file is cut off: ${what} at byte ${grouped(at)} needs ${count(needed, "byte")}, and ${left === 0 ? "the file ends there" : `${grouped(left)} ${left === 1 ? "is" : "are"} left`}.`,
    hint: "Copy or record it again. A player that ignores this can also save what is there as a new file.",
  }),
  noChunk: ({ chunk, size }: { chunk: "fmt " | "data"; size: number }) => ({
    code: "bad-wave",
    text: `The file has no ${quoted(chunk)} chunk, which ${chunk === "data" ? "holds the samples" : "says how samples are stored"}, up to its end at byte ${grouped(size)}.`,
    hint: "Export the sound again.",
  }),
  dataFirst: ({ at }: { at: number }) => ({
    code: "bad-wave",
    text: `The samples begin at byte ${grouped(at)}, before a "fmt " chunk has said how they are stored.`,
    hint: "Export the sound again.",
  }),
  tooManyChunks: ({ at, most }: { at: number; most: number }) => ({
    code: "bad-wave",
    text: `There are more than ${grouped(most)} chunks before the samples, up to byte ${grouped(at)}.`,
    hint: "Export the sound again: this is not what programs write.",
  }),
  badField: (of: { at: number; field: string; value: number; expected: string }) => ({
    code: "bad-wave",
    text: `At byte ${grouped(of.at)} the ${of.field} is ${of.value}, and ${of.expected} is expected.`,
    hint: "Export the sound again as PCM with 8, 16, 24 or 32 bits, or as float with 32 or 64.",
  }),
  codec: ({ at, tag, name }: { at: number; tag: number; name?: string }) => ({
    code: "compressed-sound",
    text: `The samples are compressed${name === undefined ? "" : ` (${name})`}: at byte ${grouped(at)} the format is ${tag}, and 1 (PCM) or 3 (float) is expected.`,
    hint: CONVERT,
  }),
  unknownForm: ({ at }: { at: number }) => ({
    code: "compressed-sound",
    text: `The extensible format at byte ${grouped(at)} is neither PCM nor float.`,
    hint: CONVERT,
  }),
  partFrame: ({ at, bytes, frame }: { at: number; bytes: number; frame: number }) => ({
    code: "truncated-sound",
    text: `The samples from byte ${grouped(at)} on have ${count(bytes, "byte")}, which is no multiple of the ${grouped(frame)} that one moment takes.`,
    hint: "Export the sound again.",
  }),
  notFinite: ({ at, seconds }: { at: number; seconds: number }) => ({
    code: "bad-sample",
    text: `At byte ${grouped(at)} (${decimalText(seconds, 3)} s) a sample is not a number, or infinite.`,
    hint: "Export the sound again.",
  }),
  emptySound: () => ({
    code: "empty-sound",
    text: "The sound is empty: it has no samples.",
    hint: "Record it again, or remove its example.",
  }),
  tooShortSound: (of: { milliseconds: number; needed: number }) => ({
    code: "empty-sound",
    text: `The sound takes ${decimalText(of.milliseconds, 1)} ms, and one step of its features needs ${decimalText(of.needed, 1)} ms.`,
    hint: "Remove its example, or give a smaller data.features.windowMs.",
  }),
});
