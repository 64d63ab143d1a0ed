import { quoted, shown } from "../keys/describe.ts";
import { always, wrong } from "./syntax.ts";

/** What keys about pairs of sequences cannot mean together. */
export const ofPairs = {
  sidesOfOne: wrong(
    "not-together",
    ({ key, task }: { key: string; task: string }) =>
      `${key} names a source and a target. When task is ${quoted(task)}, there is one kind of files: give a path, a glob or a list of them, or set task to "sequence-to-sequence".`,
  ),
  otherSides: wrong("not-together", ({ key, areSides }: { key: string; areSides: boolean }) =>
    areSides
      ? `${key} must be a fraction or parallel files like data.train, { "source": …, "target": … }.`
      : `${key} must be a fraction or files with columns like data.train, not { "source": …, "target": … }.`,
  ),
  linesHaveNoColumns: wrong(
    "no-effect",
    ({ key }: { key: string }) =>
      `${key} has no effect: data.train names parallel files, whose lines are read as they are. Leave it out.`,
  ),
  severalInputs: wrong(
    "not-together",
    ({ columns, task }: { columns: number; task: string }) =>
      `data.input names ${columns} columns. When task is ${quoted(task)}, the source is one column of text. Keep one of them.`,
  ),
  splitsCharacters: always(
    "not-together",
    'data.targetSplit is not supported when the target consists of characters: only words are split. Leave it out, or set data.targetUnit to "word".',
  ),
  sharesOther: wrong(
    "not-together",
    ({ key, own, as, source }: { key: string; own: unknown; as: string; source: unknown }) =>
      `data.shareVocabulary needs both sides to be read alike, and ${key} is ${shown(own)} where ${as} is ${shown(source)}. Leave out ${key}, or set shareVocabulary to false.`,
  ),
  sharesLimits: always(
    "not-together",
    "data.targetVocabulary is not supported when data.shareVocabulary is true: data.vocabulary limits the one vocabulary. Leave it out, or set shareVocabulary to false.",
  ),
  sharesEmbedding: wrong(
    "not-together",
    ({ key, own, source }: { key: string; own: number; source: number }) =>
      `${key} ${own} is not supported when data.shareVocabulary is true: both sides then have one embedding, of model.embedding ${source}. Leave it out, or set shareVocabulary to false.`,
  ),
};
