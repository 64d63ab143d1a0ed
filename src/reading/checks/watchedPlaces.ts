import { basename, dirname, resolve, sep } from "node:path";
import { commonFolder } from "../../base/commonFolder.ts";
import { type Config, dataFilesOf } from "../../config/index.ts";
import { expandBraces, isGlob } from "../files/glob.ts";

/** What to watch for changes: names in a folder, by a pattern of `*`, `?` and `**` that editors understand. */
export interface WatchedPlace {
  /** Absolute; it need not exist. */
  folder: string;
  pattern: string;
}

/** More patterns than that of one glob are not watched each; they are still looked at when the person comes back. */
const MOST_PATTERNS = 20;
/** Folders above a file that are watched for being moved, deleted or made. */
const MOST_FOLDERS = 4;

/** Where the data of a config lie, or will, with the folders on the way there. No disk is asked. */
export function watchedPlaces(config: Config, configFile: string): WatchedPlace[] {
  const folder = dirname(configFile);
  const places = namedPaths(config).flatMap((pattern) => {
    return isGlob(pattern) ? byGlob(pattern, folder) : wayTo(resolve(folder, pattern), folder);
  });
  return [...new Map(places.map((place) => [`${place.folder}\n${place.pattern}`, place])).values()];
}

/** Where the sounds lie that the data of a config name: all in these folders, with the folders on the way there. No disk is asked. */
export function soundPlaces(sounds: readonly string[], configFile: string): WatchedPlace[] {
  const folders = [...new Set(sounds.map((sound) => dirname(sound)))];
  // Many lie in one that has them all.
  const roots = folders.length > MOST_PATTERNS ? [commonFolder(folders, sep)] : folders;
  const pattern = folders.length > MOST_PATTERNS ? "**" : "*";
  return roots.flatMap((folder) => [{ folder, pattern }, ...wayTo(folder, dirname(configFile))]);
}

function byGlob(pattern: string, folder: string): WatchedPlace[] {
  return simplePatterns(pattern).flatMap((simple) => {
    const parts = (sep === "\\" ? simple.replaceAll("\\", "/") : simple).split("/");
    const wild = parts.findIndex((part) => /[*?]/.test(part));
    if (wild < 0) return wayTo(resolve(folder, simple), folder);
    const root = resolve(folder, parts.slice(0, wild).join("/") || (simple.startsWith("/") ? "/" : "."));
    const rest = parts.slice(wild);
    // A folder with files in it may be moved to where they match: nothing says more of it than its own name.
    const names = rest.length === 1 ? rest[0].replace(/[[\]]/g, "?") : "**";
    return [{ folder: root, pattern: names }, ...wayTo(root, folder)];
  });
}

function simplePatterns(pattern: string): string[] {
  try {
    return expandBraces(pattern).slice(0, MOST_PATTERNS);
  } catch {
    return [];
  }
}

/** A path and the folders above it, as far as they are not those of the config itself. */
function wayTo(path: string, configFolder: string): WatchedPlace[] {
  const places: WatchedPlace[] = [];
  const isAbove = (path: string) => `${configFolder}${sep}`.startsWith(path.endsWith(sep) ? path : `${path}${sep}`);
  for (let at = path; places.length < MOST_FOLDERS && !isAbove(at); at = dirname(at)) {
    places.push({ folder: dirname(at), pattern: literal(basename(at)) });
  }
  return places;
}

/** Signs that would mean something in a pattern stand for any one sign: brackets around them mean different things to editors. */
function literal(name: string): string {
  return name.replace(/[[\]{}*?!]/g, "?");
}

/** The paths and globs that a config names as data, in the order of its parts. */
export function namedPaths({ data }: Config): string[] {
  return Object.values(dataFilesOf(data)).flat();
}
