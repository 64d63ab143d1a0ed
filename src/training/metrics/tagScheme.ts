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
 * How tags mark entities: "IOB" for IOB1 and IOB2, which conlleval's rule reads alike. Undefined where they are not all `O` or a
 * letter, a dash and a type: parts of speech, say, mark no entities.
 */
export function tagScheme(labels: readonly string[]): TagScheme | undefined {
  const letters = new Set<string>();
  for (const label of labels) {
    if (label === "O") continue;
    const letter = /^([BIESLU])-./su.exec(label)?.[1];
    if (letter === undefined) return undefined;
    letters.add(letter);
  }
  const iobes = letters.has("E") || letters.has("S");
  const bilou = letters.has("L") || letters.has("U");
  if (letters.size === 0 || (iobes && bilou)) return undefined;
  if (iobes) return "IOBES";
  return bilou ? "BILOU" : "IOB";
}

/** A tag of such a scheme; the type is all that follows the first dash. */
export function parseTag(label: string): ParsedTag {
  return label === "O" ? { position: "O", type: "" } : { position: POSITIONS[label[0]], type: label.slice(2) };
}
