// Sound files: those of libsndfile sample by sample; what is strange about others, with the byte where it stands.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytesInMemory, readSound, waveFile, waveFormOf } from "../../src/audio/index.ts";
import { UserError } from "../../src/base/userError.ts";
import { chunk, floatWave, format, riff } from "../support/sounds.ts";

interface Written {
  bytes: string;
  rate: number;
  samples: number[];
}

const files = JSON.parse(readFileSync(new URL("../vectors/audio_files.json", import.meta.url), "utf8"));
const read = (bytes: Uint8Array) => readSound(bytesInMemory(bytes));

describe("WAVE files", () => {
  it.each(Object.entries(files as Record<string, Written>))("as libsndfile writes and reads them: %s", (_, written) => {
    const { form, samples } = read(Buffer.from(written.bytes, "base64"));
    expect(form.rate).toBe(written.rate);
    expect(samples).toHaveLength(written.samples.length);
    for (const [i, x] of samples.entries()) expect(x).toBeCloseTo(written.samples[i], 6);
  });

  it("passes over chunks that say other things, with a byte of padding where they are odd", () => {
    const silent = riff(
      chunk("LIST", new Uint8Array(7)),
      format(),
      chunk("fact", new Uint8Array(4)),
      chunk("data", Uint8Array.of(0, 64, 0, 192)),
      chunk("id3 ", new Uint8Array(3)),
    );
    expect(Array.from(read(silent).samples)).toEqual([0.5, -0.5]);
  });

  it.each([
    ["FFmpeg", 0xffff_ffff],
    ["SoX", 0x7fff_f000],
    ["SoX, with moments of 6 bytes", Math.floor(0x7fff_f000 / 6) * 6],
    ["arecord", 0x8000_0000],
  ])("reads what a program wrote to a pipe, whose length it did not know: %s", (_, claimed) => {
    const piped = riff(format(), chunk("data", Uint8Array.of(0, 64, 0, 192, 9), claimed)).subarray(0, -1);
    expect(Array.from(read(piped).samples)).toEqual([0.5, -0.5]);
  });

  it("reads what it writes", () => {
    const { form, samples } = read(waveFile([0, 0.5, -1, 3], 8000));
    expect(form).toMatchObject({ kind: "integer", bits: 16, channels: 1, rate: 8000, frames: 4 });
    expect(Array.from(samples, (x) => Math.round(x * 100) / 100)).toEqual([0, 0.5, -1, 1]);
  });
});

describe("what is wrong with a file", () => {
  const data = chunk("data", Uint8Array.of(0, 64, 0, 192));
  const whole = riff(format(), data);
  const text = (text: string) => new TextEncoder().encode(text);
  const cases: [string, Uint8Array, string, RegExp][] = [
    ["nothing", new Uint8Array(0), "not-wave", /^The file is empty/],
    ["MP3", text("ID3\x03..........."), "not-wave", /^This is an MP3 file/],
    ["MP3 without a tag", Uint8Array.of(0xff, 0xfb, 0x90, 0), "not-wave", /^This is an MP3 file/],
    ["Ogg", text("OggS............"), "not-wave", /^This is an Ogg file/],
    ["RF64", text("RF64\xff\xff\xff\xffWAVEds64"), "not-wave", /RF64/],
    ["M4A", text("\0\0\0\x20ftypM4A "), "not-wave", /MPEG-4/],
    ["a page", text("<!DOCTYPE html><html>"), "not-wave", /HTML page/],
    ["text", text("hello, world"), "not-wave", /begins with "hell" instead of "RIFF"/],
    ["another RIFF", text("RIFF\0\0\0\0AVI LIST"), "not-wave", /"AVI "/],
    ["half a header", whole.subarray(0, 9), "truncated-sound", /at byte 0 needs 12 bytes, but 9 are left/],
    ["half a chunk's header", whole.subarray(0, 40), "truncated-sound", /at byte 36 needs 8 bytes, but 4 are left/],
    ["half the samples", whole.subarray(0, 46), "truncated-sound", /"data" at byte 36 needs 12 bytes, but 10 are left/],
    [
      "a chunk of 4 GB",
      riff(chunk("LIST", new Uint8Array(4), 0xffff_fff0), format(), data),
      "truncated-sound",
      /"LIST" at byte 12/,
    ],
    ["no samples", riff(format()), "bad-wave", /no "data" chunk/],
    ["no form", riff(chunk("LIST", new Uint8Array(4))), "bad-wave", /no "fmt " chunk/],
    ["samples first", riff(data, format()), "bad-wave", /begin at byte 12, before/],
    ["a short form", riff(chunk("fmt ", new Uint8Array(8)), data), "bad-wave", /At byte 16 .* is 8, but at least 16/],
    ["no channel", riff(format({ channels: 0 }), data), "bad-wave", /At byte 22 the number of channels is 0/],
    ["no rate", riff(format({ rate: 0 }), data), "bad-wave", /At byte 24 the rate in Hz is 0/],
    ["12 bits", riff(format({ bits: 12, frame: 2 }), data), "bad-wave", /At byte 34 .* is 12/],
    ["another moment", riff(format({ frame: 3 }), data), "bad-wave", /At byte 32 .* is 3, but 2/],
    ["ADPCM", riff(format({ tag: 2, bits: 4 }), data), "compressed-sound", /Microsoft ADPCM/],
    ["MP3 inside", riff(format({ tag: 85 }), data), "compressed-sound", /MP3/],
    [
      "half a moment",
      riff(format(), chunk("data", new Uint8Array(3))),
      "truncated-sound",
      /from byte 44 on take 3 bytes/,
    ],
    [
      "many chunks",
      riff(...Array.from({ length: 1100 }, () => chunk("junk", new Uint8Array(0)))),
      "bad-wave",
      /more than 1,000 chunks/,
    ],
    ["an infinite sample", floatWave(Float64Array.of(0, Number.POSITIVE_INFINITY)), "bad-sample", /At byte 52/],
  ];
  it.each(cases)("%s", (_, bytes, code, said) => {
    const error = thrown(() => read(bytes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(said);
    expect(error.hint).toBeTruthy();
  });

  it("reads headers alone, whatever sizes they claim, and never beyond the end", () => {
    const { length } = whole;
    for (let cut = 0; cut < length; cut++) {
      for (const value of [0, 1, 127, 255]) {
        const bytes = whole.slice(0, length - (cut % 3));
        bytes[cut] = value;
        let most = 0;
        const source = {
          size: bytes.length,
          read: (at: number, count: number) => {
            expect(at + count).toBeLessThanOrEqual(bytes.length);
            most = Math.max(most, count);
            return bytes.subarray(at, at + count);
          },
        };
        try {
          waveFormOf(source);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
        expect(most).toBeLessThanOrEqual(40);
      }
    }
  });
});

function thrown(act: () => unknown): UserError {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}
