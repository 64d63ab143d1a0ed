import { decimalText } from "../../base/numberText.ts";
import { nextOfRun, sampleRun } from "../../runner/index.ts";
import { findRun, type RunFolder } from "../../runs/index.ts";
import { numberOption, startOption } from "../arguments.ts";
import { noteCold, stateOf, stateOption } from "../beginning.ts";
import type { Command } from "../command.ts";
import { type Output, sampledText, usageError } from "../output.ts";
import { drawTargets, refuseTextOptions } from "../targets/drawTargets.ts";
import { writesTargets } from "../targets/targetOptions.ts";
import { styled, told } from "../text/terminalText.ts";
import { unknownText } from "../text/unknownText.ts";

/** One `sample` event a sample; the manual has its fields. */
export const sample: Command = {
  name: "sample",
  usage: "RUN [options]",
  summary: "Samples text from a run, or searches for the likeliest text.",
  details: [
    'RUN is a run folder, an id under ./.unroll/runs, or "last". Options default to the run\'s config.',
    "<unk> is never written: each time it is drawn, it is counted, and another symbol is drawn.",
    "A sequence-to-sequence run draws targets for the source that --prompt gives.",
  ].join("\n"),
  options: {
    prompt: {
      type: "string",
      value: "TEXT",
      help: "the text that the network reads first; for sequence-to-sequence: the source",
    },
    length: { type: "string", value: "N", help: "largest number of symbols to draw" },
    temperature: {
      type: "string",
      value: "X",
      help: "0 always takes the likeliest symbol; 1 samples from the network's distribution",
    },
    "top-k": { type: "string", value: "K", help: "samples from the K likeliest symbols; 0: from all" },
    "top-p": {
      type: "string",
      value: "P",
      help: "nucleus sampling: samples from the likeliest symbols whose probabilities sum to P",
    },
    stop: { type: "string", value: "WHERE", help: "eos (for characters: a line break) or length" },
    count: { type: "string", value: "N", help: "number of samples" },
    distinct: { type: "boolean", help: "samples that are all different, drawn without replacement" },
    likeliest: {
      type: "string",
      value: "K",
      help: "with --json, gives for each symbol its probability and the K likeliest in its place",
    },
    next: { type: "string", value: "K", help: "lists the K likeliest next symbols and their probabilities instead" },
    beam: {
      type: "string",
      value: "N",
      help: "searches for the likeliest text by beam search of this width; 0: samples",
    },
    start: {
      type: "string",
      value: "START",
      help: "for generation: a label, or a JSON object of columns",
    },
    state: stateOption,
    seed: { type: "string", value: "N", help: "the same seed gives the same text" },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const whole = (name: string, least: number, most: number) =>
      numberOption(given, name, { least, most, whole: true });
    const orNull = (value: number | undefined) => (value === 0 ? null : value);
    const stop = given.options.stop as "eos" | "length" | undefined;
    if (stop !== undefined && stop !== "eos" && stop !== "length") {
      throw usageError(`--stop needs eos or length, not ${JSON.stringify(stop)}`);
    }
    const wanted = {
      prompt: given.options.prompt as string | undefined,
      length: whole("length", 0, 1_000_000),
      temperature: numberOption(given, "temperature", { least: 0, most: 1000 }),
      topK: orNull(whole("top-k", 0, 1_114_112)),
      topP: numberOption(given, "top-p", { least: 1e-9, most: 1 }),
      stop,
      count: whole("count", 1, 1000),
      distinct: given.options.distinct as boolean | undefined,
      beam: orNull(whole("beam", 0, 100)),
      start: startOption(given),
      state: stateOf(given),
      seed: whole("seed", 0, 2 ** 32 - 1),
      likeliest: whole("likeliest", 1, 1000),
    };
    const next = whole("next", 1, 1000);
    if (wanted.likeliest !== undefined && given.options.json !== true) {
      throw usageError("--likeliest needs --json", "Add --json, or leave --likeliest out.");
    }
    if (wanted.likeliest !== undefined && next !== undefined) {
      throw usageError("--likeliest and --next do not go together", "--next lists the likeliest symbols by itself.");
    }
    const run = await findRun(given.positionals[0], process.cwd());
    if (writesTargets(run)) {
      refuseTextOptions(run, given);
      return await drawTargets(run, definedOnly(wanted), output);
    }
    if (next !== undefined) return await showNext(run, wanted, next, output);
    const { samples, settings, unknownTrained } = await sampleRun(run, definedOnly(wanted));
    const [{ unknown: strangers }] = samples;
    const unknown = warnOfStrangers(samples[0].prompt, strangers, unknownTrained, output);
    noteCold(run, wanted.state, samples[0].state, output);
    for (const [i, one] of samples.entries()) {
      output.event({ event: "sample", run: run.path, index: i + 1, ...settings, ...one, unknown });
      const drawn = one.start !== undefined && wanted.start === undefined;
      if (samples.length > 1 || drawn) {
        const title = `— ${i + 1}${one.start === undefined ? "" : `, ${told(one.start)}`}, log-probability ${decimalText(one.logProbability, 2, 9)} —`;
        output.say(styled(2, title));
      }
      output.say(...sampledText(one));
    }
    return 0;
  },
};

/** What was given. */
function definedOnly<T extends object>(wanted: T): Partial<T> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** `{"event":"next","run","prompt","symbols":[{"symbol","probability"}],"unknown"}` */
async function showNext(
  run: RunFolder,
  { prompt, ...beginning }: { prompt?: string } & NonNullable<Parameters<typeof nextOfRun>[3]>,
  most: number,
  output: Output,
): Promise<number> {
  const found = await nextOfRun(run, prompt, most, beginning);
  const unknown = warnOfStrangers(found.prompt, found.unknown, found.unknownTrained, output);
  noteCold(run, beginning.state, found.state, output);
  output.event({ event: "next", run: run.path, ...found, unknown });
  for (const { symbol, probability } of found.symbols) {
    output.say(
      `${decimalText(100 * probability, 2).padStart(7)} %  ${isPlain(symbol) ? symbol : JSON.stringify(symbol)}`,
    );
  }
  return 0;
}

const isPlain = (symbol: string) => symbol.trim() === symbol && symbol !== "";

/** Symbols of a prompt that the network does not know, each once; `read` is what the network read of the prompt. */
function warnOfStrangers(
  read: string,
  strangers: readonly { symbol: string }[],
  trained: boolean | undefined,
  output: Output,
): string[] {
  const unknown = [...new Set(strangers.map(({ symbol }) => symbol))];
  if (unknown.length > 0) {
    const left = read.includes("<unk>") ? "" : ", which are left out";
    output.warn(`the prompt contains symbols that the network has never seen: ${unknownText(unknown, trained)}${left}`);
  }
  return unknown;
}
