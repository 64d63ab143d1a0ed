import { UserError } from "../../base/userError.ts";
import { encodeTarget } from "../../data/index.ts";
import type { RunFolder } from "../../runs/index.ts";
import type { Output, SampleSettings } from "../../sampling/index.ts";
import { says } from "../messages.ts";
import { chosenModel, savedConfig } from "./saved.ts";
import { encodeSource, type SavedTargets, savedTargets, writingSettings } from "./targets.ts";

/** A source that was given by itself, as the model reads it. */
function sourceOf(saved: SavedTargets, id: string, source: string, option: string) {
  if (source === "") throw new UserError(says.noSource({ id, option }));
  const { length, ...encoded } = encodeSource(saved, source);
  if (length === 0) throw new UserError(says.unknownSource());
  return encoded;
}

/** A target that was drawn for a source. */
export interface SampledTarget extends Omit<Output, "ids" | "score"> {
  /** The source. */
  prompt: string;
  /** Its symbols, as they stood. */
  source: string[];
}

export interface SampledTargets {
  samples: SampledTarget[];
  settings: Pick<SampleSettings, "temperature" | "topK" | "topP" | "seed" | "count" | "distinct" | "beam"> & {
    length: number;
  };
  unknown: string[];
}

/** Draws targets for the source `prompt`; with a beam, which must be given for that, searches for the likeliest ones. */
export async function sampleTargets(run: RunFolder, given: Partial<SampleSettings>): Promise<SampledTargets> {
  const saved = await savedTargets(run, "targets");
  const { sampling, training } = saved.config;
  const { prompt = "", beam = null, ...others } = given;
  const asked = { ...sampling, seed: sampling.seed ?? training.seed, ...others };
  const { temperature, topK, topP, seed, count, distinct } = asked;
  const { tokens, symbols, unknown } = sourceOf(saved, run.id, prompt, "prompt");
  const nbest = beam === null ? undefined : count;
  const settings = writingSettings(saved, run.id, { beam: beam ?? 0, nbest, length: given.length });
  const drawn = beam === null ? { settings: { temperature, topK, topP }, seed, distinct } : undefined;
  const [outputs] = saved.model.write([tokens], { ...settings, count, drawn });
  return {
    samples: outputs.map(({ ids: _, score: __, ...output }) => ({ prompt, source: symbols, ...output })),
    settings: { temperature, topK, topP, seed, count, distinct, beam, length: settings.length },
    unknown,
  };
}

/** A symbol of a target, what else could stand there, and what it looked at. */
export interface InspectedSymbol {
  symbol: string;
  probability: number;
  likeliest: { symbol: string; probability: number }[];
  /** One weight a source token; null without attention. */
  attention: number[] | null;
}

export interface InspectedTarget {
  source: string[];
  /** What was written, or the target that was given; the symbols end with `<eos>` where it ends by itself. */
  text: string;
  stopped: boolean;
  logProbability: number;
  symbols: InspectedSymbol[];
  /** Of the source and of the target. */
  unknown: string[];
}

export interface TargetRequest {
  source: string;
  /** Instead of one that is written. */
  target?: string;
  /** Symbols that are listed of each. */
  most?: number;
  /** The best parameters where absent. */
  checkpoint?: Parameters<typeof chosenModel>[2];
}

/** Looks at how a source is written, or how a given target would be: each symbol, `most` others, and the attention. */
export async function inspectTarget(
  run: RunFolder,
  { source, target, most = 5, checkpoint }: TargetRequest,
): Promise<InspectedTarget> {
  const chosen = checkpoint === undefined ? undefined : await chosenModel(run, savedConfig(run), checkpoint);
  const saved = await savedTargets(run, "targets", chosen);
  const { encoding, model } = saved;
  const { tokens, symbols, unknown } = sourceOf(saved, run.id, source, "text");
  const vocabulary = encoding.target.vocabulary!;
  const given = target === undefined ? undefined : encodeTarget(encoding, target);
  const [[written]] = given ? [[undefined]] : model.write([tokens], writingSettings(saved, run.id, {}));
  const ids = given?.tokens ?? Int32Array.from(written!.ids);
  const [scored] = model.score([{ source: tokens, target: ids }], most);
  const stopped = written?.stopped ?? scored.logProbabilities.length > ids.length;
  const all = [...ids, ...(stopped ? [vocabulary.end!] : [])];
  return {
    source: symbols,
    text: target ?? written!.text,
    stopped,
    logProbability: all.reduce((sum, _, u) => sum + scored.logProbabilities[u], 0),
    symbols: all.map((id, u) => ({
      symbol: vocabulary.symbol(id),
      probability: Math.exp(scored.logProbabilities[u]),
      likeliest: scored.likeliest[u],
      attention: scored.attention.length > 0 ? Array.from(scored.attention[u]) : null,
    })),
    unknown: [...unknown, ...(given?.unknown ?? [])],
  };
}
