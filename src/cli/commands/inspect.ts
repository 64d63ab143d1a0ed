import { resolve } from "node:path";
import type { Look } from "../../contracts/inspection/look.ts";
import type { LookBaseline } from "../../contracts/inspection/questions.ts";
import { comparesNgrams, Inspector, inspectRun, inspectTarget, isCounted } from "../../runner/index.ts";
import { findRun } from "../../runs/index.ts";
import { encodeSafetensors } from "../../tensors/index.ts";
import { numberOption } from "../arguments.ts";
import type { Arguments, Command } from "../command.ts";
import { checkpointOf, inputOf } from "../inspection/inputOptions.ts";
import { lookEvent, saysEvent, tensorEvent } from "../inspection/lookEvents.ts";
import { ProgressLine } from "../inspection/progressLine.ts";
import { showCounted } from "../inspection/showCounted.ts";
import { showLook } from "../inspection/showLook.ts";
import { showTarget } from "../inspection/showTarget.ts";
import { askTime } from "../inspection/time/askTime.ts";
import type { SavedTensor, SavedTensors } from "../inspection/time/timeEvents.ts";
import { checkCounted, checkTogether, timeOptions, timeRequest } from "../inspection/time/timeOptions.ts";
import { type Output, usageError, writeResult } from "../output.ts";
import { writesTargets } from "../targets/targetOptions.ts";

/** Candidates of each written symbol, unless somebody asks for more. */
const USUAL = 4;

/**
 * `{"event":"inspection","run",…}`: of networks `contracts/inspection/look.ts` with lists in the place of arrays, then `tensor` and `says` events
 * where they are asked for; of count-based models `model`, `contexts`, `unknown`, `classes`.
 */
export const inspect: Command = {
  name: "inspect",
  usage: "RUN [--text TEXT | --example N | --data FILE] [options]",
  summary:
    "Looks inside a run: what a network computes at every step of a text, or what a count-based model has learned.",
  details: [
    "For networks: each symbol with its surprise (−ln p, in nats), the likeliest next symbols, and the strongest units. --json and --out",
    "give all of it: states, gates, the sums before the activations and their terms (input, recurrent, bias), by name: l0.h, l0.c, l0.i,",
    "l0.pre.i, l0.term.i.input, and l0.h_reverse of a backward direction. Layers, units and steps count from 0.",
    "For n-gram models: the symbols that followed a context, their counts, and the probability left to shorter contexts. Except in",
    "the longest context, Kneser–Ney uses continuation counts: the number of different symbols before the context and the symbol.",
    "For bag of words and naive Bayes: the tokens with the strongest evidence for each class, in logarithms. For the most frequent",
    "tag: how often a token had the tag.",
    "For sequence-to-sequence: each symbol that is written for the source of --text, or of a given --target, its probability, the",
    "likeliest others, and with attention the source tokens that it looked at.",
  ].join("\n"),
  options: {
    text: {
      type: "string",
      value: "TEXT",
      help: "the text to read; for n-gram models the context, for sequence-to-sequence the source; default: the run's prompt",
    },
    prompt: { type: "string", value: "TEXT", help: "the same as --text" },
    target: {
      type: "string",
      value: "TEXT",
      help: "for sequence-to-sequence: read this target instead of generating one",
    },
    example: { type: "string", value: "N", help: "an example of the run's data or of the --data file, counted from 0" },
    part: {
      type: "string",
      value: "PART",
      help: "the part that --example is from: training, validation or test; default: test, if there is one",
    },
    data: { type: "string", value: "FILE", help: "a text to read, or a file of examples like the run's data" },
    start: { type: "string", value: "LABEL", help: "the label that a generated example begins with" },
    state: { type: "string", value: "STATE", help: "the state in which a running text begins: warm or cold" },
    checkpoint: {
      type: "string",
      value: "STEP",
      help: "the step of a checkpoint that was kept, best or last; default: best",
    },
    top: { type: "string", value: "N", help: "number of symbols or tokens per list; default: 10" },
    tensor: {
      type: "string",
      multiple: true,
      value: "NAME",
      help: "a tensor to print with --json or to write with --out; * matches any characters; can be repeated",
    },
    ngrams: {
      type: "boolean",
      help: "show the surprise of an n-gram model of the training text too; default: if the run has n-grams as a baseline",
    },
    ...timeOptions,
    says: { type: "boolean", help: "with --json: what the output layer predicts from the state of each layer alone" },
    out: {
      type: "string",
      value: "FILE",
      help: "write tensors to a .safetensors file: all of them, or those of --tensor",
    },
  },
  positionals: { least: 1, most: 1 },
  async run(given, output) {
    const run = await findRun(given.positionals[0], process.cwd());
    const most = numberOption(given, "top", { least: 1, most: 100_000, whole: true });
    const text = (given.options.text ?? given.options.prompt) as string | undefined;
    checkTogether(given.options);
    const time = timeRequest(given);
    if (isCounted(run)) {
      checkCounted(given.options, run.id);
      const found = await inspectRun(run, { prompt: text, most });
      output.event({ event: "inspection", run: run.path, ...found });
      showCounted(found, output);
      return 0;
    }
    const { example, data, target } = given.options as Record<string, string | undefined>;
    const isTyped = example === undefined && data === undefined;
    const inspector = new Inspector();
    const line = new ProgressLine(output);
    try {
      const input = await inputOf(inspector, run, given, text);
      const checkpoint = checkpointOf(given);
      const pairs = isTyped && (writesTargets(run) || target !== undefined);
      const written = pairs
        ? await inspectTarget(run, { source: text ?? "", target, most: most ?? USUAL, checkpoint })
        : undefined;
      const request = { run: run.path, checkpoint, input, top: Math.min(most ?? 10, 1000) };
      const look = (await inspector.open(request, line.told)) as Look;
      const chosen = chosenTensors(look, given);
      const isCompared = given.options.ngrams === true || comparesNgrams(run);
      const baseline = isCompared ? await baselineOf(inspector, look, output, line.told) : undefined;
      const asked = await askTime(inspector, { look, request }, time, output, line.told);
      line.close();
      output.event({ event: "inspection", ...lookEvent(look, baseline), ...written });
      if (written) showTarget(text ?? "", written, output);
      else await showLook(inspector, look, output, { most, baseline });
      asked.show();
      await tensorsOf(inspector, asked.look, given, output, { chosen, others: asked.tensors });
    } finally {
      line.close();
      await inspector.dispose();
    }
    return 0;
  },
};

/** What n-grams say of the same text. */
async function baselineOf(
  inspector: Inspector,
  { look }: Look,
  output: Output,
  told: ProgressLine["told"],
): Promise<LookBaseline | undefined> {
  const found = await inspector.baseline({ look, anyway: true }, told);
  if (!("because" in found)) return found;
  output.warn(`no n-grams beside the network: ${found.because}`);
  return undefined;
}

/** The tensors that are named; undefined where none is. */
function chosenTensors(look: Look, { options }: Arguments): string[] | undefined {
  const { tensor: named } = options as { tensor?: string[] };
  if (!named) return undefined;
  const all = tensorNames(look);
  const chosen = all.filter((name) => named.some((pattern) => fits(pattern, name)));
  if (chosen.length > 0) return chosen;
  throw usageError(`There is no tensor ${named.join(" ")}`, `Known: ${all.slice(0, 40).join(", ")}`);
}

function tensorNames({ layers, tensors }: Look): string[] {
  return [...layers, { tensors }].flatMap((one) => one.tensors.map(({ name }) => name));
}

/** Prints and writes the tensors that are asked for: with --json states and gates where none is named, with --out all. */
async function tensorsOf(
  inspector: Inspector,
  look: Look,
  { options }: Arguments,
  output: Output,
  { chosen, others }: { chosen: string[] | undefined; others: SavedTensors },
): Promise<void> {
  const { out, says } = options as { out?: string; says?: boolean };
  if (output.json) {
    const usual = look.layers
      .flatMap(({ tensors }) => tensors)
      .filter(({ kind }) => kind === "state" || kind === "gate" || kind === "candidate");
    for (const name of chosen ?? usual.map((one) => one.name)) {
      output.event(tensorEvent(await inspector.tensor({ look: look.look, name })));
    }
  }
  if (output.json && says) {
    for (const { name, says: hasSay } of look.layers) {
      if (hasSay === true) output.event(saysEvent(await inspector.says({ look: look.look, layer: name })));
    }
  }
  if (out === undefined) return;
  const tensors = new Map<string, SavedTensor>(others);
  for (const name of chosen ?? tensorNames(look)) {
    const { shape, values } = await inspector.tensor({ look: look.look, name });
    tensors.set(name, { shape, dtype: "F32", data: values });
  }
  const symbols = Object.fromEntries(look.strips.map((strip) => [strip.name, strip.symbols]));
  const metadata = { run: look.run.id, step: String(look.checkpoint.step), symbols: JSON.stringify(symbols) };
  const file = resolve(out);
  await writeResult(file, encodeSafetensors(tensors, metadata));
  output.log(`${tensors.size} tensors: ${file}`);
}

/** Whether a name is one that a pattern with * means. */
function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (parts.length === 1) return name === pattern;
  let at = 0;
  for (const [i, part] of parts.entries()) {
    const found = i === parts.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found) || (i === 0 && found > 0)) return false;
    at = found + part.length;
  }
  return true;
}
