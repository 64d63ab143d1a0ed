import { UserError } from "../../base/userError.ts";
import { says } from "../messages.ts";
import { fourCharacters, type SoundBytes, viewOf } from "./bytes.ts";
import { foreignFile } from "./foreign.ts";

/** How the samples of a WAVE file are stored, and where. */
export interface WaveForm {
  kind: "integer" | "float";
  /** Of one sample, as it is stored. */
  bits: 8 | 16 | 24 | 32 | 64;
  channels: number;
  /** Hz. */
  rate: number;
  /** The first byte of the samples. */
  at: number;
  /** Moments: samples of each channel. */
  frames: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
/** Of the GUID of an extensible format, what follows its first two bytes. */
const GUID_REST = "00000000-1000-8000-00aa00389b71".replaceAll("-", "");
const CODECS: Readonly<Record<number, string>> = {
  2: "Microsoft ADPCM",
  6: "A-law",
  7: "µ-law",
  17: "IMA ADPCM",
  49: "GSM 6.10",
  80: "MPEG",
  85: "MP3",
  255: "AAC",
  353: "Windows Media Audio",
  354: "Windows Media Audio",
};
const MOST_CHUNKS = 1000;
const MOST_CHANNELS = 32;
export const RATES = { least: 100, most: 384_000 } as const;
/**
 * What programs write that do not know how long a sound will be, since they write to a pipe: FFmpeg all ones; SoX whole moments of up to
 * 0x7fff_f000 bytes (`MS_UNSPEC` in its wav.c); arecord 0x7fff_ffff or 0x8000_0000, or a little less.
 */
const UNKNOWN = 0xffff_ffff;
const UNKNOWN_HALF = { least: 0x7fff_ef00, most: 0x8000_0000 } as const;

/**
 * Reads the headers of a RIFF/WAVE file (Microsoft, "Multiple Channel Audio Data and WAVE Files", 2007). Only the headers of chunks are
 * read, whatever sizes they claim. Fails with a UserError that names the byte. A last chunk whose size is unknown goes to the end.
 */
export function waveFormOf(bytes: SoundBytes): WaveForm {
  const { size } = bytes;
  const beginning = bytes.read(0, Math.min(size, 32));
  if (fourCharacters(beginning) !== "RIFF") throw new UserError(foreignFile(beginning));
  if (size < 12) throw new UserError(says.cutOff({ at: 0, what: "the header", needed: 12, left: size }));
  const holds = fourCharacters(beginning, 8);
  if (holds !== "WAVE") throw new UserError(says.notWaveForm({ found: holds }));

  let form: Omit<WaveForm, "at" | "frames"> | undefined;
  let at = 12;
  for (let chunks = 0; at < size; chunks++) {
    if (chunks === MOST_CHUNKS) throw new UserError(says.tooManyChunks({ at, most: MOST_CHUNKS }));
    // A last byte may be padding that a program has written without need.
    if (size - at === 1) break;
    if (size - at < 8)
      throw new UserError(says.cutOff({ at, what: "the header of a chunk", needed: 8, left: size - at }));
    const header = bytes.read(at, 8);
    const name = fourCharacters(header);
    const length = viewOf(header).getUint32(4, true);
    const left = size - at - 8;
    if (name === "data") {
      if (!form) throw new UserError(says.dataFirst({ at }));
      return { ...form, at: at + 8, frames: framesOf(form, at, length, left) };
    }
    if (length > left) {
      throw new UserError(
        says.cutOff({ at, what: `the chunk ${JSON.stringify(name)}`, needed: 8 + length, left: left + 8 }),
      );
    }
    if (name === "fmt ") form ??= formOf(bytes.read(at + 8, Math.min(length, 40)), at + 8);
    // Chunks begin at even bytes.
    at += 8 + length + (length % 2);
  }
  throw new UserError(says.noChunk({ chunk: form ? "data" : "fmt ", size }));
}

function framesOf({ bits, channels }: Pick<WaveForm, "bits" | "channels">, at: number, length: number, left: number) {
  const frame = (channels * bits) / 8;
  const isHalf = length >= UNKNOWN_HALF.least && length <= UNKNOWN_HALF.most;
  if (length === UNKNOWN || (isHalf && length > left)) return Math.floor(left / frame);
  if (length > left)
    throw new UserError(says.cutOff({ at, what: 'the chunk "data"', needed: 8 + length, left: left + 8 }));
  if (length % frame !== 0) throw new UserError(says.partFrame({ at: at + 8, bytes: length, frame }));
  return length / frame;
}

function formOf(chunk: Uint8Array, at: number): Omit<WaveForm, "at" | "frames"> {
  if (chunk.length < 16)
    throw new UserError(
      says.badField({ at: at - 4, field: 'size of the "fmt " chunk', value: chunk.length, expected: "at least 16" }),
    );
  const view = viewOf(chunk);
  const [tag, channels] = [view.getUint16(0, true), view.getUint16(2, true)];
  const [rate, frame, bits] = [view.getUint32(4, true), view.getUint16(12, true), view.getUint16(14, true)];
  const kind = kindOf(chunk, tag, at);
  const refuse = (offset: number, field: string, value: number, expected: string) => {
    throw new UserError(says.badField({ at: at + offset, field, value, expected }));
  };
  if (channels < 1 || channels > MOST_CHANNELS)
    refuse(2, "number of channels", channels, `a number from 1 to ${MOST_CHANNELS}`);
  if (rate < RATES.least || rate > RATES.most)
    refuse(4, "rate in Hz", rate, `a number from ${RATES.least} to ${RATES.most}`);
  const known = kind === "float" ? [32, 64] : [8, 16, 24, 32];
  if (!known.includes(bits))
    refuse(14, `number of bits of a${kind === "float" ? " float" : "n integer"} sample`, bits, known.join(", "));
  if (frame !== (channels * bits) / 8)
    refuse(12, "size of one moment in bytes", frame, `${(channels * bits) / 8} (${channels} × ${bits} bits)`);
  return { kind, bits: bits as WaveForm["bits"], channels, rate };
}

function kindOf(chunk: Uint8Array, tag: number, at: number): WaveForm["kind"] {
  if (tag === PCM) return "integer";
  if (tag === FLOAT) return "float";
  if (tag !== EXTENSIBLE) throw new UserError(says.codec({ at, tag, ...(CODECS[tag] && { name: CODECS[tag] }) }));
  if (chunk.length < 40)
    throw new UserError(
      says.badField({
        at: at - 4,
        field: 'size of the extensible "fmt " chunk',
        value: chunk.length,
        expected: "at least 40",
      }),
    );
  const rest = Array.from(chunk.subarray(26, 40), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const own = viewOf(chunk).getUint16(24, true);
  if (rest !== GUID_REST) throw new UserError(says.unknownForm({ at: at + 24 }));
  if (own === PCM) return "integer";
  if (own === FLOAT) return "float";
  throw new UserError(says.codec({ at: at + 24, tag: own, ...(CODECS[own] && { name: CODECS[own] }) }));
}
