import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { OwnFile } from "./look/beginning.ts";

/** Files beside the one to train on whose names say that they belong to it. */
export interface Partners {
  validation?: OwnFile;
  test?: OwnFile;
}

const NAMES = {
  validation: ["validation", "valid", "val", "dev", "testa"],
  test: ["test", "testb"],
};

/** "reviews.dev.csv" and "reviews.test.csv" of "reviews.train.csv"; none where a name does not say that it is for training. */
export async function partnersOf(file: OwnFile): Promise<Partners> {
  return partnersAmong(await readdir(dirname(file.path)).catch(() => []), file);
}

/** Of files that are given together, those for training, and one each that by its name belongs to the first of them and measures. */
export function partsOf(files: readonly OwnFile[]): { train: readonly OwnFile[]; named: Partners } {
  for (const file of files) {
    const near = files.filter(({ path }) => dirname(path) === dirname(file.path));
    const { validation, test } = partnersAmong(
      near.map(({ path }) => basename(path)),
      file,
    );
    const isPart = ({ path }: OwnFile) => path === validation?.path || path === test?.path;
    if (files.some(isPart)) return { train: files.filter((each) => !isPart(each)), named: { validation, test } };
  }
  return { train: files, named: {} };
}

function partnersAmong(there: readonly string[], { path, name, ...how }: OwnFile): Partners {
  const file = basename(path);
  const own = /(?<![a-z])train(ing)?(?![a-z])/i.exec(file);
  if (!own) return {};
  const find = (words: readonly string[]): OwnFile | undefined => {
    const wanted = words.map((word) => file.slice(0, own.index) + word + file.slice(own.index + own[0].length));
    const found = wanted.flatMap((want) => there.find((other) => other.toLowerCase() === want.toLowerCase()) ?? [])[0];
    return found === undefined
      ? undefined
      : { path: join(dirname(path), found), name: name.slice(0, name.length - file.length) + found, ...how };
  };
  return { validation: find(NAMES.validation), test: find(NAMES.test) };
}
