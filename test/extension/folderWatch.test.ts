import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FolderWatch } from "../../src/extension/tree/folderWatch.ts";

test("what comes into watched folders and goes is heard, in a folder that has come back too", async () => {
  const root = await mkdtemp(join(tmpdir(), "unroll-watch-"));
  const runs = join(root, ".unroll", "runs");
  await mkdir(join(runs, "one"), { recursive: true });
  let heard = 0;
  const watch = new FolderWatch(() => heard++);
  const isHeard = async (act: Promise<unknown>) => {
    heard = 0;
    await act;
    await expect.poll(() => heard).toBeGreaterThan(0);
  };
  try {
    expect(watch.add([runs, join(root, "nowhere")])).toBe(true);
    expect(watch.add([runs])).toBe(false);
    await isHeard(mkdir(join(runs, "two")));
    await isHeard(rm(join(runs, "two"), { recursive: true }));
    await isHeard(rm(join(root, ".unroll"), { recursive: true }));
    // The folder itself is told last.
    await expect.poll(() => watch.add([runs])).toBe(false);
    await mkdir(runs, { recursive: true });
    await expect.poll(() => watch.add([runs])).toBe(true);
    await isHeard(mkdir(join(runs, "three")));
  } finally {
    watch.dispose();
    await rm(root, { recursive: true, force: true });
  }
});
