import * as Type from "typebox";
import type { FeatureSettings } from "../../audio/index.ts";
import { figure, figures, matches, misfit, number, oneOf, shape, strings } from "../../contracts/shapes.ts";
import { Vocabulary } from "../text/vocabulary.ts";
import { damagedVocabulary } from "../text/vocabularyFile.ts";
import { type FileForm, formFromJSON } from "./fileForm.ts";

/** How numbers of a series become what the network reads: x ↦ (x − mean) / scale, after differencing where that is asked for. */
const normalization = Type.Object({ column: Type.String(), mean: figure, scale: figure });
export type Normalization = Type.Static<typeof normalization>;

/** How one of several series is normalised, and in what its errors are measured. */
const seriesEncoding = Type.Object({
  name: Type.String(),
  features: Type.Array(normalization),
  targets: Type.Array(normalization),
  naive: figures,
});
export type SeriesEncoding = Type.Static<typeof seriesEncoding>;

/** What the sounds of a run become: `data.features` with every option. */
const soundFeatures = Type.Object({
  name: oneOf("log-mel", "mfcc", "waveform"),
  ...{
    rate: figure,
    bands: figure,
    coefficients: figure,
    windowMs: figure,
    stepMs: figure,
    deltas: figure,
    stack: figure,
  },
});

/** A column that is read, and what it holds: of sounds, the paths of their files. */
const inputColumn = Type.Object({ column: Type.String(), kind: oneOf("text", "numbers", "sound") });
export type InputColumn = Type.Static<typeof inputColumn>;

/** What a network reads. */
export interface SourceEncoding {
  /** The columns that are read. */
  inputs: InputColumn[];
  /** What tokens mean; absent where steps are vectors alone. */
  vocabulary?: Vocabulary;
  /** How many tokens of the training are `<unk>`; none where steps are vectors alone. */
  unknownInTraining?: number;
  /** How text becomes tokens: cut by the vocabulary's unit, divided at white space, or one token a row, as it stands. */
  cutting: "cut" | "spaces" | "whole";
  /** F: the columns of a step's vector; empty where steps are tokens alone. */
  features: Normalization[];
  /** What sounds become, where the column names files of sounds. */
  sound?: FeatureSettings;
  /** The column that says which rows are one sequence, where the config leaves open that there is one. */
  sequence?: string;
  /** Of rows that are steps, most of them in a sequence where no column and no empty line says where it ends. */
  rows?: number;
}

/** What a network predicts: labels, symbols of a vocabulary, or numbers. */
export interface TargetEncoding {
  /** The column where it stands; null where several do, or none. */
  column: string | null;
  /** C: classes, labels or tags by id. */
  labels: string[];
  /** Of ordered labels, the number that each stands for. */
  values?: number[];
  /** Of binary labels, what the answer no is called; `labels` then has one, the answer yes. */
  negative?: string;
  /**
   * Where examples are written, what their symbols mean. A network that reads what it wrote has the source's vocabulary here, and so
   * have pairs that share one; other pairs have one of their own. That of transcripts begins with `<blank>`.
   */
  vocabulary?: Vocabulary;
  /** Of pairs and transcripts, how their target becomes tokens. */
  cutting?: SourceEncoding["cutting"];
  /** Of those, tokens of the longest target of training, without `<eos>`. */
  longest?: number;
  /** Labels that an example may start with, where examples are written. */
  prompts?: string[];
  /** K: the columns that are predicted, where numbers are. */
  numbers: Normalization[];
  /** Of a series, the in-sample naive error of each of those, in the units of the file: what MASE is measured in, on any data. */
  naive?: number[];
}

/**
 * How what stands in files becomes what the network reads and predicts, and back: all that a run needs to be used without its
 * data. It is the run's `vocabulary.json`; of a running text that holds the vocabulary alone.
 */
export interface Encoding {
  source: SourceEncoding;
  target: TargetEncoding;
  /** Of several series (`data.sequence`), how each is normalised on both sides; what the sides have is of all series. */
  series?: SeriesEncoding[];
  /** How the files of the training were read, and others are; runs of earlier versions have none, and each file says it anew. */
  reading?: FileForm;
}

/** The file has one level, and what its keys are called since the first version; their order is held too. */
export function encodingToJSON({ source, target, series, reading }: Encoding) {
  const { vocabulary, unknownInTraining, features, inputs, sound, sequence, rows, cutting } = source;
  const { column, labels, values, negative, prompts, numbers, naive, longest } = target;
  const isPair = target.cutting !== undefined;
  const isShared = isPair && target.vocabulary === vocabulary;
  const both = {
    features,
    labels,
    values,
    negative,
    inputs,
    sound,
    target: column,
    sequence,
    rows,
    cutting,
    targets: numbers,
  };
  // The vocabulary has prompts of its own, which are symbols.
  const all = {
    ...vocabulary?.toJSON(),
    version: 1,
    ...both,
    naive,
    series,
    reading,
    unknownInTraining,
    starts: prompts,
    targetCutting: target.cutting,
    longestTarget: longest,
    ...(isPair && (isShared ? { shared: true } : { targetVocabulary: target.vocabulary?.toJSON() })),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** `vocabulary.json` beside the vocabulary itself, which is not there of a running text, and in part not of early versions. */
const encodingFile = Type.Object({
  features: Type.Optional(Type.Array(normalization)),
  labels: Type.Optional(strings),
  values: Type.Optional(figures),
  negative: Type.Optional(Type.String()),
  inputs: Type.Optional(Type.Array(inputColumn)),
  sound: Type.Optional(soundFeatures),
  target: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  sequence: Type.Optional(Type.String()),
  rows: Type.Optional(shape<number>((value) => Number.isInteger(value) && (value as number) > 0)),
  cutting: Type.Optional(oneOf("cut", "spaces", "whole")),
  targets: Type.Optional(Type.Array(normalization)),
  naive: Type.Optional(figures),
  series: Type.Optional(Type.Array(seriesEncoding)),
  reading: Type.Optional(Type.Unknown()),
  unknownInTraining: Type.Optional(number),
  starts: Type.Optional(strings),
  targetCutting: Type.Optional(oneOf("cut", "spaces", "whole")),
  longestTarget: Type.Optional(shape<number>((value) => Number.isInteger(value) && (value as number) >= 0)),
  shared: Type.Optional(Type.Boolean()),
  targetVocabulary: Type.Optional(Type.Unknown()),
});

/** Fails with a UserError where it is damaged; what else a task needs, it checks itself. */
export function encodingFromJSON(json: unknown): Encoding {
  const given: unknown = json ?? {};
  if (!matches(encodingFile, given))
    throw damagedVocabulary(`${misfit(encodingFile, Object(given)) ?? "it"} does not fit`);
  const { features = [], labels = [], values, negative, inputs = [], sound, target = null, sequence, rows } = given;
  const { cutting = "cut", targets: numbers = [], naive, series, unknownInTraining, starts } = given;
  const { targetCutting, longestTarget, targetVocabulary } = given;
  if (inputs.some(({ kind }) => kind === "sound") && !sound)
    throw damagedVocabulary("inputs has sounds, and sound does not say what they become");
  const isOwn = targetVocabulary !== undefined;
  const vocabulary = "symbols" in given ? Vocabulary.fromJSON(given, { isReadOnly: isOwn }) : undefined;
  const written = isOwn ? Vocabulary.fromJSON(targetVocabulary) : vocabulary;
  const reading = formFromJSON(given.reading);
  return {
    source: {
      inputs,
      ...(vocabulary && { vocabulary }),
      ...(unknownInTraining !== undefined && { unknownInTraining }),
      cutting,
      features,
      ...(sound && { sound }),
      ...(sequence !== undefined && { sequence }),
      ...(rows !== undefined && { rows }),
    },
    target: {
      column: target,
      labels,
      ...(values && { values }),
      ...(negative !== undefined && { negative }),
      ...(written && labels.length + numbers.length === 0 && { vocabulary: written }),
      ...(targetCutting && { cutting: targetCutting }),
      ...(longestTarget !== undefined && { longest: longestTarget }),
      ...(starts && { prompts: starts }),
      numbers,
      ...(naive && { naive }),
    },
    ...(series && { series }),
    ...(reading && { reading }),
  };
}
