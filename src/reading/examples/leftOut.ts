import { compareCodePoints } from "../../base/codePoints.ts";
import type { Message } from "../../base/message.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { Collector } from "./collector.ts";
import { says } from "./messages.ts";

/** What is said of steps and examples that were left out. */
export function leftOutNotes(
  { leftOut, strangers, firstStranger, empty, firstEmpty }: Collector,
  files: readonly CorpusFile[],
): Message[] {
  const notes: Message[] = [];
  const at = ({ file, line }: { file: number; line: number }) => ({ line, name: files[file].name });
  if (firstStranger) {
    const characters = [...strangers].sort(compareCodePoints);
    notes.push(says.unknownLeftOut({ steps: leftOut, characters, ...at(firstStranger) }));
  }
  if (firstEmpty) notes.push(says.emptyLeftOut({ examples: empty, ...at(firstEmpty) }));
  return notes;
}
