import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/base/userError.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/tensors/index.ts";

/** A file with this header, as it stands, and this many bytes of data. */
function fileOf(header: string | Uint8Array, dataBytes = 0): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

function errorOf(bytes: Uint8Array): UserError {
  try {
    decodeSafetensors(bytes, "w.safetensors");
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  }
  throw new Error("it was read");
}

const f32 = (begin: number, end: number, shape = `[${(end - begin) / 4}]`) =>
  `{"dtype":"F32","shape":${shape},"data_offsets":[${begin},${end}]}`;

describe("a malformed file", () => {
  it.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "too-short"],
    ["seven bytes", new Uint8Array(7), "too-short"],
    ["no header", new Uint8Array(8), "header"],
    ["header longer than the file", fileOf('{"a":').subarray(0, 10), "too-short"],
    ["header of 2^64-1 bytes", new Uint8Array(16).fill(255), "header-size"],
    ["header of 200 MB", Uint8Array.of(0, 0xc2, 0xeb, 0x0b, 0, 0, 0, 0), "header-size"],
    ["broken JSON", fileOf('{"a":'), "header"],
    ["text behind the JSON", fileOf("{}x"), "header"],
    ["a byte order mark", fileOf("\ufeff{}"), "header"],
    ["invalid UTF-8", fileOf(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)), "header"],
    ["an array for a header", fileOf("[]"), "header"],
    ["a tensor called __proto__", fileOf(`{"__proto__":${f32(0, 4)}}`, 4), "name"],
    ["metadata called __proto__", fileOf('{"__metadata__":{"__proto__":"x"}}'), "name"],
    ["metadata that is no text", fileOf('{"__metadata__":{"step":1}}'), "metadata"],
    ["metadata that is no object", fileOf('{"__metadata__":"x"}'), "metadata"],
    ["a tensor twice", fileOf(`{"a":${f32(0, 4)},"a":${f32(0, 4)}}`, 4), "duplicate"],
    ["a tensor twice, once escaped", fileOf(`{"a":${f32(0, 4)},"\\u0061":${f32(0, 4)}}`, 4), "duplicate"],
    ["a field twice", fileOf(`{"a":{"dtype":"F64","dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4), "duplicate"],
    ["metadata twice", fileOf('{"__metadata__":{"a":"1","a" : "2"}}'), "duplicate"],
    ["overlap", fileOf(`{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12), "offsets"],
    ["the same bytes twice", fileOf(`{"a":${f32(0, 8)},"b":${f32(0, 8)}}`, 8), "offsets"],
    ["a hole", fileOf(`{"a":${f32(0, 4)},"b":${f32(8, 12)}}`, 12), "offsets"],
    ["a hole at the start", fileOf(`{"a":${f32(4, 8)}}`, 8), "offsets"],
    ["offsets behind the end", fileOf(`{"a":${f32(0, 8)}}`, 4), "offsets"],
    ["offsets that run backwards", fileOf(`{"a":${f32(8, 4, "[1]")}}`, 8), "offsets"],
    ["negative offsets", fileOf(`{"a":${f32(-4, 0)}}`, 4), "offsets"],
    ["fractional offsets", fileOf(`{"a":${f32(0, 4.5, "[1]")}}`, 8), "offsets"],
    ["three offsets", fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}', 8), "offsets"],
    ["no offsets", fileOf('{"a":{"dtype":"F32","shape":[1]}}'), "offsets"],
    ["too few bytes for the shape", fileOf(`{"a":${f32(0, 4, "[2]")}}`, 4), "offsets"],
    ["a negative dimension", fileOf(`{"a":${f32(0, 4, "[-1,-1]")}}`, 4), "shape"],
    ["a fractional dimension", fileOf(`{"a":${f32(0, 4, "[0.5,2]")}}`, 4), "shape"],
    ["a dimension in text", fileOf(`{"a":${f32(0, 4, '["1"]')}}`, 4), "shape"],
    ["no shape", fileOf('{"a":{"dtype":"F32","data_offsets":[0,0]}}'), "shape"],
    ["a shape that overflows", fileOf(`{"a":${f32(0, 4, "[4294967296,4294967296]")}}`, 4), "shape"],
    ["a shape that overflows, then is empty", fileOf(`{"a":${f32(0, 0, "[9007199254740991,9,0]")}}`), "shape"],
    ["an unknown type", fileOf('{"a":{"dtype":"toString","shape":[1],"data_offsets":[0,4]}}', 4), "dtype"],
    ["no type", fileOf('{"a":{"shape":[1],"data_offsets":[0,4]}}', 4), "dtype"],
    ["a tensor that is null", fileOf('{"a":null}'), "header"],
    ["an unknown field", fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":{}}}', 4), "header"],
    ["objects nested deeply", fileOf(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`), "header"],
    ["trailing bytes", fileOf(`{"a":${f32(0, 4)}}`, 5), "trailing"],
    ["data without a tensor", fileOf("{}", 1), "trailing"],
  ])("%s", (_, bytes, code) => {
    const error = errorOf(bytes);
    expect(error.code).toBe(`safetensors-${code}`);
    expect(error.message).toContain("w.safetensors");
    expect(error.hint).toBeTruthy();
  });

  it("is named with tensor and offsets", () => {
    expect(errorOf(fileOf(`{"a":${f32(0, 8)},"b":${f32(4, 12)}}`, 12)).message).toMatchInlineSnapshot(
      `"w.safetensors: tensor "b" begins at 4 and overlaps "a", which ends at 8"`,
    );
    expect(errorOf(fileOf(`{"a":${f32(0, 4, "[2, 3]")}}`, 4)).message).toMatchInlineSnapshot(
      `"w.safetensors: tensor "a": F32 [2, 3] needs 24 bytes, data_offsets [0, 4] hold 4"`,
    );
    expect(errorOf(fileOf('{"m":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}', 1)).message).toMatchInlineSnapshot(
      `"w.safetensors: tensor "m" has the type "BOOL"; Unroll reads F64, I64, F32, I32, F16, BF16, U8"`,
    );
  });

  it("is quoted briefly and on one line", () => {
    const long = errorOf(fileOf(`{"${"\\n".repeat(5000)}":null}`)).message;
    expect(long.length).toBeLessThan(300);
    expect(long).not.toContain("\n");
  });
});

describe("half precision", () => {
  const halves = (dtype: string, ...bits: number[]) => {
    const file = fileOf(
      `{"x":{"dtype":"${dtype}","shape":[${bits.length}],"data_offsets":[0,${2 * bits.length}]}}`,
      2 * bits.length,
    );
    file.set(new Uint8Array(Uint16Array.from(bits).buffer), file.length - 2 * bits.length);
    return decodeSafetensors(file).tensors.get("x");
  };

  it("widens F16", () => {
    const read = halves("F16", 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3555);
    const expected = [1, -2, 65504, 2 ** -14, 2 ** -24, -0, Infinity, -Infinity, Number.NaN, 0.333251953125];
    expect(read).toEqual({ dtype: "F32", shape: [10], data: Float32Array.from(expected) });
  });

  it("widens BF16", () => {
    const read = halves("BF16", 0x3f80, 0xc000, 0x7f80, 0x7fc0, 0x3eab);
    expect(read?.data).toEqual(Float32Array.of(1, -2, Infinity, Number.NaN, 0.333984375));
  });
});

describe("a mutated file", () => {
  const good = encodeSafetensors(
    new Map([
      ["embedding.weight", { shape: [3, 2], dtype: "F32", data: new Float32Array(6) }],
      ["loss", { shape: [], dtype: "F64", data: new Float64Array(1) }],
      ["ids", { shape: [2, 2], dtype: "I32", data: new Int32Array(4) }],
    ]),
    { step: "3", cursor: "[1,2]" },
  );

  /** Anything but a UserError fails the property, and fast-check prints its seed. */
  const readOrRefuse = (bytes: Uint8Array) => {
    try {
      decodeSafetensors(bytes);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  };
  const limits = { numRuns: 20_000, interruptAfterTimeLimit: 2000 };

  it("is read or refused with a UserError: bytes changed, cut, inserted", () => {
    const at = fc.nat(good.length - 1);
    const mutation = fc.record({ at, remove: fc.nat(4), insert: fc.uint8Array({ maxLength: 4 }) });
    const property = fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean(), (changes, fix) => {
      let bytes = [...good];
      for (const { at, remove, insert } of changes)
        bytes = [...bytes.slice(0, at), ...insert, ...bytes.slice(at + remove)];
      const file = Uint8Array.from(bytes);
      // Mostly the length would be caught first; put it right, and what lies behind is reached.
      const header = Buffer.from(file).lastIndexOf("}") + 1;
      if (fix && file.length >= 8 && header > 8) new DataView(file.buffer).setBigUint64(0, BigInt(header - 8), true);
      readOrRefuse(file);
    });
    fc.assert(property, limits);
  });

  it("is read or refused with a UserError: any JSON for a header", () => {
    const entry = fc.record(
      {
        dtype: fc.oneof(fc.constantFrom("F32", "U8", "F16"), fc.jsonValue()),
        shape: fc.oneof(fc.array(fc.oneof(fc.nat(4), fc.double())), fc.jsonValue()),
        data_offsets: fc.oneof(fc.tuple(fc.nat(8), fc.nat(8)), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    const header = fc.dictionary(fc.oneof(fc.string(), fc.constant("__metadata__")), fc.oneof(entry, fc.jsonValue()));
    fc.assert(
      fc.property(header, fc.nat(16), (value, dataBytes) => readOrRefuse(fileOf(JSON.stringify(value), dataBytes))),
      limits,
    );
  });
});
