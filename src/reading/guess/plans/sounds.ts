import { grouped } from "../../../base/words.ts";
import type { SoundFacts } from "../look/soundsIn.ts";
import { type Plan, type Setting, settings } from "../plan.ts";
import { notRead } from "./columnWords.ts";
import { amount, clamped, epochsFor, parts } from "./sizes.ts";
import { bestTranscripts, fractions, passes, usual } from "./usual.ts";

/** Speech needs no more, Hz. */
const MOST_RATE = 16_000;

/** Steps after which speech of one voice is read in part. */
const STEPS = 2000;

function rounds(sounds: number): Setting[] {
  const batchSize = clamped(Math.floor(sounds / 10), 1, 16);
  const epochs = epochsFor(STEPS, Math.max(1, (0.8 * sounds) / batchSize), 80);
  return [
    { key: "epochs", value: epochs, why: "passes through the sounds" },
    { key: "batchSize", value: batchSize },
    { key: "schedule", value: "cosine" },
  ];
}

/** Sounds with their texts, in a folder or in a table, or with one of a few labels each. */
export function sounds(name: string, facts: SoundFacts, found: { rows: number; isWhole: boolean }): Plan {
  const { columns, areLabels, rate } = facts;
  const [read, written] = [columns?.sound, columns?.target].map((column) => JSON.stringify(column));
  const beside = areLabels
    ? `a label (column ${written})`
    : columns
      ? `a text (column ${written})`
      : "its text beside it";
  const features = { name: "log-mel", rate: Math.min(rate, MOST_RATE), bands: 40, stack: areLabels ? 2 : 3 };
  const aside = parts(found.rows, 20);
  return {
    task: areLabels ? "classification" : "transcription",
    found: `${name} looks like ${amount(found.rows, "sound", found)}${columns ? ` (column ${read})` : ""} of ${grouped(rate)} Hz, each with ${beside}.`,
    learns: areLabels
      ? `The network learns ${written} from the sound.`
      : "The network learns to write what is spoken, without being told when each letter is (CTC).",
    data: settings(
      columns && {
        ...{ key: "input", value: columns.sound },
        why: notRead(columns.others.map((name) => ({ name }))),
      },
      columns && { key: "target", value: columns.target, why: areLabels ? undefined : "each character is a label" },
      { key: "features", value: features, why: `${10 * features.stack} ms a step` },
      ...fractions(aside, "sounds that the network never heard, drawn by the seed"),
    ),
    model: [
      { key: "cell", value: "lstm" },
      { key: "units", value: areLabels ? 64 : 128 },
      ...(areLabels ? [] : [{ key: "layers", value: 2 }]),
      { key: "bidirectional", value: true, why: "each step is read from both sides" },
      ...(areLabels ? [] : [{ key: "dropout", value: 0.2 }]),
    ],
    training: areLabels
      ? [...passes(found.rows), ...usual(0.003, 1)]
      : [...rounds(found.rows), ...usual(0.003, 1), ...bestTranscripts(aside)],
    baselines: [areLabels ? "majority" : "most-frequent-target"],
    sampling: areLabels
      ? []
      : [{ key: "beam", value: null, why: "or 10: a search that adds up all paths of a transcript" }],
  };
}
