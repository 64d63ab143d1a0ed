import type { Setting } from "../plan.ts";
import { clamped, epochsFor, STEPS } from "./sizes.ts";

/** Epochs and size of a minibatch for so many examples. */
export function passes(examples: number): Setting[] {
  const batchSize = clamped(Math.floor(examples / 10), 1, 32);
  const perEpoch = Math.max(1, (0.8 * examples) / batchSize);
  return [
    { key: "epochs", value: epochsFor(STEPS, perEpoch, 30), why: "passes through the examples" },
    { key: "batchSize", value: batchSize },
  ];
}

export function usual(learningRate: number, norm = 5): Setting[] {
  return [
    { key: "learningRate", value: learningRate },
    { key: "clip", value: { norm }, why: "prevents a rare huge gradient from undoing what was learned" },
    { key: "seed", value: 1 },
  ];
}

/**
 * Of transcripts, where any are kept aside. The loss soon rises again, because the network is ever surer of what it gets wrong, while more
 * labels become right: by the loss, an early checkpoint that writes next to nothing would be kept.
 */
export function bestTranscripts({ validation }: { validation: number }): Setting[] {
  const why = "keeps the checkpoint with the fewest wrong labels: the loss is often lowest long before";
  return validation > 0 ? [{ key: "best", value: "errorRate", why }] : [];
}

export function fractions({ validation, test }: { validation: number; test: number }, why: string): Setting[] {
  return [
    { key: "validation", value: validation, why: validation > 0 ? why : "there is too little to keep some aside" },
    { key: "test", value: test },
  ];
}

/** So that nothing, or hardly anything, is cut off. */
export function lengthOf(steps: number): Setting {
  return { key: "sequenceLength", value: clamped(Math.ceil(steps) + 2, 10, 500), why: "longer ones are cut off there" };
}

/** Of a text of some length, letters that occur once are hardly worth a place. */
export function rare(characters: number): Setting[] {
  const why = "a character that occurs once is read as <unk>";
  return characters < 10_000 ? [] : [{ key: "vocabulary", value: { minFrequency: 2 }, why }];
}
