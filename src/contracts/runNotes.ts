import * as Type from "typebox";
import { runColours } from "../base/runColours.ts";

/** As long as a name, a tag and a note may be, in characters, and as many tags. */
export const MOST_OF_NOTES = { name: 200, tag: 60, tags: 50, note: 20_000 };

const { name, tag, tags, note } = MOST_OF_NOTES;

/** What a person has noted of a run, in the `notes.json` beside its `run.json`. What nobody has noted is absent. */
export const runNotes = Type.Object({
  star: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: name })),
  note: Type.Optional(Type.String({ minLength: 1, maxLength: note })),
  tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: tag }), { maxItems: tags })),
  colour: Type.Optional(Type.Enum([...runColours])),
});

export type RunNotes = Type.Static<typeof runNotes>;

/** What changes; null takes away what was noted. */
export type NotesChange = { [key in keyof RunNotes]: RunNotes[key] | null };
