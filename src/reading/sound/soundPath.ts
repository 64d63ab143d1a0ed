import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { nearest } from "../../base/nearest.ts";
import { type Place, UserError } from "../../base/userError.ts";
import type { Cell } from "../../data/encode/cells.ts";
import { says } from "./messages.ts";

interface Naming {
  column: string;
  /** What paths are relative to. */
  folder: string;
  /** Hears the absolute path, also where there is nothing. */
  onPath?: ((path: string) => void) | undefined;
}

/**
 * The file that a cell names. A path from Windows may have backslashes, and the ending may be left out, as in lists of recordings, or be that of
 * the format from which the sound was converted. A name alone is also looked for in the folders beside the table, as corpora have them ("wavs",
 * "clips"), and is found where only one of them has it. Fails with a UserError at `place`; `shown` is what the path is called there.
 */
export function soundPath(
  cell: Cell | undefined,
  { column, folder, onPath }: Naming,
  place: Place,
  shown?: string,
): string {
  const given = typeof cell === "string" ? cell.trim() : "";
  if (given === "") {
    throw new UserError(says.noPath({ column, isEmpty: cell === undefined || cell === null || cell === "" }), place);
  }
  const ways = waysToWrite(given);
  const isThere = (path: string) => !path.includes("\0") && existsSync(path);
  const found = ways.map((path) => resolve(folder, path)).find(isThere) ?? inFolderBeside(ways, folder);
  const missing = resolve(folder, waysToWrite(given).at(-1)!);
  onPath?.(found ?? missing);
  if (found !== undefined) return found;
  throw new UserError(
    says.missing({
      ...{ path: shown ?? given, folder: dirname(missing), near: endOf(given, folder) ?? nearOf(missing, given) },
      isTyped: shown !== undefined,
    }),
    place,
  );
}

/** What a path may mean, the likeliest first. The forms of Unicode differ between macOS, Windows and archives. */
function waysToWrite(given: string): string[] {
  const path = given.startsWith("file://") ? ofUrl(given) : given;
  const slashed = sep === "/" ? path.replaceAll("\\", "/") : path;
  const forms = [path, slashed].flatMap((each) => [each, each.normalize("NFC"), each.normalize("NFD")]);
  const named = /\.[a-z0-9]{2,4}$/i.test(path) ? [] : forms.map((each) => `${each}.wav`);
  const converted = FOREIGN.test(path) ? forms.map((each) => each.replace(FOREIGN, ".wav")) : [];
  return [...new Set([...named, ...converted, ...forms])];
}

/** Endings of sounds in other formats. */
const FOREIGN = /\.(flac|mp3|ogg|oga|opus|m4a|aac|aiff?|wma|amr|sph)$/i;

/** Of a name without a folder, the one file that a folder beside the table has; undefined where there are several. */
function inFolderBeside(ways: readonly string[], folder: string): string | undefined {
  if (ways.some((path) => /[\\/\0]/.test(path))) return undefined;
  try {
    const beside = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && !entry.name.startsWith("."),
    );
    const found = beside.flatMap(({ name }) => {
      const path = ways.map((way) => resolve(folder, name, way)).find((each) => existsSync(each));
      return path === undefined ? [] : [path];
    });
    return found.length === 1 ? found[0] : undefined;
  } catch {
    return undefined;
  }
}

function ofUrl(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** Of a path of another computer, the end that is there on this one. */
function endOf(given: string, folder: string): string | undefined {
  const parts = given.split(/[\\/]/);
  return parts
    .map((_, i) => parts.slice(i + 1).join("/"))
    .find((end) => end !== "" && existsSync(resolve(folder, end)));
}

function nearOf(path: string, given: string): string | undefined {
  try {
    const found = nearest(basename(path), readdirSync(dirname(path)));
    const written = given.slice(0, given.length - basename(path).length);
    return found === undefined ? undefined : written + found;
  } catch {
    return undefined;
  }
}
