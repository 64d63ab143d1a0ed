import { longestOutput } from "../../config/index.ts";
import type { ChangedLook, Writing } from "../../contracts/inspection/changes.ts";
import {
  Drawer,
  drawRows,
  NetworkReader,
  Stepper,
  type SymbolReader,
  samplingRandom,
  startStateOf,
} from "../../sampling/index.ts";
import type { InspectedNetwork } from "../network.ts";
import type { NetworkLook } from "../networkLook.ts";

/** Symbols that are written unless somebody asks for more. */
const USUAL = 200;

/** Whether a network goes on with what it has read, symbol by symbol. */
export function writes({ answer, form, perStep }: InspectedNetwork): boolean {
  return answer === "symbol" && perStep && !form.options.cloze;
}

/**
 * How two looks go on, greedily and drawn by the same random numbers; undefined where their networks write nothing. Of pairs `prefix` is how
 * many symbols of the target are read before.
 */
export function samplesOf(
  before: NetworkLook,
  after: NetworkLook,
  { length, temperature, seed }: Writing,
  prefix: number,
  progress: (share: number) => void,
): ChangedLook["samples"] {
  if (!writes(before.net)) return undefined;
  const { sampling, training } = before.net.config;
  const { target } = before.net.source.encoding ?? {};
  const usual = before.net.form.decoder ? longestOutput({ sampling }, target?.longest ?? USUAL) : sampling.length;
  const settings = {
    length: length ?? Math.min(USUAL, usual),
    temperature: temperature ?? sampling.temperature,
    seed: seed ?? sampling.seed ?? training.seed,
  };
  const [old, made] = [before, after].map((look, i) => {
    return writtenOn(look, settings, prefix, (share) => progress((i + share) / 2));
  });
  // Where the run itself draws nothing, both are the same.
  const temperatures = settings.temperature === 0 ? [0] : [0, settings.temperature];
  const texts = temperatures.map((temperature, i) => ({ temperature, before: old[i], after: made[i] }));
  return { seed: settings.seed, length: settings.length, texts };
}

/** What is written greedily, and what is drawn. */
function writtenOn(
  look: NetworkLook,
  { seed, ...settings }: { length: number; temperature: number; seed: number },
  prefix: number,
  progress: (share: number) => void,
): string[] {
  const { net } = look;
  const { sampling, data } = net.config;
  const { vocabulary: own, encoding } = net.source;
  const vocabulary = own ?? encoding!.target.vocabulary!;
  const reader = readerOf(look, prefix, progress);
  const endless = net.sequence?.widths.ends?.endless;
  const drawer = new Drawer(vocabulary, endless ? vocabulary.end : undefined);
  // An example that is written has one end.
  const end = sampling.stop === "eos" || encoding ? vocabulary.lineEnd : undefined;
  const { topK, topP } = sampling;
  const randoms = [null, samplingRandom(seed, 0)];
  const steps = drawRows(reader, drawer, { ...settings, topK, topP, end, randoms, unaligned: true });
  let step = steps.next();
  for (; !step.done; step = steps.next()) progress(1);
  return step.value.map(({ ids }) => textOf(ids));

  function textOf(drawn: readonly number[]): string {
    const { targets, input } = look.reading;
    // What stands before says what white space there is; the end of a line was read as the beginning of the next.
    const read = Array.from(targets?.subarray(0, prefix) ?? input.tokens!, (id, t) => {
      return t > 0 && id === vocabulary.start && vocabulary.end !== undefined ? vocabulary.end : id;
    });
    if (targets && drawn[drawn.length - 1] === end) drawn = drawn.slice(0, -1);
    if (data.direction !== "backward")
      return vocabulary
        .pieces([...read, ...drawn])
        .slice(read.length)
        .join("");
    return vocabulary
      .pieces([...read, ...drawn].reverse())
      .slice(0, drawn.length)
      .join("");
  }
}

const ROWS = 2;

/** The network of a look with what it has in the place of what cells show, after it has read the text. */
function readerOf(
  { net, reading, clamps }: NetworkLook,
  prefix: number,
  progress: (share: number) => void,
): SymbolReader {
  const { source, network, form } = net;
  const use = { network, form };
  const { tokens, vectors, length } = reading.input;
  const changed = clamps && ((rows: number) => clamps.program(rows));
  if (reading.targets) {
    const reader = new NetworkReader(use, {
      ...{ vocabulary: source.encoding!.target.vocabulary!, sources: 1, rows: ROWS, changed },
    });
    reader.begin([tokens as Int32Array], ROWS);
    for (const id of reading.targets.subarray(1, prefix)) reader.read([id]);
    return reader;
  }
  const start = source.vocabulary && startStateOf(use, source.vocabulary, true);
  const stepper = new Stepper(use, ROWS, start, changed?.(ROWS));
  stepper.reset(reading.state === "warm");
  if (vectors) stepper.condition(vectors.subarray(0, vectors.length / length));
  for (let t = 0; t < length; t++) {
    stepper.read([tokens![t]]);
    if (t % 64 === 0) progress(t / length);
  }
  return stepper;
}
