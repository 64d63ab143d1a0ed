import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { featureNames, featureSizes, MelFilters } from "../../audio/index.ts";
import type { Message } from "../../base/message.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { PARTS } from "../../data/encode/corpus.ts";
import type { Sequences } from "../../data/encode/dataset.ts";
import type { Encoding, Normalization } from "../../data/encode/encoding.ts";
import { normalized, type Rows, refuseOtherWidth } from "../../data/encode/normalize.ts";
import type { Collector } from "../examples/collector.ts";
import { fitted } from "../examples/fittedFeatures.ts";
import type { OpenFile, Say } from "../examples/openFiles.ts";
import type { ComputeFeatures, FeatureFile } from "./featureFiles.ts";
import { says } from "./messages.ts";
import type { Sound, SoundStretch, Sounds } from "./sounds.ts";
import { readFeatures, StoredFeatures } from "./storedFeatures.ts";

/** Features of more bytes stay on disk. */
export const MOST_IN_MEMORY = 2 ** 28;
/** Steps that are read at once to find their mean. */
const BLOCK = 4096;

interface LoadOptions {
  sounds: Sounds;
  collector: Collector;
  indices: Record<Part, Int32Array>;
  known: Encoding | undefined;
  /** Without it, nothing is computed: the sounds are only measured. */
  computeFeatures: ComputeFeatures | undefined;
  say: Say;
  mostInMemory?: number;
}

/** What a run reads of its sounds. */
export interface LoadedSounds {
  features: Normalization[];
  /** What a part of these examples reads of them. */
  inputsOf(indices: Int32Array): Pick<Sequences, "vectors" | "stored" | "sounds">;
  /** All sounds together, as a run keeps them; absent where they were only measured. */
  file?: CorpusFile;
}

/** Reads the sounds of the examples that are in a part, and normalises what they become by the training part. */
export async function loadSounds(options: LoadOptions): Promise<LoadedSounds> {
  const { sounds, collector, indices, known, computeFeatures, say } = options;
  const names = featureNames(sounds.settings);
  if (known && collector.steps > 0) refuseOtherWidth(names.length, known.source.features);
  if (!known) for (const message of soundNotes(sounds)) say.note(message);
  const empty = known || sounds.settings.name === "waveform" ? 0 : emptyBands(sounds);
  if (empty > 0) say.warn(says.emptyBands({ bands: sounds.settings.bands, empty }));
  const used = PARTS.map((part) => stretchesOf(indices[part], collector, sounds.stretches));
  const needed = [...new Set(used.flat().map(({ sound }) => sound))];
  const firstPath = new Map(sounds.stretches.map(({ start, sound }) => [start, sound.path]));
  const starts = collector.starts.view();
  const inputsOf = (numbers: Pick<Sequences, "vectors" | "stored">) => (examples: Int32Array) => {
    return { ...numbers, sounds: Array.from(examples, (example) => firstPath.get(starts[example])!) };
  };
  if (!computeFeatures) return { features: known?.source.features ?? unfitted(names), inputsOf: inputsOf({}) };

  const paths = needed.map(({ path }) => path);
  const files = await computeFeatures(paths, sounds.settings);
  const cached = new Map(paths.map((path, i) => [path, files[i].path]));
  const features = known?.source.features ?? fitted(names, rowsOf(used[0], names.length, cached), say);
  const file = soundsFile(needed, files);
  const size = 4 * collector.steps * names.length;
  if (size > (options.mostInMemory ?? MOST_IN_MEMORY)) {
    const stored = new StoredFeatures(sounds.stretches, cached, features);
    return { features, inputsOf: inputsOf({ stored }), file };
  }
  const vectors = new Float32Array(collector.steps * names.length);
  for (const { sound, start, steps } of used.flat()) {
    const own = vectors.subarray(start * names.length, (start + steps) * names.length);
    readFeatures(cached.get(sound.path)!, 0, own);
    normalized(own, features, own);
  }
  return { features, inputsOf: inputsOf({ vectors }), file };
}

/** The stretches of some examples, in the order of the store. */
function stretchesOf(indices: Int32Array, collector: Collector, all: readonly SoundStretch[]): SoundStretch[] {
  const [starts, lengths] = [collector.starts.view(), collector.lengths.view()];
  const found: SoundStretch[] = [];
  let at = 0;
  for (const i of Int32Array.from(indices).sort()) {
    while (at < all.length && all[at].start < starts[i]) at++;
    for (; at < all.length && all[at].start < starts[i] + lengths[i]; at++) found.push(all[at]);
  }
  return found;
}

function unfitted(names: readonly string[]): Normalization[] {
  return names.map((column) => ({ column, mean: 0, scale: 1 }));
}

/** The steps of some stretches, each of F numbers. */
function rowsOf(stretches: readonly SoundStretch[], F: number, cached: ReadonlyMap<string, string>): Rows {
  const block = new Float32Array(BLOCK * F);
  return (visit) => {
    for (const { sound, steps } of stretches) {
      for (let first = 0; first < steps; first += BLOCK) {
        const count = Math.min(BLOCK, steps - first);
        readFeatures(cached.get(sound.path)!, first * F, block.subarray(0, count * F));
        for (let i = 0; i < count; i++) visit(block, i * F);
      }
    }
  };
}

/** The files of a run: sounds are one, with the texts beside them. */
export function withSounds(
  files: CorpusFile[],
  opened: readonly OpenFile[],
  sounds: CorpusFile | undefined,
): CorpusFile[] {
  const isBeside = (i: number) => opened[i].reading.format === "wav";
  const texts = files.filter((_, i) => isBeside(i));
  const others = files.filter((_, i) => !isBeside(i));
  if (!sounds) return others;
  const hash = createHash("sha256").update(sounds.sha256);
  for (const each of texts.map(({ sha256 }) => sha256).sort()) hash.update(`${each}\n`);
  const bytes = sounds.bytes + texts.reduce((sum, { bytes }) => sum + bytes, 0);
  return [...others, texts.length > 0 ? { ...sounds, bytes, sha256: hash.digest("hex") } : sounds];
}

/** One entry for all sounds: the hash of their hashes, whatever their order. */
function soundsFile(sounds: readonly Sound[], files: readonly FeatureFile[]): CorpusFile {
  const hash = createHash("sha256");
  for (const each of files.map(({ sha256 }) => sha256).sort()) hash.update(`${each}\n`);
  return {
    part: "train",
    path: sounds.length > 0 ? dirname(sounds[0].path) : "",
    name: "Sound",
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    characters: 0,
    sha256: hash.digest("hex"),
    sounds: sounds.length,
  };
}

/** What is said of the sounds of a training. */
function soundNotes({ all, settings }: Sounds): Message[] {
  if (all.length === 0) return [];
  const sum = (of: (sound: Sound) => number) => all.reduce((sum, sound) => sum + of(sound), 0);
  const others = all.filter(({ form }) => form.rate !== settings.rate);
  const several = all.filter(({ form }) => form.channels > 1);
  const from = [...new Set(others.map(({ form }) => form.rate))].sort((a, b) => a - b);
  const [steps, seconds] = [sum((sound) => sound.steps), sum((sound) => sound.seconds)];
  return [
    says.facts({ sounds: all.length, seconds, steps, width: featureSizes(settings).width }),
    ...(others.length > 0 ? [says.resampled({ sounds: others.length, all: all.length, from, to: settings.rate })] : []),
    ...(several.length > 0 ? [says.mixed({ sounds: several.length, all: all.length })] : []),
  ];
}

function emptyBands({ settings }: Sounds): number {
  return new MelFilters(settings.rate, featureSizes(settings).span, settings.bands).empty;
}
