import type { Message } from "../../base/message.ts";
import { quoted } from "../../base/words.ts";
import { says } from "../messages.ts";
import { fourCharacters } from "./bytes.ts";

/** What a file begins with: the offset of the mark, the mark, and what it is. */
type Mark = readonly [at: number, mark: string, is: string];

/** Sounds that are often called .wav, and that other programs can convert. */
const SOUNDS: readonly Mark[] = [
  [0, "RF64", "a WAVE file of more than 4 GB (RF64)"],
  [0, "BW64", "a WAVE file of more than 4 GB (BW64)"],
  [0, "riff", "a Wave64 file"],
  [0, "RIFX", "a WAVE file whose numbers begin with their high byte (RIFX)"],
  [0, "OggS", "an Ogg file (Vorbis or Opus)"],
  [0, "fLaC", "a FLAC file"],
  [0, "ID3", "an MP3 file"],
  [0, "FORM", "an AIFF file"],
  [0, "caff", "an Apple CAF file"],
  [0, ".snd", "a Sun/NeXT sound file"],
  [0, "#!AMR", "an AMR recording"],
  [0, "\x1aE\xdf\xa3", "a Matroska or WebM file"],
  [0, "NIST", "a NIST SPHERE file"],
  [4, "ftyp", "an MPEG-4 file (M4A, AAC or ALAC)"],
];

/** What is no sound. */
const OTHERS: readonly Mark[] = [
  [0, "MThd", "a MIDI file, which holds notes and no sound"],
  [0, "version https://git-lfs", "what Git LFS puts in the place of a file, and not the file"],
  [0, "<!DOCTYPE", "an HTML page"],
  [0, "<html", "an HTML page"],
  [0, "PK\x03\x04", "a ZIP archive"],
];

/** What to say of a file that does not begin as WAVE files do. */
export function foreignFile(beginning: Uint8Array): Message {
  if (beginning.length === 0) return says.emptyFile();
  const text = String.fromCharCode(...beginning);
  const named = (marks: readonly Mark[]) => marks.find(([at, mark]) => text.startsWith(mark, at))?.[2];
  const other = named(OTHERS);
  if (other !== undefined) return says.noSound({ is: other });
  const sound = named(SOUNDS) ?? mpegOf(beginning);
  return sound !== undefined
    ? says.otherSound({ is: sound })
    : says.notWave({ found: quoted(fourCharacters(beginning)) });
}

/** MPEG streams have no name but begin with eleven ones. */
function mpegOf([first, second = 0]: Uint8Array): string | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined;
  return (second & 0x06) === 0 ? "an AAC file" : "an MP3 file";
}
