import { type Edit, findNodeAtLocation, type JSONPath, modify, type Node, parseTree } from "jsonc-parser";
import { UserError } from "../../base/userError.ts";
import { nameOfForm } from "../keys/describe.ts";
import type { Schema } from "../keys/fields.ts";
import { says } from "../messages/index.ts";
import { schemasAt } from "../schema.ts";
import { replacing } from "../support/index.ts";
import { type Placed, placesIn, type Span } from "./problems.ts";
import { namesOf, type Setting, settingText } from "./settings.ts";
import { isSound, withoutByteOrderMark } from "./syntax.ts";

/**
 * The text with each key set, comments and layout kept. Unknown keys are written too: `parseConfig` then says so with all the
 * rest. A text that is not sound JSON comes back as it is, for the same reason.
 */
export function applySettings(text: string, settings: readonly Setting[]): string {
  const json = withoutByteOrderMark(text);
  const options = { formattingOptions: { insertSpaces: true, tabSize: 2 } };
  return text.slice(0, text.length - json.length) + new SettledText(json, settings, options).text;
}

/** A stretch of the text: of the file from an offset on, or what a setting wrote. */
interface Piece {
  length: number;
  from: number | Setting;
}

/**
 * The text of a file with settings written over it, which knows where each of its characters comes from. Setting `training.steps`
 * takes `training.epochs` out and the other way round, and likewise for an option of one form those of another, unless both are
 * set here. Where a form stands by its name alone, or null, an option of it makes the object.
 */
export class SettledText {
  text: string;
  private readonly pieces: Piece[];
  private readonly places: (span: Span) => Placed;

  /** @param options of the edits; without a formatting, all that is not from the file is from a setting */
  constructor(
    file: string,
    settings: readonly Setting[],
    private readonly options: Parameters<typeof modify>[3] = {},
  ) {
    this.text = file;
    this.pieces = [{ length: file.length, from: 0 }];
    this.places = placesIn(file);
    if (settings.length === 0 || !isSound(file)) return;
    for (const setting of settings) {
      this.set(setting);
      if (setting.value === null) continue;
      const isSet = (key: string) => settings.some((other) => other.key === key);
      for (const key of replacedBy(setting)) if (!isSet(key)) this.remove(key, setting);
    }
  }

  /** Where a span of the text stands in the file, or would, and the setting that it is from where it is not from the file. */
  place({ offset, length }: Span): Placed {
    const { piece } = this.pieceAt(offset);
    const from = this.inFile(offset);
    if (typeof piece.from !== "number")
      return { ...this.places({ offset: from, length: 0 }), setting: settingText(piece.from) };
    return this.places({ offset: from, length: Math.max(0, this.inFile(offset + length) - from) });
  }

  /** The offset in the file of an offset in the text; of what a setting wrote, where it begins. */
  private inFile(offset: number): number {
    const { piece, start, before } = this.pieceAt(offset);
    return typeof piece.from === "number" ? piece.from + offset - start : before;
  }

  /** The piece that holds an offset, where it begins, and where in the file the one of the file before it ends. */
  private pieceAt(offset: number): { piece: Piece; start: number; before: number } {
    let start = 0;
    let before = 0;
    for (const piece of this.pieces) {
      const isLast = piece === this.pieces.at(-1);
      if (offset < start + piece.length || isLast) return { piece, start, before };
      start += piece.length;
      if (typeof piece.from === "number") before = piece.from + piece.length;
    }
    return { piece: { length: 0, from: 0 }, start, before };
  }

  private set(setting: Setting): void {
    const names = namesOf(setting.key);
    const path: JSONPath = [];
    for (const [i, name] of names.entries()) {
      const around = this.node(path);
      if (around?.type === "array") {
        const index = /^\d+$/.test(name) ? Number(name) : -1;
        if (around.children?.[index] === undefined) throw refused(setting, names.slice(0, i), "no such entry");
        path.push(index);
        continue;
      }
      if (around?.type !== "object") {
        const object = objectWith(names, i, setting.value, around);
        if (!object) throw refused(setting, names.slice(0, i), "no object");
        this.write(path, object, setting);
        return;
      }
      path.push(name);
    }
    this.write(path, setting.value, setting);
  }

  private remove(key: string, setting: Setting): void {
    const path = namesOf(key);
    if (this.node(path)) this.write(path, undefined, setting);
  }

  private node(path: JSONPath): Node | undefined {
    const tree = parseTree(this.text, [], { allowTrailingComma: true });
    return tree && findNodeAtLocation(tree, path);
  }

  private write(path: JSONPath, value: unknown, setting: Setting): void {
    const edits = modify(this.text, path, value, this.options);
    for (const edit of edits.toSorted((a, b) => b.offset - a.offset)) this.apply(edit, setting);
  }

  private apply({ offset, length, content }: Edit, setting: Setting): void {
    this.text = this.text.slice(0, offset) + content + this.text.slice(offset + length);
    const [kept, rest] = [this.cut(0, offset), this.cut(offset + length, Number.POSITIVE_INFINITY)];
    this.pieces.splice(
      0,
      this.pieces.length,
      ...kept,
      ...(content === "" ? [] : [{ length: content.length, from: setting }]),
      ...rest,
    );
  }

  /** The pieces, and parts of pieces, between two offsets. */
  private cut(begin: number, end: number): Piece[] {
    let start = 0;
    return this.pieces.flatMap(({ length, from }): Piece[] => {
      const [first, last] = [Math.max(begin - start, 0), Math.min(end - start, length)];
      start += length;
      if (last <= first) return [];
      return [{ length: last - first, from: typeof from === "number" ? from + first : from }];
    });
  }
}

/** The object that holds a value from the name at `i` on, in the place of what stands there; undefined where none can be. */
function objectWith(names: readonly string[], i: number, value: unknown, instead?: Node): object | undefined {
  const option = names[i];
  const inner = i === names.length - 1 ? value : objectWith(names, i + 1, value);
  const schemas = schemasAt(names.slice(0, i), true);
  const forms = schemas.flatMap(({ anyOf = [] }) => anyOf).filter(({ type }) => type === "object");
  if (instead?.type === "null") return forms.length > 0 ? { [option]: inner } : undefined;
  const name = instead ? instead.value : schemas.find((schema) => typeof schema.default === "string")?.default;
  const form = forms.find((candidate) => nameOfForm(candidate) === name);
  if (instead) return form && { name, [option]: inner };
  // What is not given goes by its default, where that has the option.
  const isOption = form && option !== "name" && Object.hasOwn(form.properties ?? {}, option);
  return { ...(isOption && { name }), [option]: inner };
}

/** Keys that cannot stay beside one that is set. */
function replacedBy({ key }: Setting): string[] {
  const other = replacing.find((pair) => pair.includes(key))?.find((one) => one !== key);
  const names = namesOf(key);
  const foreign = names.flatMap((name, i) => {
    const forms = schemasAt(names.slice(0, i)).filter((form) => form.properties && nameOfForm(form) === undefined);
    const keysOf = (some: readonly Schema[]) => some.flatMap(({ properties = {} }) => Object.keys(properties));
    const own = forms.filter(({ properties = {} }) => Object.hasOwn(properties, name));
    if (own.length === 0) return [];
    const kept = new Set(keysOf(own));
    return keysOf(forms).flatMap((it) => (kept.has(it) ? [] : [[...names.slice(0, i), it].join(".")]));
  });
  return [...(other === undefined ? [] : [other]), ...foreign];
}

function refused(setting: Setting, around: readonly string[], is: "no object" | "no such entry"): UserError {
  return new UserError(says.noPlace({ key: setting.key, around: around.join("."), is }), {
    setting: settingText(setting),
  });
}
