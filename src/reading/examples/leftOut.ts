import { compareCodePoints } from "../../base/codePoints.ts";
import { count, grouped, shownCharacters } from "../../base/words.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { Collector } from "./collector.ts";

/** What is said of steps and examples that were left out. */
export function leftOutNotes(
  { leftOut, strangers, firstStranger, empty, firstEmpty }: Collector,
  files: readonly CorpusFile[],
): string[] {
  const notes: string[] = [];
  const placed = ({ file, line }: { file: number; line: number }) => `line ${grouped(line)} of ${files[file].name}`;
  if (firstStranger) {
    const which = shownCharacters([...strangers].sort(compareCodePoints));
    const what = strangers.size === 1 ? "a character" : `${grouped(strangers.size)} characters`;
    const where = leftOut === 1 ? `It is in ${placed(firstStranger)}.` : `The first is in ${placed(firstStranger)}.`;
    notes.push(
      `${count(leftOut, "step is", "steps are")} left out: the model does not know ${what}, ${which}. ${where}`,
    );
  }
  if (firstEmpty) {
    const where = placed(firstEmpty);
    const which = empty === 1 ? `in ${where} is` : "are";
    const first = empty === 1 ? "" : `; the first is in ${where}`;
    notes.push(`${count(empty, "example")} without any token ${which} left out${first}.`);
  }
  return notes;
}
