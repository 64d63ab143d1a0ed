import { labelled } from "../sequences/labelled.ts";
import { sequenceTask } from "../sequences/sequenceTask.ts";

/** One answer for each sequence: its class, or its labels. */
export const classification = sequenceTask(labelled);
