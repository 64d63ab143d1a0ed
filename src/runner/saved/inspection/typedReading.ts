import { UserError } from "../../../base/userError.ts";
import { type Config, tasks } from "../../../config/index.ts";
import { type EncodedInput, type Encoding, encodeInput, encodeTarget, expectedLabels } from "../../../data/index.ts";
import {
  type InspectedNetwork,
  inputReading,
  inspectionSays,
  type KnownTranscript,
  pairReading,
  type Reading,
  textReading,
  writtenReading,
} from "../../../inspection/index.ts";
import { type ReadInput, readInputs, readLines } from "../../../reading/index.ts";
import type { RunFolder } from "../../../runs/index.ts";
import { type Start, startOf, TargetNetwork, targetSettings } from "../../../sampling/index.ts";
import { says } from "../../messages.ts";
import { targetText } from "../transcripts.ts";

/** What a text is read with beside the config. */
export interface Typed {
  text: string;
  /** Of pairs, a target to read instead of one that is written. */
  target?: string;
  /** What an example that is written begins with. */
  start?: Start | null;
  state?: Config["sampling"]["state"];
}

/** A text that was typed, as the network of a run reads it. */
export async function typedReading(run: RunFolder, net: InspectedNetwork, typed: Typed): Promise<Reading> {
  const { config } = net;
  const { vocabulary, encoding } = net.source;
  if (vocabulary) return filled(textReading(config, vocabulary, typed.text, typed.state));
  const { reads, writesText, predicts } = tasks[config.task];
  if (reads === "series" || !(writesText || encoding!.source.vocabulary)) {
    throw new UserError(says.needsExample({ id: run.id }));
  }
  if (reads === "pairs") return await pairOf(net, encoding!, encodeInput(encoding!, config, typed.text), typed.target);
  if (writesText && predicts === "symbols") {
    const { sampling, training } = config;
    const start = startOf(encoding!, typed.start ?? sampling.start, sampling.seed ?? training.seed);
    return writtenReading(encoding!, start, typed.text);
  }
  return filled(inputReading(encoding!, encodeInput(encoding!, config, typed.text)));
}

/** Example number `index` of a file that is written like a run's data. */
export async function fileReading(
  net: InspectedNetwork,
  file: string,
  index: number,
  state?: Typed["state"],
): Promise<Reading> {
  const { config } = net;
  const { vocabulary, encoding } = net.source;
  if (vocabulary) {
    const lines: string[] = [];
    for await (const line of readLines(file, file, config)) lines.push(line);
    return filled(textReading(config, vocabulary, lines.join("\n"), state));
  }
  let count = 0;
  for await (const read of readInputs(file, file, encoding!, config)) {
    if (count++ < index) continue;
    if (read instanceof UserError) throw read;
    return await readingOf(net, encoding!, read);
  }
  throw new UserError(says.noSuchExample({ index, count, of: file }), { file });
}

async function readingOf(
  net: InspectedNetwork,
  encoding: Encoding,
  { input, answer, place, sound: heard }: ReadInput,
): Promise<Reading> {
  const { config } = net;
  const read = encodeInput(encoding, config, input, place);
  const sound = heard && { sound: heard.path };
  if (tasks[config.task].reads === "pairs") {
    return await pairOf(net, encoding, read, answer === undefined ? undefined : encodeTarget(encoding, answer).symbols);
  }
  if (tasks[config.task].predicts === "transcript") {
    const transcript = answer === undefined ? {} : { transcript: knownTranscript(encoding, answer) };
    return filled({ ...inputReading(encoding, read), ...sound, ...transcript });
  }
  const kind = { perStep: net.perStep, several: net.answer === "labels" };
  const expected = answer === undefined ? undefined : expectedLabels(answer, read, kind);
  return filled({ ...inputReading(encoding, read, expected), ...sound });
}

function knownTranscript(encoding: Encoding, answer: ReadInput["answer"]): KnownTranscript {
  const { tokens, symbols } = encodeTarget(encoding, answer ?? null);
  return { ids: tokens, symbols, text: targetText(answer, symbols) };
}

/** A source with its target; where none is given, what the network writes, greedily. */
async function pairOf(
  net: InspectedNetwork,
  encoding: Encoding,
  source: EncodedInput,
  target: string | readonly string[] | undefined,
): Promise<Reading> {
  if (source.length === 0) throw nothingToRead();
  const { config, tensors, sequence } = net;
  const endless = sequence?.widths.ends?.endless;
  if (target !== undefined) {
    const { tokens, symbols } = encodeTarget(encoding, typeof target === "string" ? target : [...target]);
    return pairReading(encoding, source, { ids: tokens, symbols }, { endless });
  }
  const writer = await TargetNetwork.load(config, encoding, tensors);
  const [[{ ids, tokens }]] = writer.write([source.tokens!], { ...targetSettings(config, encoding), count: 1 });
  const notes = [inspectionSays.written().text];
  return pairReading(encoding, source, { ids, symbols: tokens }, { endless, notes });
}

function filled(reading: Reading): Reading {
  if (reading.input.length === 0) throw nothingToRead();
  return reading;
}

function nothingToRead(): UserError {
  return new UserError(inspectionSays.nothingToRead());
}
