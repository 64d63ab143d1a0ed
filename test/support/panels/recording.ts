import type { DrawnSymbol, StepPreview } from "../../../src/contracts/preview.ts";
import type { BaselineResult } from "../../../src/contracts/runs.ts";
import type { PanelSnapshot } from "../../../src/contracts/trainingPanel.ts";
import { generator } from "../generator.ts";

/** A training that is over, to be shown again: what a run's folder holds, and the hidden states where they are known. */
export interface Recording {
  run: PanelSnapshot["run"];
  steps: number;
  rows: {
    step: number;
    epoch: number;
    loss: number | null;
    gradientNorm: number | null;
    tokensPerSecond: number | null;
    /** What else the log has. */
    [figure: string]: number | null;
  }[];
  validations: { step: number; loss: number; [figure: string]: number }[];
  /** Of the test part at the end; made up where absent. */
  test?: Recording["validations"][number] | null;
  baselines: BaselineResult[];
  reports?: PanelSnapshot["reports"];
  previews: StepPreview[];
  /** Of the previews of these steps; values are (time, units), time-major. */
  hidden: { step: number; symbols: string[]; layers: { units: number; values: number[] }[] }[];
}

const passage =
  `It was a quiet evening when the old lamp was lit again. The keeper climbed the stairs, one hand on the wall, and
counted the steps as he had done for thirty years. "Two hundred and six," he said to nobody, and opened the door to the
wind. Far out, a small ship was turning for the harbour.`.replaceAll("\n", " ");
const prompt = "It was";
const letters = [..."etaoin shrdlu"];

/**
 * The same recording each time: two layers, a noisy loss that falls, text that gets better.
 * @param seed draws the noise, `level` lies above the loss
 */
export function makeRecording({ steps = 2000, units = [128, 64], seed = 7, level = 0 } = {}): Recording {
  const random = generator(seed);
  const noise = () => random() + random() + random() - 1.5;
  const lossAt = (step: number) => 1.42 + level + 1.5 * Math.exp(-step / 110) + 1.45 * Math.exp(-step / 700);
  const rows: Recording["rows"] = [];
  for (let step = 1; step <= steps; step = step < 100 ? step + 1 : step + 2) {
    rows.push({
      step,
      epoch: 1 + Math.floor((8 * (step - 1)) / steps),
      loss: lossAt(step) * (1 + 0.035 * noise()),
      gradientNorm: 0.3 + 0.5 * Math.exp(-step / 300) + 0.1 * random(),
      tokensPerSecond: 47_500 + 1500 * noise(),
      ...{ clippedShare: random() < 0.2 ? 1 : 0, updateRatio: 0.002 + 0.0004 * noise() },
      ...{ learningRate: 0.002 * 0.5 ** Math.floor(step / 800), seconds: step * 0.034 },
    });
  }
  const every = Math.floor(steps / 20);
  const at = Array.from({ length: 20 }, (_, i) => (i + 1) * every);
  const samples = at.map((step) => ({ step, text: blurred(1.1 * Math.exp(-step / 350), random) }));
  return {
    run: {
      ...{ id: "book-recorded", folder: "/runs/book-recorded", name: "book" },
      origin: {
        config: "experiments/novels/book.rnnconfig",
        began: "Nov 21, 2026, 2:32:05 PM",
        changes: ["training.learningRate 0.01 (0.002 before)"],
      },
      ...{ parameters: 248_601, build: "relaxed", symbols: 65 },
      ...{ writesText: true, loss: "cross-entropy", bestBy: "loss" },
      ...{ clipNorm: 1, stepsPerEpoch: 250 },
    },
    steps,
    rows,
    validations: at.map((step) => {
      const loss = lossAt(step) + 0.09 + 0.00009 * step + 0.01 * noise();
      return { step, loss, perplexity: Math.exp(loss), bitsPerCharacter: loss / Math.LN2, seconds: step * 0.034 };
    }),
    baselines: [
      ["5-gram, Kneser–Ney", 1.467, 1.512],
      ["4-gram, Witten–Bell", 1.629, 1.668],
      ["3-gram, Kneser–Ney", 1.962, 1.997],
    ].flatMap(([name, ...losses]) =>
      losses.map((loss, i) => ({
        ...{ name: String(name), part: i === 0 ? ("validation" as const) : ("test" as const) },
        ...{ loss: Number(loss), perplexity: Math.exp(Number(loss)), targets: 60_000, impossible: 0 },
      })),
    ),
    previews: samples.map(({ step, text }) => ({
      step,
      preview: { kind: "text", prompt, text, drawn: drawnSymbols(text, step, random) },
    })),
    hidden: samples.map(({ step, text }) => {
      const symbols = [...prompt, ...text];
      return {
        step,
        symbols,
        layers: units.map((size, i) => ({ units: size, values: states(symbols, size, i, step) })),
      };
    }),
  };
}

/** What else might have been written: the letter of the passage is the likelier, the longer the training has gone on. */
function drawnSymbols(text: string, step: number, random: () => number): DrawnSymbol[] {
  return [...text].map((letter, i) => {
    const right = passage[prompt.length + i];
    const sure = (1 - Math.exp(-step / 500)) * (0.3 + 0.6 * random());
    const others = [...new Set([right, ...letters])].slice(0, 5);
    const shares = others.map((_, k) => (k === 0 ? sure : (1 - sure) / (2 ** k + 1)));
    const likeliest = others.map((symbol, k) => ({ symbol, probability: shares[k] }));
    likeliest.sort((a, b) => b.probability - a.probability);
    const probability = letter === right ? sure : (1 - sure) / 40;
    return { text: letter, probability, likeliest };
  });
}

/** The passage with a share of its letters drawn at random. */
function blurred(share: number, random: () => number): string {
  const wrong = () => letters[Math.floor(random() * letters.length)];
  return [...passage.slice(prompt.length)].map((letter) => (random() < share ? wrong() : letter)).join("");
}

/** States of a small network of leaky tanh units with fixed random weights: some follow each letter, some remember for long. */
function states(symbols: readonly string[], units: number, layer: number, step: number): number[] {
  const gain = 0.4 + 1.4 * (1 - Math.exp(-step / 500));
  const h = new Float32Array(units);
  return symbols.flatMap((symbol) => {
    const input = generator(symbol.codePointAt(0)! * 131 + layer);
    for (let unit = 0; unit < units; unit++) {
      const memory = (0.97 * ((unit * 37) % units)) / units;
      h[unit] = Math.tanh(memory * 1.1 * h[unit] + gain * (1 - memory) * (input() + input() + input() - 1.5));
    }
    return [...h];
  });
}
