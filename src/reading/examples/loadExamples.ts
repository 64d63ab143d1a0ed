import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import type { Config } from "../../config/index.ts";
import { sequenceLengthOf, tagsSteps, tasks } from "../../config/index.ts";
import { refuseUnknownWeights } from "../../data/batch/classWeights.ts";
import type { CorpusFile, Part } from "../../data/encode/corpus.ts";
import { eachPart } from "../../data/encode/corpus.ts";
import type { Dataset, DatasetFacts, DatasetPart, Targets } from "../../data/encode/dataset.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { formOf } from "../../data/encode/fileForm.ts";
import { normalized } from "../../data/encode/normalize.ts";
import { SymbolTable } from "../../data/text/symbolTable.ts";
import type { DatasetOptions } from "../datasetOptions.ts";
import type { FoundFile } from "../files/findFiles.ts";
import { firstLines, type Reading } from "../formats/index.ts";
import { SharedIds } from "../ids/sharedIds.ts";
import { loadSounds, withSounds } from "../sound/loadSounds.ts";
import { soundsOf, withSound, withSoundInput } from "../sound/soundRole.ts";
import { collect } from "./collect.ts";
import { Collector } from "./collector.ts";
import { inputColumns, type Roles, rolesOf } from "./columnRoles.ts";
import { cuttingOf, mostRows, rowNote, rulesOf, symbolRules } from "./cutting.ts";
import { fittedFeatures, visitSteps } from "./fittedFeatures.ts";
import { balanceNote } from "./labels/balanceNote.ts";
import { type Labels, LabelTable } from "./labels/labelTable.ts";
import { says as ofLabels } from "./labels/messages.ts";
import { entityNote, oddTags, refuseWithoutEntities } from "./labels/oddTags.ts";
import { leftOutNotes } from "./leftOut.ts";
import { says } from "./messages.ts";
import { type OpenFile, openFiles, type Say } from "./openFiles.ts";
import { splitExamples } from "./splitExamples.ts";
import { unnamedTable } from "./unnamedTable.ts";
import { Unreadable } from "./unreadable.ts";
import { finalTokens } from "./vocabularyOf.ts";
import { type Writings, withSpacing, writingsOf } from "./writings.ts";

/** More 0s and 1s of several labels would not fit into memory. */
const MOST_SETS = 2 ** 28;

/**
 * Classification and tagging: sequences with a label of the whole, or one a step. Generation: texts to write, which start with a
 * label, with numbers, or with nothing.
 */
export async function loadExamples(
  config: Config,
  configFile: string,
  { encoding: known, measured = false, computeFeatures, sounds: soundPaths, signal }: DatasetOptions,
): Promise<Dataset> {
  const warnings: Message[] = [];
  const notes: Message[] = [];
  const say: Say = { warn: (message) => warnings.push(message), note: (message) => notes.push(message) };
  // A file to measure on may have no names where the run's own files have some, and rows that cannot be read.
  const given = known && measured ? (file: FoundFile) => unnamedFile(file, known, config) : undefined;
  const unreadable = measured ? new Unreadable() : undefined;
  const opened = await openFiles(config, configFile, say, { known: known?.reading, given, signal });
  const roles = known ? knownRoles(known, config) : chosenRoles(config, opened[0], configFile, say);
  const task = tasks[config.task];
  const isTagging = tagsSteps(task);
  const isWriting = task.writesText;
  // What is written is read as steps, and what it starts with is its label.
  const read = isWriting ? writingRoles(roles, configFile) : roles;
  const cutting = known?.source.cutting ?? cuttingOf(config, opened[0], read);
  const table = new SymbolTable(
    known?.source.vocabulary
      ? rulesOf(known.source.vocabulary, config)
      : { ...symbolRules(config, cutting), lowercase: config.data.lowercase },
  );
  const labels = new LabelTable(config.data.labels ?? "one", read.targets[0] ?? "");
  const hasGaps = opened.some(({ reading }) => reading.hasGaps);
  const sounds = soundsOf(read, config, known, soundPaths);
  const collector = new Collector({
    ...{ config, table, labels, cutting, sounds },
    ...{ known: known?.source.vocabulary, mostRows: mostRows(config, hasGaps, known) },
  });
  const ids = known ? undefined : sharedIds(config, opened[0], roles);
  const files = await collect(opened, { collector, ids, unreadable }, read, say.warn, signal);
  for (const text of unreadable?.said() ?? []) say.warn(text);
  for (const text of leftOutNotes(collector, files)) say.warn(text);
  if (labels.inexactSaid) say.warn(labels.inexactSaid);
  for (const text of [...collector.oddTexts.said(files), ...collector.missingLabels.said(files)]) say.warn(text);

  collector.sayGroups(say);
  if (isTagging && cutting === "whole" && read.sequence === undefined) say.note(rowNote(opened, config, known));

  const indices = splitExamples(collector.parts.view(), config);
  if (indices.train.length === 0 && unreadable?.first) throw unreadable.first;
  if (indices.train.length === 0 && !known) refuseEmpty(collector, files, configFile);
  const together = ids?.said(partOf(indices, collector.starts.length)) ?? {};
  if (together.warning !== undefined) say.warn(together.warning);
  if (together.note !== undefined) say.note(together.note);
  const counts = labelCounts(collector, indices.train, isTagging);
  const { labels: final, finalIds, notes: labelNotes } = labels.finish(counts, known && labelsOf(known));
  notes.push(...labelNotes);
  if (isTagging && !known) {
    const entities = config.data.labels === "binary" ? undefined : entityNote(final.labels);
    if (entities !== undefined) say.note(entities);
    const odd = oddTags(final.labels, (label) => labels.placeOf(label));
    if (odd !== undefined) say.warn(odd);
  }
  const width = collector.width ?? 0;
  const numbers = collector.numbers.view();
  const heard = sounds && (await loadSounds({ sounds, collector, indices, known, computeFeatures, say }));
  const features = heard?.features ?? fittedFeatures(collector, indices.train, { roles: read, known, say });
  const prompts = isWriting ? final.labels : undefined;
  let { tokens, vocabulary } = finalTokens(collector, indices, table, config, known?.source.vocabulary, prompts);
  if (isWriting && tokens && vocabulary && !known) vocabulary = withSpacing(vocabulary, collector, tokens, indices);
  const sequenceLabels = collector.sequenceLabels.view();
  const labelOf = (i: number) => final.labels[finalIds[sequenceLabels[i]]?.[0]];
  const writings =
    isWriting && tokens && vocabulary
      ? writingsOf(collector, tokens, vocabulary, labelOf, sequenceLengthOf(config))
      : undefined;
  tokens = writings?.tokens ?? tokens;
  const vectors = !heard && width > 0 ? normalized(writings?.numbers ?? numbers, features) : undefined;
  const starts = writings?.starts ?? collector.starts.view();
  const lengths = writings?.lengths ?? collector.lengths.view();
  const perStep = isTagging ? stepTargets(collector, finalIds, config) : written(writings);
  const parts = eachPart((part): DatasetPart => {
    const own = (values: Int32Array) => Int32Array.from(indices[part], (i) => values[i]);
    const inputs = {
      starts: own(starts),
      lengths: own(lengths),
      ...(tokens && { tokens }),
      ...(vectors && { vectors }),
    };
    return {
      inputs: { ...inputs, ...heard?.inputsOf(indices[part]) },
      targets: perStep ?? sequenceTargets(own(sequenceLabels), finalIds, final.labels.length, config),
      origins: { files: own(collector.files.view()), lines: own(collector.lines.view()) },
    };
  });
  const encoding: Encoding = {
    source: {
      inputs: inputColumns(roles),
      ...(sounds && { sound: sounds.settings }),
      ...(tokens && { vocabulary }),
      cutting,
      features,
      ...(roles.sequence !== (config.data.sequence ?? undefined) && { sequence: roles.sequence }),
      ...(isTagging && cutting === "whole" && read.sequence === undefined && { rows: mostRows(config, false, known) }),
    },
    target: {
      column: roles.targets[0],
      ...(isWriting
        ? { labels: [], ...(tokens && { vocabulary }), ...(read.targets.length > 0 && { prompts }) }
        : final),
      numbers: [],
    },
    reading: known?.reading ?? formOf(opened[0].reading),
  };
  if (!known && tokens && vectors && config.model.embedding === 0) {
    throw new UserError(says.needsEmbedding(), { file: configFile, key: "model.embedding" });
  }
  if (!known) {
    refuseUnknownWeights(config, encoding, configFile);
    refuseWithoutEntities(config, encoding.target.labels, configFile);
  }
  const facts = factsOf(files, parts, encoding, collector, indices, isWriting);
  if (unreadable) facts.leftOut = unreadable.rows;
  const unknown = known ? known.source.unknownInTraining : facts.unknown.train;
  if (tokens && unknown !== undefined) encoding.source.unknownInTraining = unknown;
  if (prompts)
    facts.balance = eachPart((part) => promptBalance(indices[part], sequenceLabels, finalIds, prompts.length));
  const balance = known ? undefined : balanceNote(config, encoding, facts);
  if (balance !== undefined) say.note(balance);
  const truncated = facts.truncated.train + facts.truncated.validation + facts.truncated.test;
  if (truncated > 0) {
    const longest = Math.max(...Object.values(facts.longest));
    say.warn(says.truncated({ sequences: truncated, most: sequenceLengthOf(config), longest }));
  }
  const { columns } = opened[0].reading;
  return { files: withSounds(files, opened, heard?.file), parts, columns, encoding, facts, warnings, notes };
}

function chosenRoles(config: Config, { reading, found: { name } }: OpenFile, configFile: string, say: Say): Roles {
  const how = { file: configFile, name, note: say.note };
  return withSound(config, rolesOf(withSoundInput(config, reading), reading, how), reading, how);
}

async function unnamedFile(file: FoundFile, known: Encoding, config: Config): Promise<Reading | undefined> {
  return unnamedTable(await firstLines(file), file, known, config);
}

/** The columns that a run reads. */
export function knownRoles(
  { source: { inputs, sequence }, target: { column: target } }: Encoding,
  { data }: Config,
): Roles {
  return {
    inputs: inputs.map(({ column }) => column),
    texts: inputs.filter(({ kind }) => kind === "text").map(({ column }) => column),
    sound: inputs.find(({ kind }) => kind === "sound")?.column,
    targets: target === null ? [] : [target],
    sequence: data.sequence ?? sequence,
    partition: data.partition ?? undefined,
  };
}

function labelsOf({ target: { labels, values, negative, prompts } }: Encoding): Labels {
  return { labels: prompts ?? labels, values, negative };
}

/** One column of text is the label that a text starts with; the others are numbers, which each step reads. */
function writingRoles({ inputs, texts, targets, ...rest }: Roles, configFile: string): Roles {
  if (texts.length > 1) {
    throw new UserError(says.twoStarts({ columns: texts }), { file: configFile, key: "data.input" });
  }
  const numbers = inputs.filter((column) => !texts.includes(column));
  return { ...rest, inputs: [...targets, ...numbers], texts: targets, targets: texts };
}

function written(writings: Writings | undefined): Targets | undefined {
  return writings && { kind: "class", perStep: true, classes: writings.classes };
}

/** How often each label starts a text. */
function promptBalance(indices: Int32Array, labels: Int32Array, finalIds: number[][], count: number): number[] {
  const balance = new Array<number>(count).fill(0);
  for (const i of indices) for (const id of finalIds[labels[i]] ?? []) balance[id]++;
  return balance;
}

/** What watches for rows that belong together, where a row of a table may be a step and none says of which sequence. */
function sharedIds({ task, data }: Config, { reading }: OpenFile, { sequence, inputs, targets }: Roles) {
  const isTable = reading.format === "csv" || reading.format === "tsv" || reading.format === "jsonl";
  if (tasks[task].writesText || sequence !== undefined || !isTable) return undefined;
  const named = [data.input, data.target, data.partition].flat().filter((column) => column !== null);
  return new SharedIds(reading, named, [...inputs, ...targets]);
}

/** 0 for each sequence that is in training, 1 for the others. */
function partOf({ validation, test }: Record<Part, Int32Array>, count: number): Uint8Array {
  const parts = new Uint8Array(count);
  for (const i of [...validation, ...test]) parts[i] = 1;
  return parts;
}

export function refuseEmpty({ starts }: Collector, files: readonly CorpusFile[], configFile: string): never {
  const place = { file: configFile, key: "data.train" };
  if (starts.length === 0) {
    const at = files.length === 1 ? { file: files[0].path } : place;
    throw new UserError(says.noExamples(files.length === 1 ? { name: files[0].name } : {}), at);
  }
  throw new UserError(says.nothingToTrainOn(), place);
}

function labelCounts(collector: Collector, train: Int32Array, isTagging: boolean): Int32Array {
  const ids = (isTagging ? collector.stepLabels : collector.sequenceLabels).view();
  const counts = new Int32Array(ids.reduce((most, id) => Math.max(most, id), -1) + 1);
  if (isTagging) visitSteps(collector, train, (step) => counts[ids[step]]++);
  else if (ids.length > 0) for (const i of train) counts[ids[i]]++;
  return counts;
}

function stepTargets({ stepLabels, steps }: Collector, finalIds: number[][], { data }: Config): Targets {
  const raw = stepLabels.view();
  if (data.labels === "binary") {
    return { kind: "labels", perStep: true, sets: Float32Array.from(raw, (id) => finalIds[id].length) };
  }
  const classes = new Int32Array(steps);
  for (let i = 0; i < steps; i++) classes[i] = finalIds[raw[i]][0] ?? -1;
  return { kind: "class", perStep: true, classes };
}

function sequenceTargets(raw: Int32Array, finalIds: number[][], C: number, { data }: Config): Targets {
  if (data.labels !== "several" && data.labels !== "binary") {
    return { kind: "class", perStep: false, classes: raw.map((id) => finalIds[id][0] ?? -1) };
  }
  if (raw.length * C > MOST_SETS) {
    throw new UserError(ofLabels.tooManySets({ examples: raw.length, labels: C }));
  }
  const sets = new Float32Array(raw.length * C);
  for (const [i, id] of raw.entries()) for (const label of finalIds[id]) sets[i * C + label] = 1;
  return { kind: "labels", perStep: false, sets };
}

function factsOf(
  files: readonly CorpusFile[],
  parts: Record<Part, DatasetPart>,
  { source: { vocabulary }, target: { labels } }: Encoding,
  collector: Collector,
  indices: Record<Part, Int32Array>,
  isWriting: boolean,
): DatasetFacts {
  // A text that is written has one step more than symbols.
  const full = collector.fullLengths.view().map((length) => length + (isWriting ? 1 : 0));
  const steps = eachPart((part) => parts[part].inputs.lengths.reduce((sum, length) => sum + length, 0));
  const unknown = eachPart((part) => {
    const { starts, lengths, tokens } = parts[part].inputs;
    let found = 0;
    for (const [i, start] of starts.entries()) {
      for (let t = start; tokens && t < start + lengths[i]; t++) if (tokens[t] === vocabulary?.unknown) found++;
    }
    return found;
  });
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    sequences: eachPart((part) => indices[part].length),
    steps,
    truncated: eachPart((part) => {
      const { lengths } = parts[part].inputs;
      return indices[part].reduce((sum, i, j) => sum + (full[i] > lengths[j] ? 1 : 0), 0);
    }),
    longest: eachPart((part) => indices[part].reduce((most, i) => Math.max(most, full[i]), 0)),
    balance: eachPart((part) => balanceOf(parts[part], labels.length)),
    vocabularySize: vocabulary?.size ?? 0,
    symbols: vocabulary?.ofTexts ?? 0,
    unknown,
    unknownShare: eachPart((part) => (vocabulary && steps[part] > 0 ? unknown[part] / steps[part] : null)),
  };
}

/** How often each class or label occurs. */
function balanceOf({ inputs: { starts, lengths }, targets }: DatasetPart, C: number): number[] {
  const balance = new Array<number>(C).fill(0);
  const add = (row: number) => {
    if (targets.kind === "class" && targets.classes[row] >= 0) balance[targets.classes[row]]++;
    if (targets.kind === "labels") for (let c = 0; c < C; c++) balance[c] += targets.sets[row * C + c];
  };
  for (const [i, start] of starts.entries()) {
    if (!targets.perStep) add(i);
    else for (let t = 0; t < lengths[i]; t++) add(start + t);
  }
  return balance;
}
