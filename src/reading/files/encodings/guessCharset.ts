import type { Charset } from "./charset.ts";

/** An encoding that a text may be in, and the letters and signs that are most of what a text in it has beside ASCII. */
interface Candidate {
  charset: Charset;
  usual: string;
  /** The scripts of its letters. */
  script: RegExp;
  /** What a letter of these counts that is not among the usual ones. */
  other?: number;
}

const LATIN = /\p{Script=Latin}/u;
const CYRILLIC = /\p{Script=Cyrillic}/u;
const HAN = /\p{Script=Han}/u;
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u30fc]/u;
const CENTRAL_EUROPE = "áéíóúýčďěňřšťůžąęłśżźľőűäöüăţńŠČŽŘŁŚ„”–—…";
const RUSSIAN = "оеаинтсрвлкмдпуяьгбзч";
const KANA = "のにたいとはしをてでなりれかるがもらこさんくまきそっすあよどうつーンスルトリイ";

/** The likelier first, of two that read a text as well. */
const CANDIDATES: readonly Candidate[] = [
  { charset: "windows-1252", usual: "éèàçäöüßåñáíóúâêîôûëïãæœùøÉÀÄÖÜÅ’‘“”„«»–—…€°£§¿¡", script: LATIN },
  { charset: "windows-1250", usual: CENTRAL_EUROPE, script: LATIN },
  { charset: "iso-8859-2", usual: CENTRAL_EUROPE, script: LATIN },
  { charset: "windows-1254", usual: "çğıöşüİÇÖŞÜ’“”…", script: LATIN },
  { charset: "windows-1251", usual: RUSSIAN, script: CYRILLIC },
  { charset: "koi8-r", usual: RUSSIAN, script: CYRILLIC },
  { charset: "windows-1253", usual: "αοιετσνηυρπκμλςάέίόήύώ", script: /\p{Script=Greek}/u },
  { charset: "windows-1255", usual: "יוהלאמרתבש", script: /\p{Script=Hebrew}/u },
  { charset: "windows-1256", usual: "اليمنورتبةعدسف", script: /\p{Script=Arabic}/u },
  { charset: "windows-874", usual: "านรกเงมยลวดทสอั่้ิี", script: /\p{Script=Thai}/u, other: 0 },
  { charset: "shift_jis", usual: KANA, script: JAPANESE },
  { charset: "euc-jp", usual: KANA, script: JAPANESE },
  {
    charset: "gb18030",
    usual:
      "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实很，。、：！？“”",
    script: HAN,
  },
  {
    charset: "big5",
    usual:
      "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實很，。、：！？「」",
    script: HAN,
  },
  {
    charset: "euc-kr",
    usual: "이다는에을의가고하지은를로한그사나도서어리기자아인해",
    script: /\p{Script=Hangul}/u,
    other: 0.9,
  },
];

/**
 * The encoding that bytes which are not UTF-8 are most likely in: the one whose reading looks most like a text. It is a guess to
 * propose, and windows-1252 where nothing speaks for another.
 */
export function guessCharset(bytes: Uint8Array): Charset {
  const scores = CANDIDATES.map((candidate) => ({ ...candidate, ...scoreOf(bytes, candidate) }));
  const [usual] = scores;
  const best = scores.reduce((best, each) => (each.score > best.score ? each : best));
  const better = best.score - usual.score;
  return better > CLEARLY && better * best.seen > 1 ? best.charset : usual.charset;
}

/** Windows-1252 is so much more frequent than the others that another has to read better by this, and by more than one character. */
const CLEARLY = 0.08;

/**
 * Which UTF-16 bytes without a byte order mark look like: a text of one alphabet, in which nearly all higher bytes are one of few, and
 * with spaces or line breaks, of which they are 0.
 */
export function unmarkedUtf16(bytes: Uint8Array): Charset | undefined {
  const beginning = bytes.subarray(0, Math.min(UTF_16_BEGINNING, bytes.length & ~1));
  return (["utf-16le", "utf-16be"] as const).find((charset) => {
    const text = new TextDecoder(charset).decode(beginning);
    const counts = new Array<number>(256).fill(0);
    for (let i = 0; i < text.length; i++) counts[text.charCodeAt(i) >> 8]++;
    const [first, second, third] = counts.toSorted((a, b) => b - a);
    return counts[0] > 1 && first + second + third > 0.9 * text.length && VISIBLE.test(text);
  });
}

/** Bytes that are looked at; a pair that is cut at their end is no reason to look no further. */
const UTF_16_BEGINNING = 1024;
const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\p{Cf}\t\n\r]*\ufffd?$/u;

/** How much like a text it reads, of the characters that are not ASCII, of which `seen` are: about 1 of a text, 0 or less of what is none. */
function scoreOf(bytes: Uint8Array, { charset, usual, script, other = 0.5 }: Candidate) {
  let text: string;
  try {
    // The last character may be cut.
    text = new TextDecoder(charset).decode(bytes).replace(/\ufffd$/, "");
  } catch {
    return { score: Number.NEGATIVE_INFINITY, seen: 0 };
  }
  let sum = 0;
  let seen = 0;
  let before = " ";
  for (const sign of text) {
    const isForeign = sign > "\x7f";
    if (isForeign) seen++;
    if (isForeign) sum += usual.includes(sign) ? 1 : script.test(sign) ? other : WRONG.test(sign) ? -5 : 0;
    if (isForeign || before > "\x7f") sum -= oddity(before, sign, script);
    before = sign;
  }
  return { score: seen === 0 ? Number.NEGATIVE_INFINITY : sum / seen, seen };
}

const WRONG = /[\ufffd\uff61-\uff9f\p{Co}\p{Cn}\p{Cc}]/u;
const LETTER = /\p{L}/u;
const LOWER = /\p{Ll}/u;
const UPPER = /\p{Lu}/u;
const ASCII_LETTER = /[A-Za-z]/;
const SIGN_IN_WORDS = /[\u2019'\-\u2013\u2014\u2026\u201c\u201d\u201e\u00ab\u00bb\u2018]/u;

/** How odd it is that one character follows another, of which one is not ASCII. */
function oddity(before: string, sign: string, script: RegExp): number {
  if (!LETTER.test(before)) return 0;
  if (LOWER.test(before) && UPPER.test(sign)) return 1;
  if (!LETTER.test(sign))
    return sign > "\x7f" && /\p{S}|\p{No}|[\u00bf\u00a1]/u.test(sign) && !SIGN_IN_WORDS.test(sign) ? 0.5 : 0;
  if (UPPER.test(before) && UPPER.test(sign)) return 0.3;
  const isMixed = script !== LATIN && (ASCII_LETTER.test(before) || ASCII_LETTER.test(sign));
  if (isMixed) return 1;
  if (script === LATIN) return before > "\x7f" && sign > "\x7f" ? 0.6 : 0;
  return script.test(before) === script.test(sign) ? 0 : 0.5;
}
