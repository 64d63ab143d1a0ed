import { basename } from "node:path";
import { compareCodePoints } from "../../../base/codePoints.ts";
import type { Message } from "../../../base/message.ts";
import { nearest } from "../../../base/nearest.ts";
import { type Place, UserError } from "../../../base/userError.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import { isEmptyCell } from "../../../data/encode/cells.ts";
import { ownCopy } from "../../../data/text/words/wordScanner.ts";
import { says } from "./messages.ts";

export type LabelKind = "one" | "several" | "ordered" | "binary";

/** Different labels of one kind: the output has a row for each. */
const MOST_LABELS = 16_384;
/** Different sets of several labels. */
const MOST_SETS = 2 ** 22;
const SEPARATORS = ["|", ";", ","];
const YES = new Set(["1", "true", "yes", "y", "t", "+"]);
const NO = new Set(["0", "false", "no", "n", "f", "-", "o"]);

/** How labels are known afterwards: see `Encoding`. */
export interface Labels {
  labels: string[];
  values?: number[];
  /** Of "binary", what the answer no is called. */
  negative?: string;
}

/** Collects what stands where labels stand, and decides at the end, when all were counted, which label has which id. */
export class LabelTable {
  private readonly raw: string[] = [];
  private readonly places: Place[] = [];
  private readonly ids = new Map<string, number>();
  /** The first label that is a whole number beyond 2^53. */
  private inexact: { text: string; place: Place } | undefined;

  constructor(
    private readonly kind: LabelKind,
    private readonly column: string,
  ) {}

  /** The provisional id of a cell. `place` is asked for where it is new, or wrong. */
  id(cell: Cell, place: () => Place): number {
    const several = this.kind === "several";
    if (!several && isEmptyCell(cell)) {
      throw new UserError(says.missingLabel({ column: this.column }), place());
    }
    const isList = Array.isArray(cell);
    if ((isList && !several) || (typeof cell === "object" && cell !== null && !isList)) {
      throw new UserError(says.notOneLabel({ column: this.column, isList }), place());
    }
    const text = isList ? JSON.stringify(cell) : cell === null ? "" : String(cell).trim().toWellFormed();
    if (typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell))
      this.inexact ??= { text, place: place() };
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    if (this.raw.length >= (several ? MOST_SETS : MOST_LABELS)) {
      throw new UserError(says.tooManyLabels({ column: this.column, most: MOST_LABELS }), place());
    }
    const own = ownCopy(text);
    this.raw.push(own);
    this.places.push(place());
    this.ids.set(own, this.raw.length - 1);
    return this.raw.length - 1;
  }

  /**
   * The final ids of each provisional one, several of "several" and at most one otherwise: none is the answer no of "binary".
   * `counts` is how often training has each. With `known` labels, those of a run that goes on, any other is an error.
   */
  finish(counts: Int32Array, known: Labels | undefined): { labels: Labels; finalIds: number[][]; notes: Message[] } {
    const notes: Message[] = [];
    const sets = this.kind === "several" ? this.split(notes) : this.raw.map((text) => [text]);
    const labels = known ?? this.order(sets, counts, notes);
    const ids = new Map(labels.labels.map((label, id) => [label, id]));
    const finalIds = sets.map((set, i) =>
      set.flatMap((label) => {
        const id = ids.get(label);
        if (id !== undefined) return [id];
        if (this.kind === "binary" && label === labels.negative) return [];
        throw this.unknown(label, labels, this.places[i]);
      }),
    );
    return { labels, finalIds, notes };
  }

  /** What is said of numbers that are read as labels and cannot be told apart from those beside them. */
  get inexactSaid(): Message | undefined {
    if (!this.inexact) return undefined;
    const { text, place } = this.inexact;
    const { file = "", line = 1 } = place;
    return says.inexact({ column: this.column, label: text, line, name: basename(file) });
  }

  /** Where a label was first seen, as it is written. */
  placeOf(label: string): Place {
    return this.places[this.ids.get(label) ?? 0];
  }

  private order(sets: string[][], counts: Int32Array, notes: Message[]): Labels {
    const total = new Map<string, number>();
    for (const [i, set] of sets.entries()) {
      for (const label of new Set(set)) total.set(label, (total.get(label) ?? 0) + counts[i]);
    }
    const byCount = [...total.keys()].sort((a, b) => total.get(b)! - total.get(a)! || compareCodePoints(a, b));
    if (byCount.length > MOST_LABELS) {
      throw new UserError(says.tooManyLabels({ column: this.column, most: MOST_LABELS, labels: byCount.length }));
    }
    if (this.kind === "ordered") return this.ordered(byCount);
    if (this.kind === "binary") return this.binary(byCount, notes);
    return { labels: byCount };
  }

  private ordered(labels: string[]): Labels {
    const value = (label: string) => Number(/^[+-]?\d+(\.\d+)?/.exec(label)?.[0] ?? Number.NaN);
    const wrong = labels.find((label) => Number.isNaN(value(label)));
    if (wrong !== undefined) {
      throw new UserError(says.notOrdered({ label: wrong, column: this.column }), this.placeOf(wrong));
    }
    const sorted = labels.toSorted((a, b) => value(a) - value(b) || compareCodePoints(a, b));
    return { labels: sorted, values: sorted.map(value) };
  }

  private binary(labels: string[], notes: Message[]): Labels {
    const place = this.placeOf(labels[2] ?? "");
    if (labels.length > 2) {
      throw new UserError(says.notBinary({ column: this.column, labels }), place);
    }
    const no = labels.find((label) => NO.has(label.toLowerCase()));
    const yes = labels.find((label) => YES.has(label.toLowerCase()));
    // Without a name that says so, the rarer is what is looked for.
    const positive =
      yes ??
      labels.find((label) => label !== no && label !== labels[0]) ??
      labels.find((label) => label !== no) ??
      "yes";
    const negative = labels.find((label) => label !== positive) ?? "no";
    if (yes === undefined && no === undefined) notes.push(says.yesAndNo({ yes: positive, no: negative }));
    return { labels: [positive], negative };
  }

  /** Sets of labels, each a list of its own or text with the separator that the column uses. */
  private split(notes: Message[]): string[][] {
    const texts = this.raw.filter((text) => !text.startsWith("["));
    const separator = SEPARATORS.find((candidate) => texts.some((text) => text.includes(candidate)));
    if (separator !== undefined) notes.push(says.separator({ separator }));
    return this.raw.map((text, i) => {
      const parts = text.startsWith("[")
        ? this.list(text, i)
        : separator === undefined
          ? [text]
          : text.split(separator);
      return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ""))];
    });
  }

  private list(text: string, i: number): string[] {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list) && list.every((label) => typeof label === "string" || typeof label === "number"))
        return list.map(String);
    } catch {}
    throw new UserError(says.badList({ column: this.column }), this.places[i]);
  }

  private unknown(label: string, { labels, negative }: Labels, place: Place): UserError {
    const known = negative === undefined ? labels : [...labels, negative];
    const near = nearest(label, known);
    return new UserError(says.unknownLabel({ label, column: this.column, near }), place);
  }
}
