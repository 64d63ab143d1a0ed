import type { Message } from "../../base/message.ts";
import { UserError } from "../../base/userError.ts";
import { type Config, sequenceLengthOf, targetLengthOf } from "../../config/index.ts";
import type { DatasetFacts } from "../../contracts/dataFacts.ts";
import { type CorpusFile, eachPart, type Part } from "../../data/encode/corpus.ts";
import type { Dataset, DatasetPart } from "../../data/encode/dataset.ts";
import type { Encoding } from "../../data/encode/encoding.ts";
import type { Cutting } from "../../data/encode/stepReader.ts";
import { SymbolTable } from "../../data/text/symbolTable.ts";
import type { Vocabulary } from "../../data/text/vocabulary.ts";
import type { Say } from "../examples/openFiles.ts";
import { splitKept } from "../examples/splitExamples.ts";
import { says } from "./messages.ts";
import { openPairs, refuseNone } from "./openPairs.ts";
import { keptPairs, oddPairs, repeatedPairs, unsplitSides } from "./pairNotes.ts";
import { PairStore } from "./pairStore.ts";
import { sideFacts, targetSequences } from "./sideFacts.ts";
import { sideRules } from "./sideRules.ts";
import { SideStore } from "./sideStore.ts";
import { sharedVocabulary, sideVocabulary } from "./sideVocabulary.ts";

const SIDES = ["source", "target"] as const;

export interface PairOptions {
  encoding?: Encoding;
  measured?: boolean;
  signal?: AbortSignal;
}

/** Pairs of a sequence that is read and one that is written: two columns, or lines of parallel files. */
export async function loadPairs(config: Config, configFile: string, options: PairOptions): Promise<Dataset> {
  const { encoding: known, measured = false, signal } = options;
  const warnings: Message[] = [];
  const notes: Message[] = [];
  const say: Say = { warn: (message) => warnings.push(message), note: (message) => notes.push(message) };
  const opened = await openPairs(config, configFile, say, { known, measured, signal });
  const cuttings = {
    source: known?.source.cutting ?? (opened.areLists.source ? "spaces" : "cut"),
    target: known?.target.cutting ?? (opened.areLists.target ? "spaces" : "cut"),
  };
  const tables = tablesOf(config, cuttings, known);
  const store = new PairStore(
    new SideStore(tables.source, cuttings.source, sequenceLengthOf(config), false),
    new SideStore(tables.target, cuttings.target, targetLengthOf(config), true),
  );
  const files = await opened.read(store);
  const { kept, said } = keptPairs(store, files);
  const { unreadable } = store;
  if (kept.length === 0 && unreadable.first) throw unreadable.first;
  warnings.push(...unreadable.said(), ...said, ...store.oddTexts.said(files));
  if (kept.length === 0 && !known) refuseNone(files, store, configFile);

  const indices = splitKept(kept, store.parts.view(), config);
  if (indices.train.length === 0 && !known) refuseNone(files, store, configFile);
  const vocabularies = known
    ? { source: known.source.vocabulary!, target: known.target.vocabulary! }
    : vocabulariesOf(store, tables, indices.train, config);
  if (!known) {
    refuseUnknown(vocabularies, config, configFile);
    const areSplit = { source: isSplit(tables.source), target: isSplit(tables.target) };
    warnings.push(...oddPairs(store, kept, files), ...repeatedPairs(store, indices, files));
    warnings.push(...unsplitSides(store, kept, areSplit));
  }
  const sides = {
    source: finalSide(store.source, tables.source, vocabularies.source),
    target: finalSide(store.target, tables.target, vocabularies.target),
  };
  const parts = eachPart((part): DatasetPart => {
    const own = indices[part];
    const take = (values: Int32Array) => Int32Array.from(own, (i) => values[i]);
    const sequences = (side: "source" | "target") => ({
      ...{ starts: take(sides[side].starts), lengths: take(sides[side].lengths), tokens: sides[side].tokens },
    });
    const isMeasured = part !== "train" || measured;
    return {
      inputs: sequences("source"),
      targets: { kind: "sequences", perStep: false, sequences: sequences("target") },
      origins: { files: take(store.files.view()), lines: take(store.lines.view()) },
      ...(isMeasured && { references: Array.from(own, (i) => store.target.text(i)) }),
    };
  });
  const longest = indices.train.reduce((most, i) => Math.max(most, sides.target.lengths[i]), 0);
  const facts = factsOf(files, parts, vocabularies, store.count - kept.length + unreadable.rows);
  const encoding: Encoding = {
    source: {
      inputs: [{ column: opened.source, kind: "text" }],
      vocabulary: vocabularies.source,
      cutting: cuttings.source,
      features: [],
      unknownInTraining: known ? known.source.unknownInTraining : facts.unknown.train,
    },
    target: {
      column: opened.target,
      labels: [],
      vocabulary: vocabularies.target,
      cutting: cuttings.target,
      longest: known ? known.target.longest : longest,
      numbers: [],
    },
    reading: known?.reading ?? opened.form,
  };
  return { files, parts, columns: opened.columns, encoding, facts, warnings, notes };
}

type Sides<T> = Record<"source" | "target", T>;

/** What cuts the two sides; sides that share a vocabulary share it. */
function tablesOf({ data }: Config, cuttings: Sides<Cutting>, known: Encoding | undefined): Sides<SymbolTable> {
  const rules = (side: "source" | "target") => sideRules(side, { data }, cuttings[side], known?.[side].vocabulary);
  const source = new SymbolTable(rules("source"));
  const isShared = known ? known.source.vocabulary === known.target.vocabulary : data.shareVocabulary;
  return { source, target: isShared ? source : new SymbolTable(rules("target")) };
}

function isSplit({ rules }: SymbolTable): boolean {
  return rules.unit === "word" && rules.split === "whitespace";
}

function vocabulariesOf(
  store: PairStore,
  tables: Sides<SymbolTable>,
  train: Int32Array,
  { data }: Config,
): Sides<Vocabulary> {
  if (tables.source === tables.target) {
    const vocabulary = sharedVocabulary([store.source, store.target], tables.source, train, data.vocabulary);
    return { source: vocabulary, target: vocabulary };
  }
  const limits = data.targetVocabulary ?? data.vocabulary;
  return {
    source: sideVocabulary(store.source, tables.source, train, { ...data.vocabulary, isWritten: false }),
    target: sideVocabulary(store.target, tables.target, train, { ...limits, isWritten: true }),
  };
}

/** Nothing can be learned where all is `<unk>`. */
function refuseUnknown(vocabularies: Sides<Vocabulary>, { data }: Config, configFile: string): void {
  for (const side of SIDES) {
    const { symbols, end } = vocabularies[side];
    if (symbols.length > (end === undefined ? 1 : 3)) continue;
    const isOwn = side === "target" && data.targetVocabulary !== null;
    const key = isOwn ? "data.targetVocabulary" : "data.vocabulary";
    const { size, minFrequency } = (isOwn && data.targetVocabulary) || data.vocabulary;
    const isCut = size !== null || (minFrequency ?? 1) > 1;
    throw new UserError(says.nothingKnown({ side, key, isCut }), { file: configFile, key });
  }
}

function finalSide(store: SideStore, { symbols }: SymbolTable, vocabulary: Vocabulary) {
  const final = Int32Array.from(symbols, (symbol) => vocabulary.idWithin(symbol));
  return {
    starts: store.starts.view(),
    lengths: store.lengths.view(),
    tokens: store.tokens.view().map((id) => final[id]),
  };
}

function factsOf(
  files: readonly CorpusFile[],
  parts: Record<Part, DatasetPart>,
  vocabularies: Sides<Vocabulary>,
  leftOut: number,
): DatasetFacts {
  return {
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    sequences: eachPart((part) => parts[part].inputs.lengths.length),
    ...sideFacts(
      eachPart((part) => parts[part].inputs),
      vocabularies.source,
    ),
    truncated: eachPart(() => 0),
    balance: eachPart(() => []),
    targets: sideFacts(targetSequences(parts), vocabularies.target),
    leftOut,
  };
}
