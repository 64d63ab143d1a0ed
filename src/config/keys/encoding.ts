import * as Type from "typebox";
import { doc } from "./fields.ts";
import { names } from "./forms.ts";

/** By their names in the WHATWG Encoding Standard. */
const charset = names({
  "utf-8": "Unicode: what nearly all programs write today.",
  "utf-16le": "Unicode in units of two bytes, the lower first, without a byte order mark.",
  "utf-16be": "Unicode in units of two bytes, the higher first, without a byte order mark.",
  "windows-1252": "Western European, also for Latin-1 (ISO 8859-1): what Excel writes as CSV on Windows.",
  "windows-1250": "Central European: Polish, Czech, Hungarian, Romanian, Croatian.",
  "windows-1251": "Cyrillic.",
  "windows-1253": "Greek.",
  "windows-1254": "Turkish.",
  "windows-1255": "Hebrew.",
  "windows-1256": "Arabic.",
  "windows-1257": "Baltic.",
  "windows-1258": "Vietnamese.",
  "windows-874": "Thai.",
  "iso-8859-2": "Central European (Latin-2).",
  "iso-8859-3": "South European (Latin-3).",
  "iso-8859-4": "North European (Latin-4).",
  "iso-8859-5": "Cyrillic, by ISO.",
  "iso-8859-6": "Arabic, by ISO.",
  "iso-8859-7": "Greek, by ISO.",
  "iso-8859-8": "Hebrew, by ISO.",
  "iso-8859-10": "Nordic (Latin-6).",
  "iso-8859-13": "Baltic (Latin-7).",
  "iso-8859-14": "Celtic (Latin-8).",
  "iso-8859-15": "Western European with the euro sign (Latin-9).",
  "iso-8859-16": "South-Eastern European (Latin-10).",
  "koi8-r": "Russian.",
  "koi8-u": "Ukrainian.",
  ibm866: "Cyrillic, of DOS.",
  macintosh: "Western European, of old Macs.",
  "x-mac-cyrillic": "Cyrillic, of old Macs.",
  gb18030: "Chinese, simplified; also for GBK and GB 2312.",
  big5: "Chinese, traditional.",
  shift_jis: "Japanese; also Windows-31J.",
  "euc-jp": "Japanese, of Unix.",
  "iso-2022-jp": "Japanese, of e-mail.",
  "euc-kr": "Korean; also Windows-949.",
});

export const CHARSETS = charset.enum;

/** What other programs call them, without dashes, underscores and spaces. */
const synonyms: Record<string, string> = {
  ...{ utf8: "utf-8", utf8sig: "utf-8", utf16: "utf-16le", utf16le: "utf-16le", utf16be: "utf-16be" },
  ...{ latin1: "windows-1252", iso88591: "windows-1252", l1: "windows-1252", ansi: "windows-1252" },
  ...{ ascii: "windows-1252", usascii: "windows-1252", latin2: "iso-8859-2", latin9: "iso-8859-15" },
  ...{ gbk: "gb18030", gb2312: "gb18030", cp936: "gb18030", cp950: "big5", big5hkscs: "big5" },
  ...{ sjis: "shift_jis", cp932: "shift_jis", windows31j: "shift_jis", cp949: "euc-kr", windows949: "euc-kr" },
  ...{ cp866: "ibm866", cp874: "windows-874", macroman: "macintosh", koi8: "koi8-r" },
  ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`cp125${i}`, `windows-125${i}`])),
};

export const encoding = Type.Optional(
  Type.Union([{ ...charset, synonyms }, Type.Null()], {
    ...doc(
      "Encoding",
      'The character encoding of all files of the data, such as `"windows-1252"`, which Excel writes as CSV on Windows. A file that begins with a byte order mark is read by that. Of two parallel files, one that begins as UTF-8 is read as UTF-8. The run keeps the setting: what it is given later is read by it too, except for standard input and files that begin as UTF-8. `null`: UTF-8.',
    ),
    examples: ["windows-1252", "shift_jis"],
    default: null,
  }),
);
