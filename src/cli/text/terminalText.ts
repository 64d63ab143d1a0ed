import { hasRightToLeft } from "../../base/scripts.ts";
import { oneLine, visible } from "../../base/visibleText.ts";

/** A text in a style of the terminal, by its number: 1 is bold, 2 faint, 31 red. */
export interface Styled {
  style: number;
  text: string;
}

/** What is written for people. Only what is styled here ever becomes a command to the terminal. */
export type TextPart = string | Styled;

export function styled(style: number, text: string): Styled {
  return { style, text };
}

// Around a text that is written from the right, until it is rendered. No text has them: `visible` shows these code points as numbers.
const [OPEN, CLOSE] = ["\ufdd0", "\ufdd1"];
// What a terminal gets for them: first strong isolate, and pop directional isolate (Unicode's bidirectional algorithm, X5c and X6a).
const [ISOLATE, POP] = ["\u2068", "\u2069"];

/**
 * A text that is written from the right stays by itself among words of ours, so that what stands behind it (an arrow, a number, another
 * text) is not drawn into it. Other texts are as they are.
 */
export function isolated(text: string): string {
  return hasRightToLeft(text) ? `${OPEN}${text}${CLOSE}` : text;
}

/** The same of a text in pieces. */
export function isolatedParts(parts: readonly TextPart[]): TextPart[] {
  const isIsolated = parts.some((part) => hasRightToLeft(typeof part === "string" ? part : part.text));
  return isIsolated ? [OPEN, ...parts, CLOSE] : [...parts];
}

/** A text from outside in a line of ours. */
export function told(text: string): string {
  return isolated(oneLine(text));
}

/** Without what stands around texts that are written from the right, which takes no room. */
export function bare(text: string): string {
  return text.replaceAll(OPEN, "").replaceAll(CLOSE, "");
}

interface Rendering {
  colours: boolean;
  /** Whether a person looks at it; a file has the texts alone. */
  isTerminal?: boolean;
}

/** Parts as the terminal gets them: control characters in them are shown, and never obeyed. */
export function rendered(parts: readonly TextPart[], { colours, isTerminal = false }: Rendering): string {
  let depth = 0;
  const shown = (text: string) =>
    text
      .split(MARKS)
      .map((piece) => {
        if (piece === OPEN || piece === CLOSE) {
          depth += piece === OPEN ? 1 : -1;
          if (!isTerminal) return "";
          return piece === OPEN ? ISOLATE : POP;
        }
        return isTerminal && depth === 0 ? withIsolates(visible(piece)) : visible(piece);
      })
      .join("");
  return parts
    .map((part) => {
      if (typeof part === "string") return shown(part);
      return colours && part.text !== "" ? `\x1b[${part.style}m${shown(part.text)}\x1b[0m` : shown(part.text);
    })
    .join("");
}

const MARKS = new RegExp(`([${OPEN}${CLOSE}])`);

/** What stands between quotation marks, or a word, and words behind it with nothing but a space between them. */
const QUOTED_OR_WORDS = /"([^"\n]*)"|[^\s"]+(?: [^\s"]+)*/g;

/** Names and values within sentences: what is quoted, and words. */
function withIsolates(text: string): string {
  if (!hasRightToLeft(text)) return text;
  return text.replace(QUOTED_OR_WORDS, (found, quoted: string | undefined) => {
    if (quoted !== undefined) return hasRightToLeft(quoted) ? `"${ISOLATE}${quoted}${POP}"` : found;
    return wordsIsolated(found);
  });
}

function wordsIsolated(text: string): string {
  const words = text.split(" ");
  let said = "";
  for (let i = 0; i < words.length; i++) {
    let last = i;
    while (last < words.length && hasRightToLeft(words[last])) last++;
    const stretch = words.slice(i, last).join(" ");
    said += `${i > 0 ? " " : ""}${last > i ? aroundLetters(stretch) : words[i]}`;
    if (last > i) i = last - 1;
  }
  return said;
}

/** Signs around it are of the sentence. */
function aroundLetters(text: string): string {
  return text.replace(
    /[\p{L}\p{M}\p{N}].*[\p{L}\p{M}\p{N}]|[\p{L}\p{M}\p{N}]/su,
    (letters) => `${ISOLATE}${letters}${POP}`,
  );
}
