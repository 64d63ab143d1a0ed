import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Message } from "../../base/message.ts";
import { says } from "../messages/index.ts";
import type { ProblemList } from "./problems.ts";

const MAX_LENGTH = 1_000_000;
const MAX_DEPTH = 64;

/** A byte order mark belongs to the file, not to its text: editors hide it and columns do not count it. */
export function withoutByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/**
 * The tree of a JSON text with comments and trailing commas, as far as it can be read; undefined when there is nothing to look
 * at. Every syntax error is reported. Parsers recurse, so size and depth are checked before anything is parsed.
 */
export function readTree(text: string, problems: ProblemList): Node | undefined {
  if (text.length > MAX_LENGTH) {
    problems.error("", { offset: 0, length: 0 }, says.tooLarge({ length: text.length, most: MAX_LENGTH }));
    return undefined;
  }
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) {
    problems.error("", { offset: tooDeep, length: 1 }, says.tooDeep({ most: MAX_DEPTH }));
    return undefined;
  }
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const isUnclosed = errors.some(({ error }) => printParseErrorCode(error) === "UnexpectedEndOfComment");
  if (tree === undefined && !isUnclosed && !/\S/.test(withoutComments(text))) {
    problems.error("", { offset: 0, length: 0 }, says.emptyFile());
    return undefined;
  }
  let end: number | undefined;
  for (const { error, offset, length } of errors) {
    const code = printParseErrorCode(error);
    // Right after another error these only say that the parser lost its way; the end of the file says so wherever it comes.
    const isLost = end !== undefined && CONSEQUENCES.has(code) && !/\S/.test(text.slice(end, offset));
    const isFirst = end === undefined;
    end = Math.max(end ?? 0, offset + length);
    if (isLost || (code === "EndOfFileExpected" && !isFirst)) continue;
    problems.error("", { offset, length }, explain(code, text, offset));
  }
  return tree;
}

const CONSEQUENCES: ReadonlySet<string> = new Set([
  ...["InvalidSymbol", "PropertyNameExpected", "ValueExpected", "ColonExpected", "CommaExpected"],
  ...["CloseBraceExpected", "CloseBracketExpected"],
]);

/** Whether the text can be edited key by key: it parses, and nothing about it is hostile. */
export function isSound(text: string): boolean {
  if (text.length > MAX_LENGTH || firstTooDeep(text) !== undefined) return false;
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && tree?.type === "object";
}

// Token numbers of jsonc-parser's scanner; its const enum cannot be imported under isolatedModules.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

function firstTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token === OPEN_BRACE || token === OPEN_BRACKET) {
      if (++depth > MAX_DEPTH) return scanner.getTokenOffset();
    } else if (token === CLOSE_BRACE || token === CLOSE_BRACKET) depth--;
  }
  return undefined;
}

function withoutComments(text: string): string {
  const scanner = createScanner(text, false);
  let rest = "";
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    if (token !== LINE_COMMENT && token !== BLOCK_COMMENT) rest += scanner.getTokenValue();
  }
  return rest;
}

const EXPLANATIONS: Record<string, () => Message> = {
  InvalidSymbol: says.invalidSymbol,
  InvalidNumberFormat: says.unfinishedNumber,
  PropertyNameExpected: says.keyExpected,
  ValueExpected: says.valueExpected,
  ColonExpected: says.colonExpected,
  CommaExpected: says.commaExpected,
  CloseBraceExpected: says.braceExpected,
  CloseBracketExpected: says.bracketExpected,
  EndOfFileExpected: says.endExpected,
  UnexpectedEndOfComment: says.openComment,
  UnexpectedEndOfString: says.openText,
  UnexpectedEndOfNumber: says.unfinishedNumber,
  InvalidUnicode: says.invalidUnicode,
  InvalidEscapeCharacter: says.invalidEscape,
  InvalidCharacter: says.invalidCharacter,
};

function explain(code: string, text: string, offset: number): Message {
  const [sign] = Array.from(text.slice(offset, offset + 2));
  if (code === "InvalidSymbol" && "'‘’‚“”„«»`".includes(sign)) return says.otherQuotes({ sign });
  const isNumber = code === "InvalidSymbol" && /[+.\d]|^-/.test(sign);
  const goesOn = code === "CommaExpected" && /\d/.test(text[offset - 1]) && /\d/.test(sign);
  if (isNumber || goesOn) return says.invalidNumber();
  return (EXPLANATIONS[code] ?? says.notJson)();
}
