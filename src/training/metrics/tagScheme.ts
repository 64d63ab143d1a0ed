import { ENTITY_MARK } from "../../base/entityMark.ts";

/** What a tag says, after IOBES and BILOU are converted to IOB2. */
export interface ParsedTag {
  /** B begins an entity, I is inside one, O is outside of all. */
  position: "B" | "I" | "O";
  /** "" outside. */
  type: string;
}

export type TagScheme = "IOB" | "IOBES" | "BILOU";

/** S and U are entities of one token, so they begin one; E and L are the last token of one, so they are inside. */
const POSITIONS: Record<string, "B" | "I"> = { B: "B", I: "I", S: "B", E: "I", U: "B", L: "I" };

/**
 * How tags mark entities: "IOB" for IOB1 and IOB2, which conlleval's rule reads alike. Undefined where none is a letter, a dash and
 * a type: parts of speech, say, mark no entities. Beside `O` there may be tags that mark none: ATIS ends each sentence with what
 * is wanted, `atis_flight`.
 */
export function tagScheme(labels: readonly string[]): TagScheme | undefined {
  const letters = new Set<string>();
  for (const label of labels) {
    const letter = ENTITY_MARK.exec(label)?.[1];
    if (letter !== undefined) letters.add(letter);
    else if (!labels.includes("O")) return undefined;
  }
  const iobes = letters.has("E") || letters.has("S");
  const bilou = letters.has("L") || letters.has("U");
  if (letters.size === 0 || (iobes && bilou)) return undefined;
  if (iobes) return "IOBES";
  return bilou ? "BILOU" : "IOB";
}

/** A tag of such a scheme; the type is all that follows the first dash. What marks no entity is outside of all. */
export function parseTag(label: string): ParsedTag {
  return ENTITY_MARK.test(label)
    ? { position: POSITIONS[label[0]], type: label.slice(2) }
    : { position: "O", type: "" };
}
