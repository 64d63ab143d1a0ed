import { quoted } from "./words.ts";

/**
 * What a person can do next, where the words depend on where they are: a terminal spells an option, the editor names a command.
 * The edges make text of it (`cli/text/adviceText.ts`, `extension/adviceText.ts`); no other room spells a command line.
 */
export type Advice =
  /** Give the run another value of a setting. */
  | { do: "set"; key: string; value: number | string | boolean | null }
  /** Use an option of the present command, with a value or an example of one. */
  | { do: "give"; option: string; value?: string }
  /** Leave an option of the present command out. */
  | { do: "omit"; option: string }
  /** Use another command, about a file or a run. */
  | { do: "use"; command: string; of?: string };

/** What a sentence of a room's table makes of its data. */
export interface Wording {
  /** Stable, for scripts and quick fixes; several sentences may share one. */
  code: string;
  /** What is wrong, and what was expected. */
  text: string;
  /** The next step, where it is the same everywhere. */
  hint?: string;
  advice?: Advice;
  /** What may stand in the place of what is wrong, the likeliest first. */
  suggestions?: readonly string[];
  /** The key of a config where it stands, of what is told at no place of its own. */
  key?: string;
  /** Of a list at that key, the entry that is meant. */
  value?: string;
  /** Keys of a config that it names, beside the one where it stands. */
  keys?: readonly string[];
}

/**
 * Something to say, as data with its English words. Whoever acts on it reads `code`, `args`, `suggestions`, `keys` and `advice`,
 * never the text; another language is a table of the same names, applied to `id` and `args` where the text is shown.
 */
export interface Message extends Wording {
  /** Which sentence: the room and its name in the room's table, "config.bothGiven". */
  readonly id: string;
  readonly args: unknown;
}

type Table = Record<string, (args: never) => Wording>;

type Sayings<T extends Table> = { readonly [K in keyof T]: (...args: Parameters<T[K]>) => Message };

/** The sentences of a room: functions of their data, which must survive JSON. */
export function messageTable<T extends Table>(room: string, table: T): Sayings<T> {
  const entries = Object.entries(table).map(([name, word]) => {
    const say = (args: never): Message => ({ id: `${room}.${name}`, args: args ?? {}, ...word(args) });
    return [name, say];
  });
  return Object.fromEntries(entries) as Sayings<T>;
}

/** The hint that offers the name which was likely meant, also for whoever puts it there; `otherwise` where none is like it. */
export function didYouMean(near: string | undefined, otherwise?: string): Pick<Wording, "hint" | "suggestions"> {
  return near === undefined ? { hint: otherwise } : { hint: `Did you mean ${quoted(near)}?`, suggestions: [near] };
}
