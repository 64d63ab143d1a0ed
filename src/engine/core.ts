import { readFile } from "node:fs/promises";
import type { instantiate } from "../../dist/core/simd.js";
import { UserError } from "../base/userError.ts";
import { MAXIMUM_PAGES } from "./memoryPlan.ts";
import { says } from "./messages.ts";
import { compileWide } from "./wide.ts";

/** The two builds of one source: 128-bit SIMD, and the same with fused multiply-add (relaxed SIMD). */
export type CoreBuild = "simd" | "relaxed";

/** What the core exports, as its compiler says. */
type CoreExports = Awaited<ReturnType<typeof instantiate>>;

export interface Core extends Pick<CoreExports, "run"> {
  build: CoreBuild;
  /** Bits of the registers in which products are made: 256, where the relaxed build can have them, changes no result. */
  bits: 128 | 256;
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
}

// (func (result v128) i32.const 0, i32x4.splat, thrice, f32x4.relaxed_madd): valid where relaxed SIMD is on.
const relaxedProbe = Uint8Array.of(
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0],
  ...[65, 0, 253, 15, 65, 0, 253, 15, 65, 0, 253, 15, 253, 133, 2, 11],
);

/** The fastest build that this JavaScript engine takes. Node 20 refuses relaxed SIMD, Node 22 and VS Code 1.101 have it. */
export function bestBuild(): CoreBuild {
  return WebAssembly.validate(relaxedProbe) ? "relaxed" : "simd";
}

interface Compiled extends Pick<Core, "bits" | "module"> {}

const modules = new Map<string, Promise<Compiled>>();

/**
 * A new core with a memory of its own, shared so that threads can join. `stopRequested` is asked between instructions and
 * once per time step. Registers have as many bits as can be, or `bits`.
 */
export async function createCore(
  build: CoreBuild,
  stopRequested: () => boolean,
  bits: Core["bits"] = 256,
): Promise<Core> {
  const key = `${build} ${bits}`;
  let compiled = modules.get(key);
  if (!compiled) {
    compiled = compile(build, bits);
    modules.set(key, compiled);
  }
  const { module, bits: found } = await compiled;
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  return { build, bits: found, module, memory, run: runIn(module, memory, stopRequested) };
}

function runIn(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  stopRequested = () => false,
): CoreExports["run"] {
  const abort = () => {
    throw new Error("The core gave up");
  };
  const instance = new WebAssembly.Instance(module, {
    env: { memory, abort },
    control: { stopRequested: () => (stopRequested() ? 1 : 0) },
  });
  return (instance.exports as unknown as CoreExports).run;
}

async function compile(build: CoreBuild, bits: Core["bits"]): Promise<Compiled> {
  if (build === "relaxed" && bits === 256) {
    const module = compileWide(await bytesOf("wide"), runIn);
    if (module) return { module, bits };
  }
  return { module: await WebAssembly.compile(await bytesOf(build)), bits: 128 };
}

async function bytesOf(build: CoreBuild | "wide"): Promise<Uint8Array<ArrayBuffer>> {
  // Beside the bundle when packaged, in dist/ when the sources run as they are.
  const places = [
    new URL(`./core/${build}.wasm`, import.meta.url),
    new URL(`../../dist/core/${build}.wasm`, import.meta.url),
  ];
  for (const place of places) {
    const bytes = await readFile(place).catch(() => undefined);
    if (bytes) return bytes;
  }
  throw new UserError(says.coreMissing({ build }));
}
