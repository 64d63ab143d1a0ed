import { labelled } from "../sequences/labelled.ts";
import { sequenceTask } from "../sequences/sequenceTask.ts";

/** One answer at each step: its tag. Where tags mark entities, these are measured too (`metrics/tagging.ts`). */
export const tagging = sequenceTask(labelled);
