import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "../child.ts";
import { THREADS } from "../machine.ts";
import type { Figures, Found, System } from "../system.ts";

const script = fileURLToPath(new URL("../pytorch.py", import.meta.url));

/** The two that Unroll is held against, and how to get them. */
const wanted = [
  { version: "1.13", install: "apt-get install python3-torch libopenblas0-pthread" },
  {
    version: "2.13",
    install: "pip install torch==2.13.0 (in a venv: name its Python in UNROLL_BENCH_PYTHON)",
  },
];

interface About {
  version: string;
  blas: string;
}

/** Every PyTorch of the Pythons of this machine and of UNROLL_BENCH_PYTHON, a list of paths. */
export async function pytorch(): Promise<Found[]> {
  const given = (process.env.UNROLL_BENCH_PYTHON ?? "").split(delimiter).filter((path) => path !== "");
  const found = new Map<string, Found>();
  for (const python of [...given, "python3", "/usr/bin/python3"]) {
    const about = await ask(python);
    if (!about) continue;
    const short = about.version.split(".").slice(0, 2).join(".");
    const version = `PyTorch ${about.version} with ${about.blas}`;
    if (!found.has(short))
      found.set(short, { peer: `pytorch-${short}`, version, systems: systems(python, about, short) });
  }
  for (const { version, install } of wanted) {
    if (found.has(version)) continue;
    found.set(version, { peer: `pytorch-${version}`, systems: [], missing: `PyTorch ${version}: ${install}` });
  }
  return [...found.values()].sort((a, b) => a.peer.localeCompare(b.peer));
}

async function ask(python: string): Promise<About | undefined> {
  const child = new Child(python, [script]);
  try {
    return await child.answer<About>();
  } catch {
    return undefined;
  } finally {
    child.close();
  }
}

/**
 * One thread, and every way we know to use both cores: OpenMP's threads and those of OpenBLAS are pools of their own that can
 * stand in each other's way, and threads that wait by spinning take the other's core.
 */
function systems(python: string, { blas }: About, version: string): System[] {
  const all = String(THREADS);
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };
  const passive = { OMP_WAIT_POLICY: "passive" };
  const ways: { name: string; threads: string; env: Record<string, string> }[] = [
    { name: "1 thread", threads: "1", env: one },
    { name: `${all} threads`, threads: all, env: {} },
    { name: `${all} threads that wait asleep`, threads: all, env: passive },
  ];
  if (blas === "OpenBLAS") {
    const alone = { OPENBLAS_NUM_THREADS: "1" };
    ways.push(
      { name: `${all} threads, OpenBLAS on 1`, threads: all, env: alone },
      { name: `${all} threads that wait asleep, OpenBLAS on 1`, threads: all, env: { ...alone, ...passive } },
      { name: `1 thread, OpenBLAS on ${all}`, threads: "1", env: { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: all } },
    );
  }
  return ways.map(({ name, threads, env }, index) => ({
    name: `PyTorch ${version}, ${name}`,
    columns: [...(index === 0 ? [`PyTorch ${version}, 1 thread`] : []), `PyTorch ${version}, best`],
    // One symbol after the other leaves a second thread nothing to do.
    takes: ({ kind }) => kind === "training" || kind === "writing" || (kind === "sampling" && index < 2),
    async start(row, warmUp) {
      const child = new Child(python, [script, JSON.stringify(row), threads, String(warmUp)], env);
      await child.answer();
      return { measure: (seconds) => child.ask<Figures>(String(seconds)), close: () => child.close() };
    },
  }));
}
