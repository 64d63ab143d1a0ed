import { UserError } from "../../base/userError.ts";
import { quoted } from "../../base/words.ts";
import type { EncodedInput, Encoding, NewInput } from "../../data/index.ts";
import { type EntityTag, entitiesOf, entityTags } from "../../metrics/index.ts";
import type { Prediction } from "../../tasks/index.ts";
import { says } from "../messages.ts";

/** An entity that a model found in an input. */
export interface FoundEntity {
  /** "" where tags have no types. */
  type: string;
  /** The tokens of the input from `start`, counted from 0, up to but not including `end`. */
  start: number;
  end: number;
  /** As it stood. */
  text: string;
  /** The same in characters (code points) of the line; absent where the input is no line of text. */
  startCharacter?: number;
  endCharacter?: number;
}

/** Finds the entities that predicted tags mark. */
export class EntityFinder {
  private readonly ids: ReadonlyMap<string, number>;

  private constructor(
    private readonly read: readonly EntityTag[],
    private readonly encoding: Encoding,
  ) {
    this.ids = new Map(encoding.target.labels.map((label, id) => [label, id]));
  }

  /** Fails with a UserError where the labels of `run` mark no entities. */
  static for(run: string, encoding: Encoding): EntityFinder {
    const read = entityTags(encoding.target.labels);
    if (read) return new EntityFinder(read, encoding);
    const shown = encoding.target.labels.slice(0, 5).map(quoted);
    const labels = encoding.target.labels.length > 5 ? [...shown, "others"] : shown;
    throw new UserError(says.noEntities({ run, labels }));
  }

  /** The entities of one input, whose likeliest tags count. `input` is what `encoded` was made of, and `text` what is shown of it. */
  find(
    { answers }: Prediction,
    { kept, symbols = [] }: Pick<EncodedInput, "kept" | "symbols">,
    input: NewInput,
    text: string,
  ): FoundEntity[] {
    const tags = answers.map(([{ label }]) => this.ids.get(label) ?? -1);
    const places = this.isLine(input) ? placesIn(text, symbols) : undefined;
    return entitiesOf(tags, this.read, 0, tags.length).map(({ type, start, end }): FoundEntity => {
      const tokens = { type, start: kept[start], end: kept[end - 1] + 1 };
      if (!places) return { ...tokens, text: symbols.slice(start, end).join(" ") };
      const [from, to] = [places[start], places[end - 1] + symbols[end - 1].length];
      const startCharacter = charactersIn(text.slice(0, from));
      const own = text.slice(from, to);
      return { ...tokens, text: own, startCharacter, endCharacter: startCharacter + charactersIn(own) };
    });
  }

  private isLine(input: NewInput): boolean {
    const column = this.encoding.source.inputs.find(({ kind }) => kind === "text")?.column;
    return typeof input === "string" || (column !== undefined && typeof input[column] === "string");
  }
}

/** Where the symbols begin in a text, in UTF-16 units; undefined where they do not stand in it one after the other. */
function placesIn(text: string, symbols: readonly string[]): number[] | undefined {
  const places: number[] = [];
  let from = 0;
  for (const symbol of symbols) {
    const at = text.indexOf(symbol, from);
    if (at < 0) return undefined;
    places.push(at);
    from = at + symbol.length;
  }
  return places;
}

function charactersIn(text: string): number {
  let characters = 0;
  for (const _ of text) characters++;
  return characters;
}
