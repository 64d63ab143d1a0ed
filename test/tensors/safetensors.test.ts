import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/tensors/index.ts";

const vectors = new URL("../vectors/", import.meta.url);

const sample = new Map<string, Tensor>([
  ["mask", { shape: [3], dtype: "U8", data: Uint8Array.of(1, 0, 255) }],
  ["weight", { shape: [2, 3], dtype: "F32", data: Float32Array.of(0, -0, 1.5, Number.NaN, Infinity, 1e-45) }],
  ["0", { shape: [], dtype: "I64", data: BigInt64Array.of(-(2n ** 63n)) }],
  ["ids", { shape: [1, 2], dtype: "I32", data: Int32Array.of(-1, 2 ** 31 - 1) }],
  ["nothing", { shape: [0, 4], dtype: "F32", data: new Float32Array(0) }],
  ['é " \\ 名', { shape: [1], dtype: "F64", data: Float64Array.of(Math.PI) }],
]);

describe("encodeSafetensors", () => {
  it("gives back every tensor and string, to the bit", () => {
    const metadata = { step: "12", 'a "key"': "line\nbreak", "7": "" };
    const read = decodeSafetensors(encodeSafetensors(sample, metadata));
    expect(read.metadata).toEqual(metadata);
    expect(new Set(read.tensors.keys())).toEqual(new Set(sample.keys()));
    for (const [name, tensor] of sample) expect(read.tensors.get(name), name).toEqual(tensor);
    expect(Object.is(read.tensors.get("weight")?.data[1], -0)).toBe(true);
  });

  it("puts metadata first and every tensor at a multiple of its element", () => {
    const bytes = encodeSafetensors(sample, { format: "1" });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(length % 8).toBe(0);
    expect(text).toMatch(/^\{"__metadata__":\{"format":"1"\},/);
    for (const entry of Object.values(JSON.parse(text)) as { dtype: string; data_offsets: number[] }[]) {
      if (entry.dtype)
        expect(entry.data_offsets[0] % (entry.dtype === "U8" ? 1 : Number(entry.dtype.slice(1)) / 8)).toBe(0);
    }
  });

  it("writes the smallest file", () => {
    expect(decodeSafetensors(encodeSafetensors(new Map(), {}))).toEqual({ tensors: new Map(), metadata: {} });
  });

  it("reads views at odd places of a shared memory", () => {
    const memory = new Float32Array(new SharedArrayBuffer(64));
    memory.set([1, 2, 3], 5);
    const bytes = encodeSafetensors(new Map([["x", { shape: [3], dtype: "F32", data: memory.subarray(5, 8) }]]), {});
    const misaligned = new Uint8Array(bytes.length + 3).subarray(3);
    misaligned.set(bytes);
    expect(decodeSafetensors(misaligned).tensors.get("x")?.data).toEqual(Float32Array.of(1, 2, 3));
  });

  it("copies, even out of a Buffer", () => {
    const bytes = Buffer.from(encodeSafetensors(sample, {}));
    const read = decodeSafetensors(bytes);
    bytes.fill(0);
    expect(read.tensors.get("ids")?.data).toEqual(Int32Array.of(-1, 2 ** 31 - 1));
  });

  it.each<[string, Map<string, Tensor>, Record<string, string>]>([
    ["a shape that does not fit", new Map([["x", { shape: [2], dtype: "F32", data: new Float32Array(3) }]]), {}],
    ["a type that is not the array's", new Map([["x", { shape: [3], dtype: "F64", data: new Float32Array(3) }]]), {}],
    ["a reserved name", new Map([["__metadata__", { shape: [], dtype: "F32", data: new Float32Array(1) }]]), {}],
    ["half a surrogate pair", new Map(), { text: "\ud800" }],
  ])("refuses %s", (_, tensors, metadata) => {
    expect(() => encodeSafetensors(tensors, metadata)).toThrow(TypeError);
  });
});

describe("files written by PyTorch's own safetensors", () => {
  it("reads the state_dict of a module", () => {
    const { tensors, metadata } = decodeSafetensors(readFileSync(new URL("pytorch-model.safetensors", vectors)));
    expect(metadata).toEqual({});
    expect(tensors.size).toBe(11);
    expect(tensors.get("rnn.weight_ih_l0")?.shape).toEqual([64, 6]);
    expect(tensors.get("output.bias")?.data).toBeInstanceOf(Float32Array);
  });

  it("reads every vector, and writes it again without loss", () => {
    for (const name of readdirSync(vectors).filter((file) => file.endsWith(".safetensors"))) {
      const read = decodeSafetensors(readFileSync(new URL(name, vectors)), name);
      expect(decodeSafetensors(encodeSafetensors(read.tensors, read.metadata)), name).toEqual(read);
    }
  });

  it("has the numbers PyTorch printed", () => {
    const name = "lstm-2x33-e6-v13-b7-t7.safetensors";
    const { tensors, metadata } = decodeSafetensors(readFileSync(new URL(name, vectors)), name);
    expect(JSON.parse(metadata.case)).toMatchObject({ cell: "lstm", layers: 2, units: 33, B: 7, T: 7 });
    expect(Number(tensors.get("loss")?.data[0])).toBeCloseTo(2.6752, 4);
    expect(Number(tensors.get("sgd.losses")?.data[9])).toBeCloseTo(2.5437, 4);
    expect(tensors.get("inputs")?.data).toBeInstanceOf(Int32Array);
  });
});
