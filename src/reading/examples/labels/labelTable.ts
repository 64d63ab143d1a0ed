import { basename } from "node:path";
import { compareCodePoints } from "../../../base/codePoints.ts";
import { nearest } from "../../../base/nearest.ts";
import { type Place, UserError } from "../../../base/userError.ts";
import { grouped, quoted } from "../../../base/words.ts";
import type { Cell } from "../../../data/encode/cells.ts";
import { ownCopy } from "../../../data/text/wordScanner.ts";
import { isEmpty } from "../columnRoles.ts";

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
    if (!several && isEmpty(cell)) {
      const message = `There is no label in ${this.shownColumn()}.`;
      throw new UserError("missing-label", message, "Fill it in, or take the line out.", place());
    }
    const isList = Array.isArray(cell);
    if ((isList && !several) || (typeof cell === "object" && cell !== null && !isList)) {
      const message = `What stands in ${this.shownColumn()} is ${isList ? "a list" : "an object"}, not one label.`;
      const hint = isList
        ? 'Where an example has several labels, set data.labels to "several".'
        : "A label is text or a number.";
      throw new UserError("bad-label", message, hint, place());
    }
    const text = isList ? JSON.stringify(cell) : cell === null ? "" : String(cell).trim().toWellFormed();
    if (typeof cell === "number" && Number.isInteger(cell) && !Number.isSafeInteger(cell))
      this.inexact ??= { text, place: place() };
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    if (this.raw.length >= (several ? MOST_SETS : MOST_LABELS)) {
      const message = `${this.shownColumn("Column")} has more than ${grouped(MOST_LABELS)} different labels.`;
      throw new UserError("too-many-labels", message, "Is data.target the right column?", place());
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
  finish(counts: Int32Array, known: Labels | undefined): { labels: Labels; finalIds: number[][]; notes: string[] } {
    const notes: string[] = [];
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
  get inexactSaid(): string | undefined {
    if (!this.inexact) return undefined;
    const { text, place } = this.inexact;
    const where = `in line ${grouped(place.line ?? 1)} of ${basename(place.file ?? "")}`;
    return `Labels in ${this.shownColumn()} are whole numbers beyond 2^53, such as ${text} ${where}; neighbouring ones cannot be told apart and count as one label. Write them as text, in double quotes.`;
  }

  /** Where a label was first seen, as it is written. */
  placeOf(label: string): Place {
    return this.places[this.ids.get(label) ?? 0];
  }

  private order(sets: string[][], counts: Int32Array, notes: string[]): Labels {
    const total = new Map<string, number>();
    for (const [i, set] of sets.entries()) {
      for (const label of new Set(set)) total.set(label, (total.get(label) ?? 0) + counts[i]);
    }
    const byCount = [...total.keys()].sort((a, b) => total.get(b)! - total.get(a)! || compareCodePoints(a, b));
    if (byCount.length > MOST_LABELS) {
      const message = `${this.shownColumn("Column")} has ${grouped(byCount.length)} different labels; at most ${grouped(MOST_LABELS)} are allowed.`;
      throw new UserError("too-many-labels", message, "Is data.target the right column?");
    }
    if (this.kind === "ordered") return this.ordered(byCount);
    if (this.kind === "binary") return this.binary(byCount, notes);
    return { labels: byCount };
  }

  private ordered(labels: string[]): Labels {
    const value = (label: string) => Number(/^[+-]?\d+(\.\d+)?/.exec(label)?.[0] ?? Number.NaN);
    const wrong = labels.find((label) => Number.isNaN(value(label)));
    if (wrong !== undefined) {
      const message = `${quoted(wrong)} in ${this.shownColumn()} is no number, and with data.labels "ordered" labels are ordered by theirs.`;
      const hint = 'Number them, like "3" or "3 stars", or set data.labels to "one".';
      throw new UserError("bad-label", message, hint, this.placeOf(wrong));
    }
    const sorted = labels.toSorted((a, b) => value(a) - value(b) || compareCodePoints(a, b));
    return { labels: sorted, values: sorted.map(value) };
  }

  private binary(labels: string[], notes: string[]): Labels {
    const place = this.placeOf(labels[2] ?? "");
    if (labels.length > 2) {
      const message = `${this.shownColumn("Column")} has ${grouped(labels.length)} different labels, such as ${labels
        .slice(0, 3)
        .map((label) => quoted(label))
        .join(", ")}; with data.labels "binary" there are two.`;
      throw new UserError("bad-label", message, 'Set data.labels to "one".', place);
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
    if (yes === undefined && no === undefined)
      notes.push(`${quoted(positive)} counts as yes, ${quoted(negative)} as no.`);
    return { labels: [positive], negative };
  }

  /** Sets of labels, each a list of its own or text with the separator that the column uses. */
  private split(notes: string[]): string[][] {
    const texts = this.raw.filter((text) => !text.startsWith("["));
    const separator = SEPARATORS.find((candidate) => texts.some((text) => text.includes(candidate)));
    if (separator !== undefined) notes.push(`Several labels of one example are divided by ${quoted(separator)}.`);
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
    const message = `${this.shownColumn("Column")}: a list of labels is written ["one", "two"].`;
    throw new UserError("bad-label", message, undefined, this.places[i]);
  }

  private unknown(label: string, { labels, negative }: Labels, place: Place): UserError {
    const known = negative === undefined ? labels : [...labels, negative];
    const near = nearest(label, known);
    const hint =
      near !== undefined ? `Did you mean ${quoted(near)}?` : "Take it out, or train a new model on data that has it.";
    const message = `${quoted(label)} in ${this.shownColumn()} is no label that the model knows.`;
    return new UserError("unknown-label", message, hint, place);
  }

  private shownColumn(word = "column"): string {
    return `${word} ${quoted(this.column)}`;
  }
}
