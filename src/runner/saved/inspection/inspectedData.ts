import { fileName } from "../../../base/fileName.ts";
import { UserError } from "../../../base/userError.ts";
import { type Config, sequenceLengthOf, tasks } from "../../../config/index.ts";
import type { LookPart } from "../../../contracts/inspection/look.ts";
import { type Dataset, encodingFromJSON, type Part, Vocabulary } from "../../../data/index.ts";
import { datasetReading, type InspectedNetwork, idsReading, type Reading } from "../../../inspection/index.ts";
import type { RunFolder } from "../../../runs/index.ts";
import { type LoadedData, loadData } from "../../data.ts";
import { says } from "../../messages.ts";
import { configFileOf, refuseChangedFiles } from "../../session/resume.ts";
import { savedConfig } from "../saved.ts";

const PART: Record<LookPart, Part> = { training: "train", validation: "validation", test: "test" };

/** An example in words. */
export interface ListedExample {
  index: number;
  text: string;
  actual: string | null;
}

/** Characters that are listed of an example. */
const LISTED = 120;

/** The data of a run, part by part, as examples to look into: of a running text stretches of `training.sequenceLength` symbols. */
export class InspectedData {
  private constructor(
    private readonly id: string,
    private readonly config: Config,
    private readonly corpus: LoadedData["forTrainer"]["corpus"],
    private readonly dataset: Dataset | undefined,
  ) {}

  /** The run's own data; `file`: what a file holds that is written like them, which is then all the test part. */
  static async load(run: RunFolder, file?: string): Promise<InspectedData> {
    const config = savedConfig(run);
    if (file === undefined) await refuseChangedFiles(run);
    const saved = await run.readVocabulary();
    const data = { ...config.data, train: file ?? config.data.train, validation: 0, test: 0, partition: null };
    const asked = file === undefined ? config : { ...config, data };
    const { forTrainer } = await loadData(asked, configFileOf(run), { saved, measured: file !== undefined });
    return new InspectedData(run.id, config, forTrainer.corpus, forTrainer.dataset);
  }

  /** Of a running text, what it is counted in. */
  get text(): LoadedData["forTrainer"]["corpus"] {
    return this.corpus;
  }

  count(part: LookPart): number {
    if (this.corpus) return Math.ceil(this.corpus[PART[part]].length / sequenceLengthOf(this.config));
    return this.dataset!.parts[PART[part]].inputs.lengths.length;
  }

  /** Beginnings of examples [from, from + count). */
  list(part: LookPart, from: number, count: number): ListedExample[] {
    const last = Math.min(this.count(part), from + count);
    return Array.from({ length: Math.max(0, last - from) }, (_, i) => {
      const index = from + i;
      return {
        index,
        ...(this.corpus ? { text: this.stretchText(part, index), actual: null } : this.shown(part, index)),
      };
    });
  }

  /** An example as the network reads it. */
  reading(net: InspectedNetwork, part: LookPart, index: number): Reading {
    this.checkIndex(part, index);
    if (this.corpus) return idsReading(this.corpus.vocabulary, this.config, ...this.stretch(part, index));
    const { dataset } = this;
    return datasetReading(this.config, dataset!, dataset!.parts[PART[part]], index, net.sequence!);
  }

  /** Examples count from 0. */
  private checkIndex(part: LookPart, index: number): void {
    const count = this.count(part);
    if (count === 0) throw new UserError(says.noExamples({ id: this.id, part }));
    if (index >= count) throw new UserError(says.noSuchExample({ index, count, of: `the ${part} part` }));
  }

  /** The ids of a stretch of a running text, and the one after it. */
  private stretch(part: LookPart, index: number): [ids: Int32Array, next: number | undefined] {
    const all = this.corpus![PART[part]];
    const L = sequenceLengthOf(this.config);
    return [Int32Array.from(all.subarray(index * L, (index + 1) * L)), all.at(Math.min(all.length, (index + 1) * L))];
  }

  private stretchText(part: LookPart, index: number): string {
    const ids = [...this.stretch(part, index)[0]];
    if (this.config.data.direction === "backward") ids.reverse();
    return clipped(this.corpus!.vocabulary.decode(ids));
  }

  private shown(part: LookPart, index: number): { text: string; actual: string | null } {
    const { parts, encoding, series } = this.dataset!;
    const { inputs, targets, references, series: of } = parts[PART[part]];
    const [start, length] = [inputs.starts[index], inputs.lengths[index]];
    const { vocabulary } = encoding.source;
    const ids = inputs.tokens?.subarray(start, start + length);
    const own = series?.[of?.[index] ?? 0];
    const rows = own && `${own.name ?? ""} ${start - own.start + 1}–${start - own.start + length}`.trim();
    const sound = inputs.sounds?.[index];
    const named = sound === undefined ? `${length}` : fileName(sound);
    const text = ids && vocabulary ? clipped(vocabulary.decode(ids)) : (rows ?? named);
    if (targets.kind === "sequences")
      return { text, actual: references?.[index] ?? targetText(this.dataset!, targets, index) };
    const label =
      targets.kind === "class" && !targets.perStep ? encoding.target.labels[targets.classes[index]] : undefined;
    return { text, actual: label ?? null };
  }
}

function targetText(
  { encoding }: Dataset,
  { sequences }: { sequences: { starts: Int32Array; lengths: Int32Array; tokens: Int32Array } },
  index: number,
) {
  const { starts, lengths, tokens } = sequences;
  const ids = tokens.subarray(starts[index], starts[index] + lengths[index]);
  return clipped(encoding.target.vocabulary!.decode(ids));
}

function clipped(text: string): string {
  const points = [...text];
  return points.length > LISTED ? `${points.slice(0, LISTED).join("")}…` : text;
}

/** What a run reads text with: the vocabulary of a running text, or the encoding of other data. */
export async function readsWith(run: RunFolder, { task }: Config) {
  const saved = await run.readVocabulary();
  return tasks[task].reads === "text"
    ? { vocabulary: Vocabulary.fromJSON(saved) }
    : { encoding: encodingFromJSON(saved) };
}
