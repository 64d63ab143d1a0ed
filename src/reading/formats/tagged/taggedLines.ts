import { UserError } from "../../../base/userError.ts";
import { trimmed, words } from "../../../data/encode/cells.ts";
import { LineSplitter } from "../lines.ts";
import { says } from "../messages.ts";
import type { OnBad, OnRecord } from "../record.ts";

/** The columns of a tagged line; the third may be missing. */
export const TAGGED_COLUMNS = ["tokens", "tags", "label"];

/** A sentence a line: its tokens, a tab, its tags, as ATIS is distributed; after another tab a label of the whole, where there is one. */
export function taggedLinesReader(path: string, name: string, onRecord: OnRecord, onBad?: OnBad) {
  return new LineSplitter(
    path,
    name,
    (text, line) => {
      if (trimmed(text) === "") return;
      const parts = text.split("\t");
      while (parts.length > 2 && trimmed(parts[parts.length - 1]) === "") parts.pop();
      const at = { file: path, line, column: 1 };
      if (parts.length < 2 || parts.length > 3) {
        throw new UserError(says.notTwoParts({ line, name, tabs: parts.length - 1 }), at);
      }
      const [tokens, tags] = parts.map(words);
      if (tokens.length !== tags.length) {
        throw new UserError(says.unevenTags({ line, name, tokens: tokens.length, tags: tags.length, text }), {
          ...at,
          column: parts[0].length + 2,
        });
      }
      const cells = [tokens, tags, parts.length > 2 ? trimmed(parts[2]) : null];
      const place = (column: number, item = 0) => {
        const start = parts.slice(0, column).join("\t").length + (column > 0 ? 1 : 0);
        return { file: path, line, column: start + itemStart(parts[column] ?? "", item) + 1 };
      };
      onRecord({ cells, line, place });
    },
    onBad,
  );
}

function itemStart(text: string, item: number): number {
  const found = Array.from(text.matchAll(/[^ \t\n\v\f\r]+/g))[item];
  return found?.index ?? 0;
}
