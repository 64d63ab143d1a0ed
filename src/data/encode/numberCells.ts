import type { Cell } from "./cells.ts";

/** "1,5", and "1,234" too: which of the two is meant cannot be told. */
const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
/** Between groups of three digits: a comma, ' or ’, spaces. */
const THOUSANDS = /^[+-]?\d{1,3}(?:[,'\u2019 \u00a0\u202f]\d{3})+(?:\.\d+)?$/;
/** "1.234.567" can be nothing else; "1.234" can. */
const POINTS = /^[+-]?\d{1,3}(?:\.\d{3}){2,}$/;
const EUROPEAN = /^[+-]?\d{1,3}(?:[. \u00a0\u202f]\d{3})+,\d+$/;
/** What stands before or after an amount: $ € £ ¥, % ‰. */
const SIGNS = /^[$\u20ac\u00a3\u00a5]\s*|\s*[%\u2030\u20ac\u00a3\u00a5$]$/gu;
/** A minus sign (−), or a dash (–), instead of a hyphen. */
const MINUS = /^[\u2212\u2013]/u;

/** The number that a text says in decimal digits; NaN for any other, 0x1F and 0b1 among them. */
export function decimal(text: string): number {
  return text.trim() === "" || /^\s*0[xob]/i.test(text) ? Number.NaN : Number(text);
}

/** Whether a cell is meant as a number; one that is not written as numbers are here is refused later, with the reason. */
export function isNumber(cell: Cell): boolean {
  if (typeof cell !== "string") return typeof cell === "number";
  return Number.isFinite(decimal(cell)) || numberAdvice(cell) !== undefined;
}

/** How a number that is written in another way should stand; undefined where no number is meant. */
export function numberAdvice(cell: string): string | undefined {
  const text = cell.trim();
  if (DECIMAL_COMMA.test(text)) return "Write 1.5 instead of 1,5, and 1234 instead of 1,234.";
  const bare = text.replace(MINUS, "-").replace(SIGNS, "");
  const isCommaAlone = DECIMAL_COMMA.test(bare);
  const plain =
    isCommaAlone || EUROPEAN.test(bare) || POINTS.test(bare)
      ? bare.replace(/[.\s\u00a0\u202f]/g, "").replace(",", ".")
      : THOUSANDS.test(bare)
        ? bare.replace(/[,'\u2019\s\u00a0\u202f]/g, "")
        : bare;
  if (plain === text || plain === "" || !Number.isFinite(decimal(plain))) return undefined;
  if (/[%\u2030]$/u.test(text)) return `Write ${plain}, without ${text.at(-1)}, in all rows.`;
  if (plain === bare && MINUS.test(text)) return `Write ${plain}, with a hyphen for the minus sign.`;
  if (plain === bare || isCommaAlone) return `Write ${plain}, the number alone.`;
  return `Write ${plain}: a number has a decimal point and nothing between its thousands.`;
}
