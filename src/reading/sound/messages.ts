import { type Message, messageTable, type Wording } from "../../base/message.ts";
import { count, grouped, listed, quoted } from "../../base/words.ts";

/** "the sounds a.wav, b.wav and 3 others" */
const some = (names: readonly string[], all: number) => {
  const shown = names.slice(0, 3).map(quoted);
  return listed(all > shown.length ? [...shown, `${grouped(all - shown.length)} more`] : shown, "and");
};

const hertz = (rates: readonly number[]) =>
  listed(
    rates.map((rate) => grouped(rate)),
    "and",
  );

/** What is said of files of sounds, and of where they are named. */
export const says = messageTable("reading/sound", {
  noPath: ({ column, isEmpty }: { column: string; isEmpty: boolean }) => ({
    code: "no-sound",
    text: isEmpty
      ? `Column ${quoted(column)} is empty here, so this text has no sound.`
      : `Column ${quoted(column)} has a value here that is not the path of a .wav file.`,
    hint: "Give the path of a .wav file, relative to this file, or remove the example.",
  }),
  /** `isTyped`: by a person who asks for that sound, and not by a file. */
  missing: ({ path, folder, near, isTyped }: { path: string; folder: string; near?: string; isTyped: boolean }) => ({
    code: "no-such-file",
    text: `There is no sound ${quoted(path)} in ${folder}.`,
    hint:
      near === undefined
        ? isTyped
          ? "Check the path: it is absolute, or relative to the working directory."
          : "Check the path: it is absolute, or relative to the file that names the sound (to the working directory, where that is standard input)."
        : `Did you mean ${quoted(near)}?`,
    ...(near !== undefined && { suggestions: [near] }),
  }),
  unreadable: ({ path, why }: { path: string; why: string }) => ({
    code: "unreadable-file",
    text: `The sound ${quoted(path)} cannot be read: ${why}.`,
    hint: "Check the file and its permissions.",
  }),
  besideOthers: ({ sound, others }: { sound: string; others: readonly string[] }) => ({
    code: "bad-column",
    text: `Column ${quoted(sound)} names sounds, so the network cannot read ${listed(others.map(quoted), "and")} too.`,
    hint: "Name only the column of the sounds in data.input.",
  }),
  changed: ({ path }: { path: string }) => ({
    code: "changed-sound",
    text: `The sound ${quoted(path)} changed while it was being read.`,
    hint: "Start again when no other program is writing to it.",
  }),
  usual: ({ column }: { column: string }) => ({
    code: "chosen",
    text: `Column ${quoted(column)} names sounds, which are read as "log-mel" features at 16,000 Hz (data.features).`,
  }),
  facts: (of: { sounds: number; seconds: number; steps: number; width: number }) => ({
    code: "sounds",
    text: `${count(of.sounds, "sound")}, ${duration(of.seconds)} in all: ${count(of.steps, "step")} of ${count(of.width, "number")}.`,
  }),
  resampled: (of: { sounds: number; all: number; from: readonly number[]; to: number }) => ({
    code: "resampled",
    text: `${of.sounds === of.all ? "All sounds are" : of.sounds === 1 ? "1 sound is" : `${grouped(of.sounds)} sounds are`} resampled from ${hertz(of.from)} to ${grouped(of.to)} Hz (data.features.rate).${
      Math.max(...of.from) < of.to
        ? ` They contain nothing above ${grouped(Math.max(...of.from) / 2)} Hz, so a rate of ${Math.max(...of.from)} is enough.`
        : ""
    }`,
  }),
  mixed: ({ sounds, all }: { sounds: number; all: number }) => ({
    code: "mixed-channels",
    text: `${sounds === all ? "All sounds have" : sounds === 1 ? "1 sound has" : `${grouped(sounds)} sounds have`} several channels. Their mean is read.`,
  }),
  emptyBands: ({ bands, empty }: { bands: number; empty: number }) => ({
    code: "empty-bands",
    text: `${grouped(empty)} of ${grouped(bands)} mel bands are narrower than the frequency resolution of the window, so they stay empty.`,
    key: "data.features",
  }),
  noTexts: ({ names, sounds }: { names: readonly string[]; sounds: number }) => ({
    code: "left-out",
    text: `${sounds === 1 ? "The sound" : count(sounds, "sound")} ${some(names, sounds)} ${sounds === 1 ? "has no text beside it and is" : "have no text beside them and are"} left out.`,
  }),
  noSounds: ({ names, texts }: { names: readonly string[]; texts: number }) => ({
    code: "left-out",
    text: `${texts === 1 ? "The text" : count(texts, "text")} ${some(names, texts)} ${texts === 1 ? "has no sound beside it and is" : "have no sound beside them and are"} left out.`,
  }),
  largeFolder: ({ key, value, most }: { key: string; value: string; most: number }) => ({
    code: "no-examples",
    text: `${key} is the folder ${quoted(value)}, which contains more than ${count(most, "file")}.`,
    hint: "Name the folder of the sounds themselves, or a table of them.",
  }),
  emptyFolder: ({ key, value, sounds }: { key: string; value: string; sounds: number }) => ({
    code: "no-examples",
    text:
      sounds === 0
        ? `${key} is the folder ${quoted(value)}, which contains no .wav file.`
        : `${key} names ${count(sounds, "sound")} in ${quoted(value)}, but none has its text beside it.`,
    hint: 'Put the text of each sound beside it: that of hello.wav in hello.txt. Or name a table with the path of each sound and its text or its label, such as a CSV file with the lines "sound,label" and "yes/01.wav,yes".',
  }),
});

/** The same with the name of the sound before it. */
export function ofSound(said: Message, name: string): Message {
  return { ...said, text: `${quoted(name)}: ${said.text}` } satisfies Wording & Message;
}

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} seconds`;
  const minutes = seconds / 60;
  return minutes < 100 ? `${minutes.toFixed(1)} minutes` : `${(minutes / 60).toFixed(1)} hours`;
}
