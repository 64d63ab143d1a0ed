import { access, readdir } from "node:fs/promises";
import { join, parse, sep } from "node:path";

/**
 * A path as the disk has it, where it differs in Unicode's form alone: é is one character, or e and an accent, and macOS, Windows
 * and archives do not agree which. The path as it is where it exists, or where nothing of its name does.
 */
export async function storedPath(path: string): Promise<string> {
  if (/^[ -~]*$/.test(path) || (await exists(path))) return path;
  const { root } = parse(path);
  let stored = root;
  for (const part of path.slice(root.length).split(sep)) {
    const next = join(stored, part);
    if (await exists(next)) stored = next;
    else {
      const names = await readdir(stored).catch(() => []);
      const same = names.find((name) => name.normalize() === part.normalize());
      if (same === undefined) return path;
      stored = join(stored, same);
    }
  }
  return stored;
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
