import type { UserError } from "../../base/userError.ts";
import type { CorpusFile } from "../../data/encode/corpus.ts";
import type { DataRecord } from "../formats/index.ts";
import type { SharedIds } from "../ids/sharedIds.ts";
import type { Collector } from "./collector.ts";
import { type Roles, rolesIn } from "./columnRoles.ts";
import { type OpenFile, readFile, type Say } from "./openFiles.ts";
import type { Unreadable } from "./unreadable.ts";

interface Into {
  collector: Collector;
  /** Watches the rows of training for those that belong together. */
  ids: SharedIds | undefined;
  /** Hears of rows that cannot be read; without it, the first of them ends the reading. */
  unreadable: Unreadable | undefined;
}

/** Reads all files into a collector, one after the other. */
export async function collect(
  opened: readonly OpenFile[],
  { collector, ids, unreadable }: Into,
  roles: Roles,
  warn: Say["warn"],
  signal?: AbortSignal,
): Promise<CorpusFile[]> {
  const files: CorpusFile[] = [];
  for (const file of opened) {
    const own = rolesIn(roles, file.reading, file.found);
    collector.startFile(files.length, file.part, own, file.reading.columns);
    // Files of their own say which part their rows are in.
    const watched = file.part === "train" ? ids : undefined;
    watched?.startFile(file.reading.columns);
    let refused: unknown;
    const onRecord = (record: DataRecord) => {
      const { empty } = collector;
      try {
        collector.record(record);
      } catch (error) {
        if (unreadable && error === collector.untaken) return unreadable.passOver(error as UserError);
        refused = error;
        throw error;
      }
      if (collector.empty === empty) watched?.row(record.cells, collector.starts.length - 1);
    };
    const onBad = (error: UserError) => {
      // What the collector has begun to take in is no row that can be passed over.
      if (error === refused) throw error;
      unreadable!.passOver(error);
    };
    files.push(await readFile(file, onRecord, { warn, onBad: unreadable && onBad, signal }));
  }
  return files;
}
