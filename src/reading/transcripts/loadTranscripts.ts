import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, sequenceLengthOf, targetLengthOf } from "../../config/index.ts";
import { eachPart } from "../../data/encode/corpus.ts";
import type { Dataset, DatasetPart } from "../../data/encode/dataset.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import { formOf } from "../../data/encode/fileForm.ts";
import { normalized } from "../../data/encode/normalize.ts";
import { SymbolTable } from "../../data/text/symbolTable.ts";
import type { DatasetOptions } from "../datasetOptions.ts";
import { collect } from "../examples/collect.ts";
import { Collector } from "../examples/collector.ts";
import { inputColumns } from "../examples/columnRoles.ts";
import { cuttingOf, mostRows, rulesOf, symbolRules } from "../examples/cutting.ts";
import { fittedFeatures } from "../examples/fittedFeatures.ts";
import { leftOutNotes } from "../examples/leftOut.ts";
import { knownRoles, refuseEmpty } from "../examples/loadExamples.ts";
import { says as ofExamples } from "../examples/messages.ts";
import { OddTexts } from "../examples/oddTexts.ts";
import { openFiles, type Say } from "../examples/openFiles.ts";
import { splitKept } from "../examples/splitExamples.ts";
import { Unreadable } from "../examples/unreadable.ts";
import { finalTokens } from "../examples/vocabularyOf.ts";
import type { Reading } from "../formats/index.ts";
import { sideFacts, targetSequences } from "../pairs/sideFacts.ts";
import { sideRules } from "../pairs/sideRules.ts";
import { SideStore } from "../pairs/sideStore.ts";
import { labelVocabulary } from "../pairs/sideVocabulary.ts";
import { loadSounds, withSounds } from "../sound/loadSounds.ts";
import { soundsOf } from "../sound/soundRole.ts";
import { at, keptExamples, refuseShort, shortFacts, tooShort } from "./keptExamples.ts";
import { says } from "./messages.ts";
import { TargetCells } from "./targetCells.ts";
import { transcriptRoles } from "./transcriptRoles.ts";

/** Sequences of steps, each with a shorter sequence of labels: its transcript. */
export async function loadTranscripts(
  config: Config,
  configFile: string,
  { encoding: known, measured = false, computeFeatures, sounds: soundPaths, signal }: DatasetOptions,
): Promise<Dataset> {
  const warnings: Message[] = [];
  const notes: Message[] = [];
  const say: Say = { warn: (message) => warnings.push(message), note: (message) => notes.push(message) };
  const unreadable = measured ? new Unreadable() : undefined;
  const opened = await openFiles(config, configFile, say, { known: known?.reading, signal });
  const [{ reading, found }] = opened;
  const roles = known
    ? knownRoles(known, config)
    : transcriptRoles(config, reading, { file: configFile, name: found.name, note: say.note });

  // What is read: as of other examples.
  const cutting = known?.source.cutting ?? cuttingOf(config, opened[0], roles);
  const table = new SymbolTable(
    known?.source.vocabulary
      ? rulesOf(known.source.vocabulary, config)
      : { ...symbolRules(config, cutting), lowercase: config.data.lowercase },
  );
  const cells = new TargetCells(roles.targets[0]);
  const hasGaps = opened.some((file) => file.reading.hasGaps);
  const sounds = soundsOf(roles, config, known, soundPaths);
  const collector = new Collector({
    ...{ config, table, cutting, sounds, labels: cells },
    ...{ known: known?.source.vocabulary, mostRows: mostRows(config, hasGaps, known) },
  });
  const files = await collect(opened, { collector, ids: undefined, unreadable }, roles, say.warn, signal);
  warnings.push(...(unreadable?.said() ?? []), ...leftOutNotes(collector, files), ...collector.oddTexts.said(files));
  collector.sayGroups(say);
  if (collector.starts.length === 0 && unreadable?.first) throw unreadable.first;
  if (collector.starts.length === 0 && !known) refuseEmpty(collector, files, configFile);

  // What it becomes: as of the target of pairs.
  const targetCutting = known?.target.cutting ?? (hasLists(reading, roles.targets[0]) ? "spaces" : "cut");
  const labelTable = new SymbolTable(sideRules("target", config, targetCutting, known?.target.vocabulary));
  const targets = new SideStore(labelTable, targetCutting, targetLengthOf(config), true);
  const odd = new OddTexts();
  const [cellIds, inFile, inLine] = [collector.sequenceLabels.view(), collector.files.view(), collector.lines.view()];
  for (const [i, id] of cellIds.entries()) {
    targets.add(cells.cell(id));
    odd.see(cells.cell(id), inFile[i], inLine[i]);
  }
  warnings.push(...odd.said(files));
  const long = keptExamples(collector, targets, sequenceLengthOf(config), files);
  warnings.push(...long.said);

  const parted = collector.parts.view();
  let indices = splitKept(long.kept, parted, config);
  if (indices.train.length === 0 && !known) {
    const place = { file: configFile, key: "data.train" };
    if (long.kept.length > 0) refuseEmpty(collector, files, configFile);
    throw new UserError(says.allLeftOut({ examples: collector.starts.length }), place);
  }
  const vocabulary =
    known?.target.vocabulary ??
    labelVocabulary(targets, labelTable, indices.train, config.data.targetVocabulary ?? config.data.vocabulary);
  if (!known) refuseUnknown(vocabulary.ofTexts, config, configFile);
  const finalIds = Int32Array.from(labelTable.symbols, (symbol) => vocabulary.idWithin(symbol));
  const labels = targets.tokens.view().map((id) => finalIds[id]);
  const [labelStarts, labelCounts] = [targets.starts.view(), targets.lengths.view()];
  const labelsOf = (i: number) => labels.subarray(labelStarts[i], labelStarts[i] + labelCounts[i]);
  const short = tooShort(collector, labelsOf, long.kept);
  if (short.length > 0) {
    if (!measured) refuseShort(short, collector, labelsOf, files, sounds !== undefined);
    warnings.push(says.shortLeftOut(shortFacts(short, collector, labelsOf, files)));
    const isShort = new Set(short);
    indices = splitKept(
      long.kept.filter((i) => !isShort.has(i)),
      parted,
      config,
    );
  }
  const unknown = long.kept.filter((i) => labelsOf(i).includes(-1));
  if (unknown.length > 0) {
    const strangers = [...new Set(labelTable.symbols.filter((_, id) => finalIds[id] < 0))];
    warnings.push(
      says.unknownLabels({ examples: unknown.length, labels: strangers, ...at(collector, unknown[0], files) }),
    );
  }

  const width = collector.width ?? 0;
  const heard = sounds && (await loadSounds({ sounds, collector, indices, known, computeFeatures, say }));
  const features = heard?.features ?? fittedFeatures(collector, indices.train, { roles, known, say });
  const { tokens, vocabulary: read } = finalTokens(collector, indices, table, config, known?.source.vocabulary);
  if (!known && tokens && width > 0 && config.model.embedding === 0) {
    throw new UserError(ofExamples.needsEmbedding(), { file: configFile, key: "model.embedding" });
  }
  const vectors = !heard && width > 0 ? normalized(collector.numbers.view(), features) : undefined;
  const parts = eachPart((part): DatasetPart => {
    const take = (values: Int32Array) => Int32Array.from(indices[part], (i) => values[i]);
    const inputs = { starts: take(collector.starts.view()), lengths: take(collector.lengths.view()) };
    const sequences = { starts: take(labelStarts), lengths: take(labelCounts), tokens: labels };
    const isMeasured = part !== "train" || measured;
    return {
      inputs: { ...inputs, ...(tokens && { tokens }), ...(vectors && { vectors }), ...heard?.inputsOf(indices[part]) },
      targets: { kind: "sequences", perStep: false, sequences },
      origins: { files: take(inFile), lines: take(inLine) },
      ...(isMeasured && { references: Array.from(indices[part], (i) => targets.text(i)) }),
    };
  });
  const source = sideFacts(
    eachPart((part) => parts[part].inputs),
    read,
  );
  const written = sideFacts(targetSequences(parts), vocabulary);
  const examples = eachPart((part) => indices[part].length);
  const leftOut = collector.starts.length - examples.train - examples.validation - examples.test;
  const encoding: Encoding = {
    source: {
      inputs: inputColumns(roles),
      ...(sounds && { sound: sounds.settings }),
      ...(tokens && { vocabulary: read }),
      cutting,
      features,
      ...(roles.sequence !== (config.data.sequence ?? undefined) && { sequence: roles.sequence }),
      ...(tokens && { unknownInTraining: known ? known.source.unknownInTraining : source.unknown.train }),
    },
    target: {
      column: roles.targets[0],
      ...{ labels: [], vocabulary, cutting: targetCutting, numbers: [] },
      longest: known ? known.target.longest : written.longest.train,
    },
    reading: known?.reading ?? formOf(reading),
  };
  const facts = {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    ...{ sequences: examples, ...source, truncated: eachPart(() => 0), balance: eachPart(() => []), targets: written },
    leftOut: leftOut + (unreadable?.rows ?? 0),
  };
  const own = withSounds(files, opened, heard?.file);
  return { files: own, parts, columns: reading.columns, encoding, facts, warnings, notes };
}

function hasLists({ columns, preview }: Reading, column: string): boolean {
  return preview.some((row) => Array.isArray(row[columns.indexOf(column)]));
}

/** There must be something to learn. */
function refuseUnknown(labels: number, { data }: Config, configFile: string): void {
  if (labels > 0) return;
  const isOwn = data.targetVocabulary !== null;
  const key = isOwn ? "data.targetVocabulary" : "data.vocabulary";
  const { size, minFrequency } = data.targetVocabulary ?? data.vocabulary;
  const isCut = size !== null || (minFrequency ?? 1) > 1;
  throw new UserError(says.nothingKnown({ key, isCut }), { file: configFile, key });
}
