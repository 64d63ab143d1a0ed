import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { compareCodePoints } from "../../base/codePoints.ts";
import { UserError } from "../../base/userError.ts";
import { says } from "./messages.ts";
import { storedPath } from "./storedPath.ts";

const MOST_PATTERNS = 1000;
const MOST_FOLDERS = 20_000;

export function isGlob(pattern: string): boolean {
  return /[*?{]/.test(pattern);
}

/**
 * Files that match a glob, as paths in the words of the pattern ("texts/a.txt" for "texts/*.txt"), sorted by code point.
 * `*` and `?` stay within a name, `**` is any number of folders, `{a,b}` is either. As in a shell, names that start with a dot
 * match only a pattern that writes the dot, and `**` does not follow links to folders.
 */
export async function matchGlob(folder: string, pattern: string, signal?: AbortSignal): Promise<string[]> {
  const found = new Set<string>();
  for (const simple of expandBraces(pattern)) {
    const parts = (sep === "\\" ? simple.replaceAll("\\", "/") : simple).split("/");
    const firstWild = parts.findIndex((part) => /[*?]/.test(part));
    const wild = firstWild < 0 ? parts.length - 1 : firstWild;
    const fixed = parts.slice(0, wild).map((part) => `${part}/`);
    const prefix = fixed.join("");
    const start = await storedPath(resolve(folder, prefix || "."));
    await new Walk(parts.slice(wild), found, signal).visit(start, prefix, new Set([0]));
  }
  return [...found].sort(compareCodePoints);
}

class Walk {
  private visited = 0;

  constructor(
    private readonly parts: readonly string[],
    private readonly found: Set<string>,
    private readonly signal?: AbortSignal,
  ) {}

  /** `positions` are the places in the pattern that a name of this folder may continue; `prefix` is the folder in its words. */
  async visit(folder: string, prefix: string, positions: Set<number>): Promise<void> {
    const { parts, found } = this;
    this.signal?.throwIfAborted();
    if (++this.visited > MOST_FOLDERS) {
      throw new UserError(says.tooManyFolders({ most: MOST_FOLDERS }));
    }
    // "**" may stand for no folder at all.
    for (const at of positions) if (parts[at] === "**" && at + 1 < parts.length) positions.add(at + 1);
    for (const entry of await entriesOf(folder)) {
      const name = entry.name;
      const link = entry.isSymbolicLink();
      const target = link ? await stat(join(folder, name)).catch(() => undefined) : entry;
      const next = new Set<number>();
      for (const at of positions) {
        const part = parts[at];
        const last = at + 1 === parts.length;
        if (part === "**") {
          if (name.startsWith(".")) continue;
          if (target?.isDirectory() && !link) next.add(at);
          if (last && target?.isFile()) found.add(prefix + name);
        } else if (matchName(part, name)) {
          if (!last && target?.isDirectory()) next.add(at + 1);
          if (last && target?.isFile()) found.add(prefix + name);
        }
      }
      if (next.size > 0) await this.visit(join(folder, name), `${prefix}${name}/`, next);
    }
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    const why = code === "EACCES" || code === "EPERM" ? "permission denied" : (error as Error).message;
    throw new UserError(says.unreadableFolder({ folder, why }), { file: folder });
  }
}

/** One name against a pattern of `*` and `?`, in time that grows with the product of their lengths at worst. */
export function matchName(pattern: string, name: string): boolean {
  if (name.startsWith(".") && !pattern.startsWith(".")) return false;
  // The same letters may be stored in several forms of Unicode.
  const wanted = Array.from(pattern.normalize());
  const letters = Array.from(name.normalize());
  let p = 0;
  let n = 0;
  let star = -1;
  let resume = 0;
  while (n < letters.length) {
    if (wanted[p] === "*") {
      star = p++;
      resume = n;
    } else if (p < wanted.length && (wanted[p] === "?" || wanted[p] === letters[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++resume;
    } else return false;
  }
  while (wanted[p] === "*") p++;
  return p === wanted.length;
}

/** "a{b,c{d,e}}" → "ab", "acd", "ace". A brace without a comma or a partner is itself. */
export function expandBraces(pattern: string): string[] {
  const finished: string[] = [];
  const open = [{ text: pattern, from: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { text, from } = next;
    const group = firstGroup(text, from);
    if (group === undefined) finished.push(text);
    else {
      const { start, end, choices } = group;
      const expanded = choices.map((choice) => ({
        text: text.slice(0, start) + choice + text.slice(end + 1),
        from: start,
      }));
      open.push(...expanded.reverse());
    }
    if (open.length + finished.length > MOST_PATTERNS) {
      throw new UserError(says.tooManyPatterns({ most: MOST_PATTERNS }));
    }
  }
  return [...new Set(finished)];
}

function firstGroup(text: string, from: number): { start: number; end: number; choices: string[] } | undefined {
  for (let start = text.indexOf("{", from); start >= 0; start = text.indexOf("{", start + 1)) {
    let depth = 0;
    let choiceStart = start + 1;
    const choices: string[] = [];
    for (let i = start; i < text.length; i++) {
      if (text[i] === "{") depth++;
      else if (text[i] === "," && depth === 1) {
        choices.push(text.slice(choiceStart, i));
        choiceStart = i + 1;
      } else if (text[i] === "}" && --depth === 0) {
        if (choices.length > 0) return { start, end: i, choices: [...choices, text.slice(choiceStart, i)] };
        break;
      }
    }
  }
  return undefined;
}
