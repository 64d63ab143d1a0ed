import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where packages lie that were fetched once. */
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "unroll-tests", "debian");

/** The files of Debian packages, unpacked into a folder and not installed; undefined where they cannot be fetched. */
export function debianPackages(name: string, packages: readonly string[]): string | undefined {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return folder;
  const making = `${folder}.${process.pid}`;
  try {
    mkdirSync(making, { recursive: true });
    const quietly = { cwd: making, stdio: "ignore" } as const;
    execFileSync("apt-get", ["download", ...packages], quietly);
    for (const file of globSync("*.deb", { cwd: making })) {
      execFileSync("dpkg-deb", ["-x", file, making], quietly);
      rmSync(join(making, file));
    }
    renameSync(making, folder);
    return folder;
  } catch {
    rmSync(making, { recursive: true, force: true });
    return undefined;
  }
}
