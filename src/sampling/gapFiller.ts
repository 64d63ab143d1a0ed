import { Random } from "../base/random.ts";
import { UserError } from "../base/userError.ts";
import type { Config } from "../config/index.ts";
import type { DrawnSymbol } from "../contracts/preview.ts";
import type { Vocabulary } from "../data/index.ts";
import { loadNetwork, modelOptions, type NetworkUse } from "../networks/index.ts";
import type { Tensor } from "../tensors/index.ts";
import { ClozeReader } from "./clozeReader.ts";
import { Drawer } from "./draw.ts";
import { drawnSymbol, MOST_LOOKED_AT } from "./drawnSymbol.ts";
import { logProbability } from "./logits.ts";
import { says } from "./messages.ts";
import { likeliest } from "./ranking.ts";
import type { Next, Sample, SampleSettings } from "./sampler.ts";

/** What stands in a prompt for a symbol to be found. */
export const GAP = "___";

interface Gapped {
  /** Symbols, a gap being −1. */
  ids: number[];
  gaps: number[];
  unknown: Sample["unknown"];
}

/** Fills the gaps of a prompt, a symbol each, from what stands before and after. */
export class GapFiller {
  private readonly reader: ClozeReader;
  private readonly drawer: Drawer;

  constructor(
    use: NetworkUse,
    private readonly vocabulary: Vocabulary,
  ) {
    this.reader = new ClozeReader(use);
    this.drawer = new Drawer(vocabulary);
  }

  static async load(config: Config, vocabulary: Vocabulary, tensors: ReadonlyMap<string, Tensor>): Promise<GapFiller> {
    const form = { options: modelOptions(config), vocabulary: vocabulary.size };
    return new GapFiller({ network: await loadNetwork(form, tensors), form }, vocabulary);
  }

  /**
   * Fills all gaps from the first to the last, `count` times: each is drawn from what the network says of it, which has read all
   * before it, filled gaps too, and what follows up to the next gap. None where the prompt has no gap.
   */
  samples({ prompt, count = 1, seed, likeliest: most = 0, ...settings }: SampleSettings): Sample[] {
    const { ids, gaps, unknown } = this.encode(prompt);
    if (gaps.length === 0) return [];
    const samples: Sample[] = [];
    for (let i = 0; i < count; i++) {
      const random = Random.seeded(seed, i === 0 ? "sampling" : `sampling ${i}`);
      const filled = [...ids];
      let nats = 0;
      let redrawn = 0;
      const looked = new Map<number, DrawnSymbol>();
      for (const gap of gaps) {
        const logits = this.logits(filled, gap);
        const { id, again } = this.drawer.draw(logits, settings, random);
        nats += logProbability(logits, id);
        if (again) redrawn++;
        filled[gap] = id;
        // What stands before it is known, as gaps are filled in order.
        const at = { id, text: "", before: filled.slice(0, gap) };
        if (most > 0) looked.set(gap, drawnSymbol(logits, at, this.vocabulary, most));
      }
      const pieces = this.vocabulary.pieces(filled);
      const [before, text] = [pieces.slice(0, gaps[0]).join(""), pieces.slice(gaps[0]).join("")];
      const shown = pieces
        .map((text, at): DrawnSymbol => ({ probability: null, likeliest: [], ...looked.get(at), text }))
        .slice(gaps[0], gaps[0] + MOST_LOOKED_AT);
      const made = gaps.map((gap) => this.vocabulary.symbol(filled[gap]));
      samples.push({
        prompt: before,
        text,
        logProbability: nats,
        tokens: gaps.length,
        redrawn,
        ended: false,
        unknown,
        filled: made,
        ...(most > 0 && { drawn: shown }),
      });
    }
    return samples;
  }

  /** Each gap is filled by itself. */
  hasRowsFor(): boolean {
    return true;
  }

  /** The `most` likeliest symbols of the first gap. */
  next(prompt: string, most: number): Next {
    const { ids, gaps, unknown } = this.encode(prompt);
    if (gaps.length === 0) throw noGap();
    return { prompt, unknown, symbols: likeliest(this.logits(ids, gaps[0]), this.vocabulary, most) };
  }

  private encode(prompt: string): Gapped {
    const ids: number[] = [];
    const gaps: number[] = [];
    const unknown: Sample["unknown"] = [];
    for (const [i, part] of prompt.split(GAP).entries()) {
      if (i > 0) gaps.push(ids.push(-1) - 1);
      const encoded = this.vocabulary.encode(part);
      unknown.push(...encoded.unknown.map(({ symbol, index }) => ({ symbol, index: index + ids.length })));
      ids.push(...encoded.ids);
    }
    return { ids, gaps, unknown };
  }

  private logits(ids: readonly number[], gap: number): Float32Array {
    const { vocabulary } = this;
    const next = ids.indexOf(-1, gap + 1);
    // What stands in the gap itself is never read.
    const read = ids.slice(0, next < 0 ? ids.length : next).map((id) => vocabulary.read(Math.max(0, id)));
    const start = vocabulary.words ? [vocabulary.start!] : [];
    return this.reader.at([...start, ...read], start.length + gap);
  }
}

export function noGap(): UserError {
  return new UserError(says.noGap({ gap: GAP }));
}
