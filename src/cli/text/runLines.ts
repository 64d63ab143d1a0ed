import { oneLine } from "../../base/visibleText.ts";
import type { RunNotes } from "../../contracts/runNotes.ts";
import { changesText, type RunIdentity } from "../../runs/index.ts";

/** The same for programs: values as they are, not as JSON text. */
export function identityFields({ seed, before, changes }: RunIdentity): object {
  const keys = changes?.keys.map((it) => ({ key: it.key, before: JSON.parse(it.before), after: JSON.parse(it.after) }));
  return { seed, before, changes: changes && [...keys!, ...changes.files.map((file) => ({ file }))] };
}

/** The most differences that a line names. */
const MOST = 4;

/** "seed 2, model.units 24 (12 before)" */
export function identityText({ seed, changes }: RunIdentity): string {
  const own = seed === null ? [] : [`seed ${seed}`];
  if (!changes) return own.join();
  // The seed has been said.
  const differences = changesText({ ...changes, keys: changes.keys.filter(({ key }) => key !== "training.seed") });
  const isSame = changes.keys.length === 0 && differences.length === 0;
  const more = differences.length > MOST ? [`and ${differences.length - MOST} more`] : [];
  return oneLine([...own, ...(isSame ? ["as before"] : [...differences.slice(0, MOST), ...more])].join(", "));
}

/** "★ the large one #thesis: to be trained again": what a person has noted of a run; "" where nothing is. */
export function notesText({ star, name, tags = [], note }: RunNotes): string {
  const told = [...(star ? ["★"] : []), ...(name === undefined ? [] : [name]), ...tags.map((tag) => `#${tag}`)].join(
    " ",
  );
  return oneLine([told, note].filter(Boolean).join(": "));
}
