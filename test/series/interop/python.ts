import { execFileSync, spawnSync } from "node:child_process";
import { delimiter } from "node:path";

const packages = ["torch", "numpy", "pandas", "safetensors"];

/** The first Python, of UNROLL_PYTHON and of this machine, that has the packages. Without one it fails and says what to install. */
export function findPython(): string {
  const given = (process.env.UNROLL_PYTHON ?? "").split(delimiter).filter((path) => path !== "");
  const found = [...given, "python3", "python"].find(
    (python) => spawnSync(python, ["-c", `import ${packages.join(", ")}`]).status === 0,
  );
  if (found !== undefined) return found;
  throw new Error(
    `No Python with ${packages.join(", ")} was found. In a venv: pip install torch==2.13.0 numpy pandas safetensors; then name its Python in UNROLL_PYTHON.`,
  );
}

/** What a script prints. A script that fails fails with what it said. */
export function runPython(python: string, args: readonly string[], cwd: string): string {
  return execFileSync(python, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
}
