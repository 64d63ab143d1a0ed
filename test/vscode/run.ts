import { spawn } from "node:child_process";

/** Runs a program to its end and returns what it printed; a failure carries the last lines of its errors. */
export function run(
  program: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
      // On Windows npm is a script, which only a shell starts.
      shell: process.platform === "win32" && program === "npm",
    });
    let output = "";
    let errors = "";
    child.stdout.on("data", (text) => {
      output += text;
    });
    child.stderr.on("data", (text) => {
      errors += text;
    });
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) return resolve(output);
      const reason = (errors || output).trim().split("\n").slice(-20).join("\n");
      reject(new Error(`${program} ${args.join(" ")} ended with ${code}:\n${reason}`));
    });
  });
}
