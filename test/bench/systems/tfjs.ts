import { fileURLToPath } from "node:url";
import { Child } from "../child.ts";
import type { Figures, Found } from "../system.ts";

const script = fileURLToPath(new URL("../tfjs/measure.mjs", import.meta.url));
const install = "npm ci --prefix test/bench/tfjs";

/** TensorFlow.js on WebAssembly with SIMD. One thread: its threads do not start in Node.js, which takes no worker from a blob. */
export async function tfjs(): Promise<Found> {
  const child = new Child(process.execPath, [script]);
  const about = await child.answer<{ version: string }>().catch(() => undefined);
  child.close();
  if (!about) return { peer: "tfjs", systems: [], missing: `TensorFlow.js: ${install}` };
  return {
    peer: "tfjs",
    version: `TensorFlow.js ${about.version} (WebAssembly, SIMD, 1 thread)`,
    systems: [
      {
        name: "tfjs WASM",
        columns: ["tfjs WASM"],
        takes: (row) => row.kind === "sampling" || (row.kind === "training" && !row.decoder && !row.transcript),
        async start(row, warmUp) {
          const running = new Child(process.execPath, [script, JSON.stringify(row), "1", String(warmUp)]);
          await running.answer();
          return { measure: (seconds) => running.ask<Figures>(String(seconds)), close: () => running.close() };
        },
      },
    ],
  };
}
