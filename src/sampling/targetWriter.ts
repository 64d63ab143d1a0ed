import type { DrawnSymbol } from "../contracts/preview.ts";
import type { Vocabulary } from "../data/index.ts";
import { type Beam, searchBeams } from "./beams.ts";
import { Drawer, type DrawSettings } from "./draw.ts";
import { type Penalties, penalizedScore } from "./penalties.ts";
import { drawRows, samplingRandom } from "./rows.ts";
import type { TargetReader } from "./targetReader.ts";

/** What was written for a source. */
export interface Output {
  /** Symbols, without `<eos>`, and the same in ids. */
  tokens: string[];
  ids: number[];
  text: string;
  /** It ended by itself; otherwise it was cut. */
  stopped: boolean;
  /** Nats, `<eos>` counted, by the network as it is: without temperature, nothing left out. */
  logProbability: number;
  /** By which the best of several is chosen: the log-probability with the penalties of the search. */
  score: number;
  /** What each symbol looked at, `<eos>` too where it stopped: (outputs, source tokens). Null without attention. */
  alignment: number[][] | null;
  /** Each symbol with its probability and the likeliest in its place, where they were asked for: of the best output of a source alone. */
  symbols?: DrawnSymbol[];
}

export interface TargetSettings {
  /** Most symbols of an output. */
  length: number;
  penalties: Penalties;
  /** Outputs of each source. */
  count?: number;
  /** Whether outputs come without their alignment: over many, it takes more memory than all the rest. */
  unaligned?: boolean;
  /** Continuations that a search keeps; null writes greedily. */
  beam: number | null;
  /** Draws instead: the source's number s draws by a stream of its own. */
  drawn?: { settings: DrawSettings; seed: number; distinct: boolean };
  /** Asks for so many likeliest symbols in the place of each: the output is read once more. */
  likeliest?: number;
}

/** Rows that each source needs. */
export function rowsOfSource({ beam, count = 1, drawn }: Pick<TargetSettings, "beam" | "count" | "drawn">): number {
  return drawn ? count : (beam ?? 1);
}

/** Symbols that are ranked in each row, as many as a search keeps; undefined where drawing needs all logits. */
export function rankedInRow({ beam, drawn }: Pick<TargetSettings, "beam" | "drawn">): number | undefined {
  return drawn ? undefined : (beam ?? 1);
}

/** Writes targets for sources: the likeliest symbol each time, by beam search, or drawn. */
export class TargetWriter {
  private readonly drawer: Drawer;

  constructor(
    private readonly reader: TargetReader,
    private readonly vocabulary: Vocabulary,
    /** The network never learned where a target ends (`data.stopSymbol: false`): every output goes on to its limit. */
    endless = false,
  ) {
    this.drawer = new Drawer(vocabulary, endless ? vocabulary.end : undefined);
  }

  /**
   * For each source its outputs, the best first, at most `count`. The rows that all need together are at most those of the reader.
   * `first` is the number of the first source. Hands over after each step that was read.
   */
  *write(sources: readonly Int32Array[], settings: TargetSettings, first = 0): Generator<void, Output[][]> {
    const { count = 1, penalties } = settings;
    const rows = rowsOfSource(settings);
    this.reader.begin(sources, rows);
    const found = yield* this.found(sources.length, settings, first);
    return found.map((some) => some.slice(0, count).map((beam) => this.output(beam, penalties)));
  }

  private *found(sources: number, settings: TargetSettings, first: number): Generator<void, Beam[][]> {
    const { length, beam, penalties, drawn } = settings;
    const { reader, drawer } = this;
    // A coverage penalty is counted by what was looked at.
    const unaligned = settings.unaligned === true && penalties.coverage === 0;
    const { end } = this.vocabulary;
    const width = rowsOfSource(settings);
    // Streams of one source's outputs and of several sources differ.
    const random = (source: number, i: number) => samplingRandom(drawn?.seed ?? 0, (first + source) * 1000 + i);
    if (drawn?.distinct) {
      const randoms = Array.from({ length: sources }, (_, s) => random(s, 0));
      return yield* searchBeams(
        reader,
        drawer,
        { width, length, end, unaligned, drawn: { settings: drawn.settings, randoms } },
        sources,
      );
    }
    if (!drawn && beam !== null) {
      return yield* searchBeams(reader, drawer, { width, length, end, unaligned, penalties }, sources);
    }
    const randoms = Array.from({ length: sources * width }, (_, row) => random(Math.floor(row / width), row % width));
    const how = drawn?.settings ?? { temperature: 0 };
    const all = yield* drawRows(reader, drawer, { ...how, length, end, unaligned, randoms });
    return Array.from({ length: sources }, (_, s) => all.slice(s * width, (s + 1) * width));
  }

  private output({ ids: all, logProbability, ended, attention }: Beam, penalties: Penalties): Output {
    const { vocabulary } = this;
    const ids = ended ? all.slice(0, -1) : [...all];
    return {
      tokens: ids.map((id) => vocabulary.symbol(id)),
      ids,
      text: vocabulary.decode(ids),
      stopped: ended,
      logProbability,
      score: penalizedScore({ ids: all, logProbability, attention }, penalties),
      alignment: attention.length > 0 ? attention.map((row) => Array.from(row)) : null,
    };
  }
}
