import { messageTable } from "../base/message.ts";
import { count, quoted } from "../base/words.ts";

/** All that this room says, as functions of data. */
export const says = messageTable("inspection", {
  warm: () => ({
    code: "begins-warm",
    text: "The text begins in the state in which lines of the training text begin.",
    key: "sampling.state",
  }),
  backward: () => ({
    code: "reads-backward",
    text: "The network reads from the end: the first step is the last symbol of the text.",
    key: "data.direction",
  }),
  leftOut: ({ symbols }: { symbols: string[] }) => ({
    code: "symbols-left-out",
    text: `The network does not know ${symbols.slice(0, 8).map(quoted).join(", ")}, which ${symbols.length === 1 ? "is" : "are"} left out.`,
  }),
  unknown: ({ symbols }: { symbols: string[] }) => ({
    code: "symbols-unknown",
    text: `The network does not know ${symbols.slice(0, 8).map(quoted).join(", ")}${symbols.length > 8 ? ` and ${count(symbols.length - 8, "more symbol")}` : ""}; it reads the unknown symbol instead.`,
  }),
  cut: ({ steps }: { steps: number }) => ({
    code: "steps-cut",
    text: `The last ${count(steps, "step")} ${steps === 1 ? "is" : "are"} cut off, as in training.`,
    key: "training.sequenceLength",
  }),
  labelsOfSteps: () => ({
    code: "labels-of-steps",
    text: "At each step the network predicts a label or <blank>. Losses and gradients are those of one such prediction, by default the likeliest, not those of the CTC loss, which sums over all paths to a transcript.",
  }),
  notDecoded: () => ({
    code: "not-decoded",
    text: "The input is too long to show its transcript and lattice here. `unroll predict` writes the transcript.",
  }),
  written: () => ({ code: "target-written", text: "The target is what the network writes for the source." }),
  nothingToRead: () => ({
    code: "nothing-to-inspect",
    text: "There is nothing in the text that the network can read.",
    hint: "Write a text with symbols that it was trained on.",
  }),
  noSuchTensor: ({ name, known }: { name: string; known: readonly string[] }) => ({
    code: "no-such-tensor",
    text: `There is no tensor ${quoted(name)} in this network.`,
    hint: `Known: ${known.slice(0, 40).join(", ")}.`,
  }),
  noSuchPatch: ({ name, known }: { name: string; known: readonly string[] }) => ({
    code: "no-such-tensor",
    text: `There is no state ${quoted(name)} in this network that can be patched.`,
    hint: `Known: ${known.slice(0, 40).join(", ")}.`,
  }),
  noSuchLayer: ({ name, known }: { name: string; known: readonly string[] }) => ({
    code: "no-such-layer",
    text: `There is no layer ${quoted(name)} in this network.`,
    hint: `Known: ${known.join(", ")}.`,
  }),
  saysNothing: ({ name, because }: { name: string; because: string }) => ({
    code: "layer-says-nothing",
    text: `Layer ${name} does not say anything by itself. ${because}`,
  }),
  noSuchClamp: ({ name, known }: { name: string; known: string[] }) => ({
    code: "no-such-clamp",
    text: `${quoted(name)} cannot be clamped in this network.`,
    hint: `States, gates and the sums before them can be: ${known.slice(0, 24).join(", ")}.`,
  }),
  noSuchUnit: ({ name, unit, units }: { name: string; unit: number; units: number }) => ({
    code: "no-such-unit",
    text: `${name} has ${count(units, "unit")}, numbered from 0, and no unit ${unit}.`,
  }),
  noSuchSteps: ({ from, to, steps }: { from: number; to: number; steps: number }) => ({
    code: "no-such-steps",
    text:
      from < steps && to <= from
        ? `The range ${from}:${to} contains no steps: its end is not included, so it must be larger than its start.`
        : `There is no step ${from}: the input has ${count(steps, "step")}, numbered from 0.`,
  }),
  heldBeyond: ({ name, last, to }: { name: string; last: number; to: number }) => ({
    code: "held-beyond",
    text: `The input ends with step ${last}: at steps ${last + 1} to ${to - 1} ${name} is held in what is written on.`,
  }),
  beyondBoth: ({ step, steps }: { step: number; steps: number }) => ({
    code: "no-such-steps",
    text: `Step ${step} is not in both texts: the shorter one has ${count(steps, "step")}, numbered from 0.`,
  }),
  noRecurrence: ({ name }: { name: string }) => ({
    code: "no-recurrence",
    text: `Layer ${name} has no recurrent weights.`,
  }),
  noSymbols: () => ({
    code: "no-symbols",
    text: "The network reads numbers here, not symbols.",
  }),
  notOneSymbol: ({ symbol, count: found }: { symbol: string; count: number }) => ({
    code: "not-one-symbol",
    text: `${quoted(symbol)} is ${found === 0 ? "no symbol" : found === 1 ? "a symbol that the network does not know" : `${found} symbols`}.`,
    hint: "Give one symbol of the vocabulary.",
  }),
  unknownTarget: ({ symbol }: { symbol: string }) => ({
    code: "unknown-target",
    text: `The network does not predict ${quoted(symbol)}.`,
    hint: "Give a symbol, class or label that it knows.",
  }),
  nothingPredicted: ({ step }: { step: number }) => ({
    code: "nothing-predicted",
    text: `Nothing is predicted after step ${step}.`,
  }),
  nothingAhead: () => ({
    code: "nothing-ahead",
    text: "Only rows of numbers are forecast further ahead than the next.",
  }),
  unknownAhead: ({ column }: { column: string }) => ({
    code: "unknown-ahead",
    text: `Beyond the next row ${quoted(column)} would not be known, which the network reads and does not forecast.`,
  }),
  unknownColumn: ({ column, known }: { column: string; known: readonly string[] }) => ({
    code: "unknown-column",
    text: `${quoted(column)} is not forecast.`,
    hint: `Known: ${known.slice(0, 24).join(", ")}.`,
  }),
  oneAnswer: () => ({
    code: "one-answer",
    text: "There is one answer for the whole sequence, so gradients of many predictions cannot be compared.",
    hint: "Ask what this one answer depends on.",
  }),
  noLossOfNumbers: () => ({
    code: "no-loss-of-numbers",
    text: "States are patched for predictions of symbols and classes, whose probability can come back, not for numbers.",
  }),
  severalLabels: () => ({
    code: "several-labels",
    text: "Several labels may hold at once here, so there is no single prediction whose gradient could be taken.",
  }),
  clamped: () => ({
    code: "look-clamped",
    text: "Gradients and patched states are shown for networks without clamps.",
    hint: "Ask about the network before the change.",
  }),
});
