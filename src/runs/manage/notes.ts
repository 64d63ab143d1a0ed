import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../base/userError.ts";
import { type NotesChange, type RunNotes, runNotes } from "../../contracts/runNotes.ts";
import { misfit } from "../../contracts/shapes.ts";
import { readWhole, writeAtomically } from "../atomicFile.ts";
import { says } from "../messages.ts";

export const NOTES = "notes.json";

const MAX_BYTES = 1 << 20;

/** What a person has noted of the run in a folder. Where the file is missing or damaged, nothing; a key that does not fit is left out. */
export async function readNotes(run: string): Promise<RunNotes> {
  return fitting(await readObject(join(run, NOTES)).catch(() => ({})));
}

/**
 * Changes what is noted of a run, also of one that trains: nothing here needs its lock. Keys of other programs stay.
 * @returns what is noted then
 * @throws UserError where the file cannot be written, or is no JSON that we could add to
 */
export async function changeNotes(run: string, change: NotesChange): Promise<RunNotes> {
  const file = join(run, NOTES);
  // The file is made with the folder it belongs to, never without.
  await stat(join(run, "run.json")).catch(() => {
    throw new UserError(says.noRunFolder({ folder: run }), { file: run });
  });
  const before = await readObject(file);
  const changed = Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined),
  );
  await writeAtomically(file, `${JSON.stringify(changed, null, 2)}\n`);
  return fitting(changed);
}

async function readObject(file: string): Promise<Record<string, unknown>> {
  const bytes = await readWhole(file, MAX_BYTES).catch((error) => {
    if (error instanceof UserError && error.code === "not-found") return undefined;
    throw error;
  });
  if (bytes === undefined) return {};
  const value: unknown = parsed(new TextDecoder().decode(bytes));
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new UserError(says.damagedNotes({ file }), { file });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The notes among the keys of a file, each by itself. */
function fitting(value: Record<string, unknown>): RunNotes {
  const known = Object.keys(runNotes.properties).filter((key) => value[key] !== undefined);
  const notes = known.map((key) => ({ [key]: value[key] })).filter((note) => misfit(runNotes, note) === undefined);
  return Object.assign({}, ...notes);
}
