import * as core from "../core/constants.ts";
import { encode } from "../graph/kernel.ts";
import { gemmKernel } from "../graph/ops/products/matmul.ts";
import type { CoreBuild } from "./core.ts";
import { Engine } from "./engine.ts";
import { loadProgram, planProgram } from "./memoryPlan.ts";

/** Seconds of each call. */
export function repeat(run: () => void, seconds: number): number[] {
  const times: number[] = [];
  const begun = performance.now();
  while (performance.now() - begun < seconds * 1000) {
    const before = performance.now();
    run();
    times.push((performance.now() - before) / 1000);
  }
  return times;
}

/** GFLOP/s of a matrix product whose operands stay in the cache, (96,64) = (96,256)·(256,64): what the kernels can reach. */
export async function measurePeak(build: CoreBuild, seconds: number): Promise<number> {
  const [M, N, K] = [96, 64, 256];
  const engine = await Engine.create({ build });
  const [a, b, c, scratch, bases] = [M * K * 4, K * N * 4, M * N * 4, 4096, core.SEGMENT_COUNT * 4].map((bytes) =>
    engine.memory.allocate(bytes, "activations"),
  );
  engine.floats(a, M * K).fill(1.5);
  engine.floats(b, K * N).fill(0.5);
  engine.words(bases, core.SEGMENT_COUNT)[core.SEGMENT_SCRATCH] = scratch;
  const at = (offset: number) => ({ segment: core.SEGMENT_ACTIVATIONS, offset });
  const shape = { lda: K, ldc0: 0, ldc: N, M, N, K };
  const instruction = encode(gemmKernel, { a: at(a), packedB: at(b), c: at(c), ...shape });
  const count = 50;
  const words = Int32Array.from(Array.from({ length: count }, () => instruction).flat());
  const jobs = [loadProgram(engine.memory, planProgram(engine.memory, words), bases)];
  const times = repeat(() => engine.run(jobs, false), seconds).sort((x, y) => x - y);
  return (2 * M * N * K * count) / times[times.length >> 2] / 1e9;
}
