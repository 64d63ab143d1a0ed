import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { hasTargets, sequenceLengthOf, tagsSteps, tasks } from "../../config/index.ts";
import { isEmptyCell } from "../../data/encode/cells.ts";
import { PARTS, type Part } from "../../data/encode/corpus.ts";
import { type Cutting, readSteps, type Steps, tagList } from "../../data/encode/stepReader.ts";
import { Growing } from "../../data/text/growing.ts";
import type { SymbolTable } from "../../data/text/symbolTable.ts";
import { MOST_TOKENS } from "../../data/text/tokens.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { DataRecord } from "../formats/index.ts";
import type { Sound, Sounds } from "../sound/sounds.ts";
import type { Roles } from "./columnRoles.ts";
import type { LabelTable } from "./labels/labelTable.ts";
import { says } from "./messages.ts";
import { MissingSigns } from "./missing.ts";
import { OddTexts } from "./oddTexts.ts";
import type { Say } from "./openFiles.ts";
import { partIn } from "./partitions.ts";
import { SequenceGroups } from "./sequenceGroups.ts";

export interface CollectorOptions {
  config: Config;
  table: SymbolTable;
  labels: Pick<LabelTable, "id">;
  cutting: Cutting;
  /** Most rows that are the steps of one sequence. */
  mostRows: number;
  /** That of a run; steps with a character that it does not know are left out, where it has no `<unk>`. */
  known?: Vocabulary;
  /** Where examples name sounds: what measures these, and remembers which steps are of which. */
  sounds?: Sounds;
}

/**
 * Gathers the examples of all files in compact lists: tokens and labels by provisional ids, numbers as they stand. A sequence longer
 * than `training.sequenceLength` is cut off there at once, so that memory is bounded by what is kept.
 */
export class Collector {
  /** One a sequence. */
  readonly starts = new Growing(Int32Array);
  readonly lengths = new Growing(Int32Array);
  readonly fullLengths = new Growing(Int32Array);
  readonly parts = new Growing(Uint8Array);
  readonly files = new Growing(Int32Array);
  readonly lines = new Growing(Int32Array);
  readonly sequenceLabels = new Growing(Int32Array);
  /** One a step, and of numbers `width` a step. */
  readonly tokens = new Growing(Int32Array);
  readonly stepLabels = new Growing(Int32Array);
  readonly numbers = new Growing(Float64Array);
  /** White space before each word of texts that are to be written. */
  readonly spaces = new Growing(Uint8Array);
  width: number | undefined;
  steps = 0;
  untaken: unknown;
  /** Examples that have nothing in them, and are left out, and where the first of them stands. */
  empty = 0;
  firstEmpty: { file: number; line: number } | undefined;
  /** Steps that were left out because the model does not know their character, and which characters these are. */
  leftOut = 0;
  readonly strangers = new Set<string>();
  firstStranger: { file: number; line: number } | undefined;

  /** Of whole texts and of labels of sequences, where these are labels and not texts themselves. */
  readonly oddTexts = new OddTexts();
  readonly missingLabels = new MissingSigns("label");

  private roles!: Roles;
  private indices!: Record<keyof Roles, number[]>;
  private part: Part = "train";
  private file = 0;
  private readonly most: number;
  private readonly isTagging: boolean;
  private readonly isWriting: boolean;
  private readonly hasTexts: boolean;
  private groups: SequenceGroups | undefined;

  constructor(private readonly options: CollectorOptions) {
    this.most = sequenceLengthOf(options.config);
    const facts = tasks[options.config.task];
    this.isTagging = tagsSteps(facts);
    this.isWriting = facts.writesText;
    this.hasTexts = hasTargets(facts);
  }

  /** What follows comes from this file. `roles` say what is read into steps, and where the label stands. */
  startFile(file: number, part: Part, roles: Roles, columns: readonly string[]): void {
    const at = (names: readonly (string | undefined)[]) =>
      names.flatMap((name) => (name === undefined ? [] : [columns.indexOf(name)]));
    this.file = file;
    this.part = part;
    this.roles = roles;
    this.indices = {
      inputs: at(roles.inputs),
      texts: at(roles.texts),
      targets: at(roles.targets),
      sound: at([roles.sound]),
      sequence: at([roles.sequence]),
      partition: at([roles.partition]),
    };
    if (roles.sequence !== undefined) this.groups ??= new SequenceGroups(roles.sequence);
    this.groups?.startFile();
  }

  /** Says what there is to say of the sequences that rows of tables make. */
  sayGroups(say: Say): void {
    const { note, warning } = this.groups?.said() ?? {};
    if (note !== undefined) say.note(note);
    if (warning !== undefined) say.warn(warning);
  }

  record(record: DataRecord): void {
    const { cells, place } = record;
    const inputs = this.indices.inputs.map((index) => ({
      cell: cells[index],
      column: this.roles.inputs[this.indices.inputs.indexOf(index)],
      isText: this.indices.texts.includes(index),
      place: (item?: number) => place(index, item),
    }));
    const sound = this.options.sounds && this.soundOf(record);
    const steps = sound ?? readSteps(inputs, this.options.table, this.options.cutting);
    const kept = this.keptSteps(steps, record.line);
    if (kept ? kept.length === 0 : steps.length === 0) {
      this.empty++;
      this.firstEmpty ??= { file: this.file, line: record.line };
      return;
    }
    const [group] = this.indices.sequence;
    const goesOn = this.groups ? this.groups.goesOn(cells[group], () => place(group)) : this.fills(steps, record);
    if (!goesOn) this.begin(record, this.partOf(record));
    else this.refuseTorn(record);
    this.addSteps(steps, kept, record, sound?.sound);
  }

  /** Nothing of the record has been taken where its sound cannot be read: the error is then also `untaken`. */
  private soundOf({ cells, place }: DataRecord): Steps & { sound: Sound } {
    const [index] = this.indices.sound;
    try {
      return this.options.sounds!.measured(cells[index], place(index));
    } catch (error) {
      this.untaken = error;
      throw error;
    }
  }

  /** The steps that the model can read; undefined where these are all. */
  private keptSteps({ length, tokens }: Steps, line: number): number[] | undefined {
    const { known, table } = this.options;
    if (!known || known.unknown !== undefined || !tokens) return undefined;
    return Array.from({ length }, (_, t) => t).filter((t) => {
      const symbol = table.symbols[tokens[t]];
      if (known.id(symbol) !== undefined) return true;
      this.strangers.add(symbol);
      this.leftOut++;
      this.firstStranger ??= { file: this.file, line };
      return false;
    });
  }

  /** A step a row: without `data.sequence` an empty line ends a sequence, and what is longer than one may be is cut. */
  private fills(steps: Steps, record: DataRecord): boolean {
    if (!this.isTagging || this.options.cutting !== "whole" || steps.length > 1 || record.afterGap) return false;
    const last = this.lengths.length - 1;
    if (last < 0 || this.files.view()[last] !== this.file || this.lengths.view()[last] >= this.options.mostRows)
      return false;
    return this.parts.view()[last] === this.partOf(record);
  }

  private begin({ cells, line, place }: DataRecord, part: number): void {
    this.starts.push(this.steps);
    this.lengths.push(0);
    this.fullLengths.push(0);
    this.parts.push(part);
    this.files.push(this.file);
    this.lines.push(line);
    const [target] = this.indices.targets;
    if (this.isTagging) return;
    for (const text of this.indices.texts) this.oddTexts.see(cells[text], this.file, line);
    if (target === undefined) return;
    if (!this.hasTexts) this.missingLabels.see(cells[target], this.file, line);
    this.sequenceLabels.push(this.options.labels.id(cells[target] ?? null, () => place(target)));
  }

  private addSteps(steps: Steps, kept: readonly number[] | undefined, record: DataRecord, sound?: Sound): void {
    const last = this.starts.length - 1;
    const have = this.lengths.view()[last];
    const length = kept?.length ?? steps.length;
    const fit = Math.min(length, this.most - have);
    this.width ??= steps.width;
    if (steps.width !== this.width) {
      const at = record.place(this.indices.inputs[0]);
      throw new UserError(says.otherWidth({ line: record.line, width: steps.width, before: this.width }), at);
    }
    const tags = this.isTagging ? this.tagsOf(steps, record) : undefined;
    for (let i = 0; i < fit; i++) {
      const t = kept ? kept[i] : i;
      if (steps.tokens) this.tokens.push(steps.tokens[t]);
      if (tags) this.stepLabels.push(tags[t]);
      if (this.isWriting) this.spaces.push(this.options.table.spaces[t] ?? 1);
      for (const number of steps.numbers[t] ?? []) this.numbers.push(number);
    }
    if (sound) this.options.sounds!.keep(sound, this.steps, fit);
    this.steps += fit;
    this.lengths.view()[last] += fit;
    this.fullLengths.view()[last] += length;
    if (this.steps * Math.max(1, this.width) > MOST_TOKENS) {
      throw new UserError(says.tooManySteps({ most: MOST_TOKENS }));
    }
  }

  private tagsOf(steps: Steps, { cells, place }: DataRecord): number[] {
    const [target] = this.indices.targets;
    const cell = cells[target] ?? null;
    const tags = tagList(cell, steps.length);
    if (tags.length !== steps.length) {
      throw new UserError(
        says.unevenTags({ steps: steps.length, tags: tags.length, column: this.roles.targets[0] }),
        place(target),
      );
    }
    return tags.map((tag, i) => this.options.labels.id(tag, () => place(target, i)));
  }

  private partOf(record: DataRecord): number {
    const [index] = this.indices.partition;
    if (index === undefined) return PARTS.indexOf(this.part);
    return partIn(record, { column: this.roles.partition ?? "", index });
  }

  /** All rows of a sequence are of one part, and of one label where the sequence has it; the first row may say it for all. */
  private refuseTorn(record: DataRecord): void {
    const { cells, line, place } = record;
    const last = this.parts.length - 1;
    const [partition] = this.indices.partition;
    if (!(this.groups && isEmptyCell(cells[partition])) && this.partOf(record) !== this.parts.view()[last]) {
      throw new UserError(says.tornPartition({ line }), place(partition));
    }
    const [target] = this.indices.targets;
    if (this.isTagging || isEmptyCell(cells[target])) return;
    const at = () => place(target);
    if (this.options.labels.id(cells[target] ?? null, at) === this.sequenceLabels.view()[last]) return;
    throw new UserError(says.tornLabel({ line }), at());
  }
}
