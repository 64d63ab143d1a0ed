import { CodePointText, writeCodePoints } from "../../../base/codePoints.ts";
import type { Message } from "../../../base/message.ts";
import { UserError } from "../../../base/userError.ts";
import { Growing } from "../growing.ts";
import { MOST_SYMBOLS } from "../tokens.ts";
import { CodePointMap, hashOf } from "./codePointMap.ts";

/**
 * Different words, numbered in the order in which they come. They are kept as code points, since a text is looked up by its code points;
 * a word becomes a string when somebody asks for it.
 */
export class Lexicon {
  /** Ids by words, and by other forms that stand for one, such as capitals. */
  readonly forms = new CodePointMap();
  /** Where each word lies among the forms. */
  private readonly places = new Growing(Int32Array);
  private readonly spelled: string[] = [];
  private readonly text = new CodePointText();
  private codePoints = new Int32Array(64);

  /** `tooMany` is said where there are more than `MOST_SYMBOLS`. */
  constructor(private readonly tooMany: (of: { most: number }) => Message) {}

  get size(): number {
    return this.places.length;
  }

  /** The id of a word, new or not. */
  id(word: string): number {
    const length = this.spell(word);
    const hash = hashOf(this.codePoints, 0, length);
    const known = this.forms.get(this.codePoints, 0, length, hash);
    return known >= 0 ? known : this.add(this.codePoints, 0, length, hash);
  }

  /** The id of a word; −1 where it has none, even where something else is written so. */
  known(word: string): number {
    const length = this.spell(word);
    const place = this.forms.find(this.codePoints, 0, length, hashOf(this.codePoints, 0, length));
    if (place < 0) return -1;
    const id = this.forms.valueAt(place);
    return this.places.at(id) === place ? id : -1;
  }

  /** From now on, something else that is written so stands for a word, unless it does already. */
  stands(form: string, id: number): void {
    const length = this.spell(form);
    const hash = hashOf(this.codePoints, 0, length);
    if (this.forms.get(this.codePoints, 0, length, hash) < 0) this.forms.add(this.codePoints, 0, length, hash, id);
  }

  /** Takes in text[from, to), which has this hash and is no form of a word yet; its id. */
  add(text: Int32Array, from: number, to: number, hash: number): number {
    const id = this.size;
    if (id === MOST_SYMBOLS) throw new UserError(this.tooMany({ most: MOST_SYMBOLS }));
    this.places.push(this.forms.add(text, from, to, hash, id));
    return id;
  }

  /** The code points of a word; right until the next comes. */
  at(id: number): Int32Array {
    return this.forms.at(this.places.at(id));
  }

  /** How many code points a word has. */
  lengthOf(id: number): number {
    return this.forms.lengthAt(this.places.at(id));
  }

  /** The code point of a word at an index below its length. */
  codePoint(id: number, index: number): number {
    return this.forms.codePointAt(this.places.at(id), index);
  }

  word(id: number): string {
    return this.text.of(this.at(id), this.lengthOf(id));
  }

  /** All of them, by id. */
  get words(): readonly string[] {
    for (let id = this.spelled.length; id < this.size; id++) this.spelled.push(this.word(id));
    return this.spelled;
  }

  /** Writes the code points of a word; how many there are. */
  private spell(word: string): number {
    if (this.codePoints.length < word.length) this.codePoints = new Int32Array(2 * word.length);
    return writeCodePoints(word, this.codePoints, 0);
  }
}
