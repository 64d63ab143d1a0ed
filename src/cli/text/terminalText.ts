import { visible } from "../../base/visibleText.ts";

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

/** Parts as the terminal gets them: control characters in them are shown, and never obeyed. */
export function rendered(parts: readonly TextPart[], colours: boolean): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return visible(part);
      return colours && part.text !== "" ? `\x1b[${part.style}m${visible(part.text)}\x1b[0m` : visible(part.text);
    })
    .join("");
}
