import { type Message, messageTable } from "../base/message.ts";
import { count, grouped, listed, quoted } from "../base/words.ts";
import type { TaskName } from "../config/index.ts";

/** What a run of each task is and does, and the command for that. */
const TASKS: Record<TaskName, { what: string; does: string; command: string }> = {
  "language-model": { what: "a language model", does: "It writes and scores text.", command: "sample" },
  generation: { what: "a model that writes examples", does: "It writes and scores examples.", command: "sample" },
  "sequence-to-sequence": {
    what: "a model that writes a sequence for another",
    does: "It writes outputs for sources, scores given ones, and can be evaluated.",
    command: "predict",
  },
  transcription: {
    what: "a model that transcribes",
    does: "It transcribes inputs, scores given transcripts, and can be evaluated.",
    command: "predict",
  },
  classification: { what: "a classifier", does: "It predicts labels, and can be evaluated.", command: "predict" },
  tagging: { what: "a tagger", does: "It predicts tags, and can be evaluated.", command: "predict" },
  forecasting: { what: "a forecasting model", does: "It forecasts, and can be evaluated.", command: "forecast" },
};

/** What a run has not, or does not, that was asked for. */
const LACKS = {
  answers: "it answers no text",
  labels: "it has no labels to predict",
  scores: "it scores no targets",
  series: "it has no series to go on with",
  targetFile: "its data has no targets of their own",
  targets: "it writes no targets",
  text: "it writes no text",
  transcriptScores: "it scores no transcripts",
  transcripts: "it transcribes nothing",
};
export type Lack = keyof typeof LACKS;

/** What is said of starting, resuming and using runs. */
export const says = messageTable("runner", {
  noConfig: () => ({ code: "usage", text: "No config to train", hint: "Name a .rnnconfig file." }),
  noSweep: ({ name }: { name: string }) => ({
    code: "no-sweep",
    text: `${name} has no sweep`,
    hint: 'Say which settings to vary: "sweep": { "parameters": { "model.units": [64, 128] } }.',
  }),
  badTrial: ({ trial, settings, said }: { trial: number; settings: readonly string[]; said: Message }) => ({
    code: said.code,
    text: `Trial ${trial} of the sweep (${settings.join(", ")}) cannot be trained: ${said.text}`,
    hint: "Nothing was trained. Change the values in sweep.parameters.",
    key: "sweep.parameters",
  }),
  halvingByTime: ({ jobs }: { jobs: number }) => ({
    code: "depends-on-timing",
    text: `${jobs} trials train at a time, so which of them end early depends on timing. With one at a time, the result is always the same.`,
    advice: { do: "give", option: "jobs", value: "1" },
  }),
  noFile: ({ path }: { path: string }) => ({
    code: "not-found",
    text: `There is no file ${path}`,
    hint: "Name a .rnnconfig file.",
  }),
  configIsFolder: ({ path }: { path: string }) => ({
    code: "is-a-folder",
    text: `${path} is a folder`,
    hint: "Name the .rnnconfig file inside.",
  }),
  configIsNoFile: ({ path }: { path: string }) => ({
    code: "not-a-file",
    text: `${path} is not a regular file`,
    hint: "Name a .rnnconfig file.",
  }),
  configIsData: ({ name, path }: { name: string; path: string }) => ({
    code: "not-a-config",
    text: `${name} is data, not a config`,
    hint: "Write a config for it.",
    advice: { do: "use", command: "new", of: path },
  }),
  configTooLarge: ({ path, bytes, most }: { path: string; bytes: number; most: number }) => ({
    code: "too-large",
    text: `${path} has ${bytes} bytes; a config has at most ${most}`,
  }),
  configUnreadable: ({ file, why }: { file: string; why: string }) => ({
    code: "unreadable-file",
    text: `${file} could not be read: ${why}`,
  }),
  givenMissing: ({ given }: { given: string }) => ({
    code: "missing-file",
    text: `There is no file ${given}.`,
    hint: "Name another file.",
  }),
  givenIsFolder: ({ given }: { given: string }) => ({
    code: "is-folder",
    text: `${given} is a folder.`,
    hint: "Name a file in it.",
  }),
  noGradients: ({ kind }: { kind: string }) => ({
    code: "wrong-kind",
    text: `model.kind ${JSON.stringify(kind)} is a count-based model, which has no gradients`,
    hint: "Use the config of a network.",
  }),
  weightsUnreadable: ({ why }: { why: string }) => ({
    code: "not-found",
    text: `The weights cannot be read: ${why}`,
    hint: "Name a .safetensors file.",
  }),
  otherCells: ({ theirs, ours }: { theirs: string; ours: string }) => ({
    code: "wrong-cell",
    text: `The parameters belong to another model: ${theirs}; this config has ${ours}, which would compute something else from them`,
    hint: "Use the config that the file was trained with.",
  }),
  nothingToMeasure: ({ file }: { file: string }) => ({
    code: "nothing-to-measure",
    text: `${file} has nothing to measure`,
    hint: "Name a file with more in it.",
  }),
  noPart: ({ id, part }: { id: string; part: string }) => ({
    code: "nothing-to-measure",
    text: `${id} has no ${part} part`,
    hint: "Name a file to measure on.",
    advice: { do: "give", option: "data", value: "FILE" },
  }),
  unpredictedInput: ({ column }: { column: string }) => ({
    code: "not-together",
    text: `Beyond the next row a forecast goes on from its own predictions, and ${quoted(column)} is not predicted`,
    hint: "Forecast one row, or train with data.target naming the same columns as data.input.",
  }),
  oneSeries: () => ({
    code: "usage",
    text: "The run has one series, which has no name",
    hint: "Several series in one table are told apart by data.sequence.",
    advice: { do: "omit", option: "series" },
  }),
  noSuchSeries: ({ column, name, near, names }: { column: string; name: string; near?: string; names: string }) => ({
    code: "no-such-series",
    text: `Column ${quoted(column)} has no series ${quoted(name)}`,
    hint: near === undefined ? `Its series are ${names}.` : `Did you mean ${quoted(near)}?`,
    ...(near !== undefined && { suggestions: [near] }),
  }),
  tooFewRows: (of: {
    name: string;
    rows: number;
    series: number;
    window: number;
    need: number;
    difference: number;
  }) => {
    const longest = of.series > 1 ? " in its longest series" : "";
    const changes = of.difference > 0 ? `, of changes (data.difference ${of.difference})` : "";
    return {
      code: "too-little-data",
      text: `${of.name} has ${count(of.rows, "row")}${longest}, and a forecast reads a window of ${grouped(of.window)}${changes}; that takes ${count(of.need, "row")}.`,
      hint: "Give more of the rows that come before.",
    };
  },
  noExamples: ({ id, part }: { id: string; part: string }) => ({
    code: "no-such-example",
    text: `${id} has no examples in its ${part} part`,
    hint: "Choose another part, or write a text.",
  }),
  noSuchExample: ({ index, count: all, of }: { index: number; count: number; of: string }) => ({
    code: "no-such-example",
    text: `There is no example ${index}: ${of} has ${count(all, "example")}, which count from 0`,
    hint: all > 0 ? `Choose one from 0 to ${all - 1}.` : "Choose another part.",
  }),
  needsExample: ({ id }: { id: string }) => ({
    code: "needs-example",
    text: `${id} reads numbers, and numbers cannot be typed as a text`,
    hint: "Choose an example of its data, or of a file.",
    advice: { do: "give", option: "example", value: "0" },
  }),
  noSound: () => ({ code: "no-sound", text: "This input was not read from a sound." }),
  longSound: ({ path, most }: { path: string; most: number }) => ({
    code: "long-sound",
    text: `${path} is too long to be played and drawn here. At most ${Math.floor(most)} seconds are supported.`,
  }),
  otherSound: ({ path }: { path: string }) => ({
    code: "changed-sound",
    text: `The sound ${quoted(path)} is shorter than it was when the network read it.`,
    hint: "Put the file back as it was to see and hear it here.",
  }),
  noRunningText: () => ({
    code: "no-running-text",
    text: "N-grams are counted in running text, and this run has none.",
  }),
  noNgrams: () => ({ code: "no-ngrams", text: "The run has no n-grams among its baselines." }),
  readsOneSide: () => ({
    code: "reads-one-side",
    text: "N-grams know the symbols before a gap alone, and this network reads those behind it too.",
  }),
  lookClosed: () => ({
    code: "look-closed",
    text: "This look was closed, because others were opened after it",
    hint: "Open it again.",
  }),
  nothingInside: ({ id, model }: { id: string; model: string }) => ({
    code: "wrong-kind",
    text: `${id} is ${model}, which keeps nothing of the data`,
    hint: "Its rule is in the manual.",
  }),
  emptyInput: ({ line, name, unknown }: { line: number; name: string; unknown: boolean }) => ({
    code: "empty-input",
    text: `Line ${line} of ${name} has ${unknown ? "no symbol that the model knows" : "nothing that the model can read"}.`,
  }),
  emptySource: ({ line, name, unknown }: { line: number; name: string; unknown: boolean }) => ({
    code: "empty-input",
    text: `Line ${line} of ${name} has ${unknown ? "no symbol that the model knows" : "an empty source: nothing to write for"}.`,
  }),
  writesNothing: ({ id, kind }: { id: string; kind: string }) => ({
    code: "wrong-kind",
    text: `${id} is a count-based model (${kind}), which only a training compares with`,
    hint: "Use the run of a network.",
  }),
  noAttention: ({ id, option }: { id: string; option: string }) => ({
    code: "no-attention",
    text: `${id} has no attention (model.attention is null), so nothing says which source tokens it looked at`,
    hint: "Train with model.attention set, to additive for example.",
    advice: { do: "omit", option },
  }),
  nbestBeyond: ({ nbest, beam }: { nbest: number; beam: number | null }) => ({
    code: "not-together",
    text:
      beam === null
        ? `Greedy search finds one output of each source, and ${grouped(nbest)} are asked for`
        : `A beam of ${grouped(beam)} keeps ${grouped(beam)} outputs at most, and ${grouped(nbest)} are asked for`,
    hint: "Search with a beam of at least as many.",
    advice: { do: "give", option: "beam", value: String(nbest) },
  }),
  transcriptsBeyond: ({ nbest, beam }: { nbest: number; beam: number | null }) => ({
    code: "not-together",
    text:
      beam === null
        ? `The best path gives one transcript of each input, and ${grouped(nbest)} are asked for`
        : `A beam of ${grouped(beam)} keeps ${grouped(beam)} transcripts at most, and ${grouped(nbest)} are asked for`,
    hint: "Search with a beam of at least as many.",
    advice: { do: "give", option: "beam", value: String(nbest) },
  }),
  trimmedSearch: () => ({
    code: "not-together",
    text: 'A search goes by blanks, and cannot be collapsed as "trim" is',
    hint: "Take the best path for that.",
    advice: { do: "give", option: "beam", value: "0" },
  }),
  unsearched: ({ what }: { what: "A language model" | "A label bonus" }) => ({
    code: "not-together",
    text: `${what} ranks what a search compares, and the best path is one path alone`,
    hint: "Search with a beam.",
    advice: { do: "give", option: "beam", value: "10" },
  }),
  resampled: ({ rates, to }: { rates: readonly number[]; to: number }) => {
    const hertz = (all: readonly number[]) =>
      listed(
        [...new Set(all)].sort((a, b) => a - b).map((rate) => grouped(rate)),
        "and",
      );
    const low = rates.filter((rate) => rate < to);
    const dull =
      low.length === 0
        ? ""
        : ` ${low.length === rates.length ? (low.length === 1 ? "It contains" : "They contain") : `Those of ${hertz(low)} Hz contain`} nothing above ${grouped(Math.max(...low) / 2)} Hz, so expect more errors if the sounds of the training do.`;
    return {
      code: "resampled",
      text: `${count(rates.length, "sound is", "sounds are")} resampled from ${hertz(rates)} Hz to the ${grouped(to)} Hz of this run.${dull}`,
    };
  },
  weightOfNothing: () => ({
    code: "not-together",
    text: "A weight of the language model is given, and no language model",
    hint: "Name its run.",
    advice: { do: "give", option: "language-model", value: "RUN" },
  }),
  noLanguageModel: ({ id }: { id: string }) => ({
    code: "wrong-task",
    text: `${id} cannot rank transcripts: only a language model that reads characters or words from the beginning can.`,
    hint: 'Train one with task "language-model" and data.direction "forward", on text in the labels of the transcripts.',
  }),
  otherUnit: ({ id, unit, labels }: { id: string; unit: string; labels: string }) => ({
    code: "wrong-task",
    text: `${id} reads ${unit}s, and the labels of this run are ${labels}s: they cannot be matched.`,
    hint: `Use a language model with data.unit "${labels}".`,
  }),
  labelsUnknown: ({ id, labels, isRead }: { id: string; labels: readonly string[]; isRead: boolean }) => ({
    code: "unknown-labels",
    text: `The language model ${id} does not know ${labels.length === 1 ? "the label" : "the labels"} ${listed(labels.slice(0, 12).map(quoted), "and")}${labels.length > 12 ? ` and ${grouped(labels.length - 12)} others` : ""}, and ${isRead ? "reads <unk> for them" : "no transcript with them is found"}.`,
  }),
  languageModelGone: ({ path, why }: { path: string; why: string }) => ({
    code: "language-model-missing",
    text: `The language model ${path} cannot be used, and transcripts are ranked without it. ${why}`,
    key: "sampling.languageModel",
  }),
  readsNoSounds: ({ id }: { id: string }) => ({
    code: "wrong-task",
    text: `${id} does not read sounds`,
    hint: "Transcribe its inputs with predict.",
    advice: { do: "use" as const, command: "predict", of: id },
  }),
  noTranscripts: ({ name }: { name: string }) => ({
    code: "no-target",
    text: `${name} has no transcripts to score`,
    hint: "Give a file with both columns, as the run's own files have them.",
  }),
  scoresNothing: ({ id }: { id: string }) => ({
    code: "no-probabilities",
    text: `${id} always gives the same transcript, without a probability, and scores none.`,
  }),
  noSource: ({ id, option }: { id: string; option: string }) => ({
    code: "empty-input",
    text: `${id} writes a target for a source, and none is given`,
    advice: { do: "give", option, value: "SOURCE" },
  }),
  unknownSource: () => ({
    code: "empty-input",
    text: "The source has no symbol that the model knows",
    hint: "Give a source in the symbols of the training.",
  }),
  noTarget: ({ line, name }: { line: number; name: string }) => ({
    code: "no-target",
    text: `Line ${line} of ${name} has no target to score.`,
  }),
  noTargets: ({ name }: { name: string }) => ({
    code: "no-target",
    text: `${name} has no targets to score`,
    hint: "Give a file with both columns, or the targets in a file of their own, a line each.",
    advice: { do: "give", option: "targets", value: "FILE" },
  }),
  otherLineCount: ({
    sources,
    targets,
  }: {
    sources: { name: string; lines: number };
    targets: { name: string; lines: number };
  }) => ({
    code: "uneven-files",
    text: `${sources.name} has ${count(sources.lines, "line")} and ${targets.name} has ${grouped(targets.lines)}; they are paired line by line.`,
    hint: "Give two files of the same number of lines.",
  }),
  noEntities: ({ run, labels }: { run: string; labels: readonly string[] }) => ({
    code: "no-entities",
    text: `${run} predicts ${listed(labels, "and")}, which mark no entities.`,
    hint: "Entities are marked by tags such as B-CAR, I-CAR and O.",
    advice: { do: "omit", option: "entities" },
  }),
  noParameters: ({ id, model }: { id: string; model: string }) => ({
    code: "wrong-kind",
    text: `${id} is a count-based model (${model}), and has no parameters of a network`,
    hint: "Its counts are in checkpoints/last.safetensors of the run.",
  }),
  noStart: ({ id }: { id: string }) => ({
    code: "not-together",
    text: `${id} writes a running text, which starts with a prompt and with no label`,
    hint: "Leave the start out, or give a prompt.",
  }),
  noState: ({ id, cloze }: { id: string; cloze: boolean }) => ({
    code: "not-together",
    text: `${id} ${cloze ? "reads a text from both sides" : "was trained on examples"}, and begins each in the initial state`,
    hint: "Leave the state out.",
  }),
  needsLabel: ({ labels }: { labels: readonly string[] }) => ({
    code: "unknown-label",
    text: `How likely a text is depends on the label that it starts with: ${listed(labels.map(quoted), "or")}.`,
    hint: "sampling.start in the config names one for all texts.",
    advice: { do: "give", option: "start", value: labels[0] },
  }),
  /** A run was asked for what its task does not do. */
  wrongTask: ({ id, task, lack }: { id: string; task: TaskName; lack: Lack }) => {
    const { what, does, command } = TASKS[task];
    return {
      code: "wrong-task",
      text: `${id} is ${what}: ${LACKS[lack]}`,
      hint: does,
      advice: { do: "use", command, of: id },
    };
  },
  unknownInPrompt: ({ unit, symbols }: { unit: string; symbols: readonly string[] }) => ({
    code: "unknown-symbol",
    text: `sampling.prompt holds ${unit}s that the model does not know: ${symbols.map((each) => JSON.stringify(each)).join(", ")}`,
    key: "sampling.prompt",
  }),
  baselineLeftOut: ({ name, why }: { name: string; why: Message }) => ({
    code: why.code,
    text: `The baseline ${name} is left out. ${why.text}${why.hint ? ` ${why.hint}` : ""}`,
    key: "baselines",
  }),
  allSteps: ({ id, steps, step }: { id: string; steps: number; step: number }) => ({
    code: "already-finished",
    text: `${id} has done its ${count(steps, "step")}`,
    hint: "Give it more steps.",
    advice: { do: "set", key: "training.steps", value: step * 2 },
  }),
  endedEarly: ({ id, step, patience, figure }: { id: string; step: number; patience: number; figure: string }) => ({
    code: "already-finished",
    text: `${id} ended early after step ${step}: ${patience} validations in a row without a better ${figure}`,
    hint: "Give it more patience.",
    advice: { do: "set", key: "training.earlyStopping.patience", value: patience * 2 },
  }),
  allCounted: ({ id, model }: { id: string; model: string }) => ({
    code: "already-finished",
    text: `${id} has counted its data: ${model} has nothing to go on with`,
    hint: "Start a new run to count other data, or with other settings.",
  }),
  notBegun: () => ({
    code: "not-begun",
    text: "The training has not begun: its data are still being read.",
    hint: "Try again when the first step is there.",
  }),
  baselinesFirst: () => ({
    code: "baselines-first",
    text: "The network has taken no step yet, because its baselines are trained first.",
    hint: "Try again when the first step is there.",
  }),
  endsNow: () => ({
    code: "stopping",
    text: "The training is stopping, so this was not done.",
    hint: "Resume the run, and try again.",
  }),
  notResumable: ({ fixed, resumable }: { fixed: readonly string[]; resumable: readonly string[] }) => ({
    code: "not-resumable",
    text: `${fixed.join(", ")} cannot change when a run is resumed`,
    hint: `Start a new run for that. What can change: ${resumable.join(", ")}.`,
    keys: fixed,
  }),
  dataAdded: ({ name }: { name: string }) => ({
    code: "data-changed",
    text: `${name} was not there when this run began`,
    hint: "Take it out, or start a new run.",
  }),
  dataGone: ({ names, files }: { names: readonly string[]; files: number }) => ({
    code: "missing-file",
    text: `${listed(names, "and")}${files > names.length ? ` (${grouped(files)} files in all)` : ""}, on which this run was trained, ${files === 1 ? "is" : "are"} not there any more.`,
    hint: `Put ${files === 1 ? "it" : "them"} back; nothing that was trained is lost.`,
  }),
  dataChanged: ({ name, why }: { name: string; why: string }) => ({
    code: "data-changed",
    text: `${name} is not what this run was trained on${why}`,
    hint: "Put the old file back, or start a new run.",
  }),
  drift: ({ id, differences }: { id: string; differences: readonly string[] }) => ({
    code: "drift",
    text: `${id} was trained with ${differences.join("; ")}: its numbers would drift from those of an unbroken run`,
    hint: "Resume it anyway if that is fine.",
    advice: { do: "give", option: "allow-drift" },
  }),
});
