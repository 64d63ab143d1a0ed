// The WebAssembly files as they are shipped.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/index.ts";
import { builds } from "../support/networks.ts";

const fileOf = (build: string) => readFileSync(new URL(`../../dist/core/${build}.wasm`, import.meta.url));

/** How often the bytes of f32x4.relaxed_madd (0xFD, 0x105 as LEB128) occur. */
function relaxedMultiplyAdds(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i + 2 < bytes.length; i++) {
    if (bytes[i] === 0xfd && bytes[i + 1] === 0x85 && bytes[i + 2] === 0x02) count++;
  }
  return count;
}

const importsOf = (memory: WebAssembly.Memory) => ({
  env: { memory, abort: () => {} },
  control: { stopRequested: () => 0 },
});

describe.each(["simd", "relaxed", "wide"])("dist/core/%s.wasm", (build) => {
  const bytes = fileOf(build);

  it("is small", () => {
    expect(bytes.length).toBeLessThan(128 * 1024);
  });

  it.runIf(builds.includes("relaxed") || build === "simd")(
    "imports a shared memory, exports one function, and owns no memory",
    () => {
      const module = new WebAssembly.Module(bytes);
      const imports = WebAssembly.Module.imports(module).map(({ module, name, kind }) => `${kind} ${module}.${name}`);
      expect(imports).toContain("memory env.memory");
      expect(imports.every((line) => /(env\.(memory|abort)|control\.stopRequested)$/.test(line))).toBe(true);
      const functions = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function");
      expect(functions.map(({ name }) => name)).toEqual(["run"]);
      const limits = { initial: 1, maximum: 65536 };
      const shared = new WebAssembly.Memory({ ...limits, shared: true });
      expect(() => new WebAssembly.Instance(module, importsOf(shared))).not.toThrow();
      const unshared = new WebAssembly.Memory(limits);
      expect(() => new WebAssembly.Instance(module, importsOf(unshared))).toThrow(WebAssembly.LinkError);
    },
  );
});

describe("fused multiply-add", () => {
  it("is what the relaxed build is made of, and not in the plain one", () => {
    expect(relaxedMultiplyAdds(fileOf("relaxed"))).toBeGreaterThan(100);
    // Three bytes can occur by chance.
    expect(relaxedMultiplyAdds(fileOf("simd"))).toBeLessThan(2);
  });
});

describe("an engine", () => {
  it.each(builds)(
    "hands out cleared regions of the %s core, aligned and apart, across the growth of the memory",
    async (build) => {
      const engine = await Engine.create({ build });
      let end = 0;
      for (const bytes of [0, 1, 63, 64, 65, 200_000, 3, 5_000_000]) {
        const pointer = engine.memory.allocate(bytes, "feeds");
        expect(pointer % 64).toBe(0);
        expect(pointer).toBeGreaterThanOrEqual(end);
        const floats = engine.floats(pointer, Math.floor(bytes / 4));
        expect(floats.every((x) => x === 0)).toBe(true);
        floats.fill(1);
        end = pointer + bytes;
      }
      expect(engine.memory.bytes).toBeGreaterThanOrEqual(end);
    },
  );

  it.each(builds)("of the %s core says what a network needs that does not fit", async (build) => {
    const engine = await Engine.create({ build });
    expect(() => engine.memory.allocate(5 * 2 ** 30, "feeds")).toThrow(
      /need 5\.0 GB of memory; WebAssembly has 4 GB at most/,
    );
    expect(engine.memory.allocate(64, "feeds")).toBeGreaterThan(0);
  });

  it.each(builds)("of the %s core refuses a program with an instruction that it does not know", async (build) => {
    const engine = await Engine.create({ build });
    const program = engine.memory.allocate(8, "programs");
    engine.integers(program, 2).set([9999, 2]);
    const jobs = [{ program, bytes: 8, bases: engine.memory.allocate(64, "programs") }];
    expect(() => engine.run(jobs, false)).toThrow(/does not know an instruction/);
  });
});
