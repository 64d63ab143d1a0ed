import type { InspectionProgress } from "./inspection/questions.ts";
import type { SaidError } from "./trainingThread.ts";

// How a host and the thread that looks into runs speak: progress is a message, answers are those of calls, and a word of shared memory ends
// the question that is being answered.

/** What the thread answers. What is wrong is an answer too, whose words the host makes. */
export type SaidAnswer = { answer: unknown } | { problem: SaidError & { code: string } } | { cancelled: true };

export interface InspectionWorker {
  /** `asked` fits the schema of the question of that name. One at a time. */
  ask(name: string, asked: unknown): Promise<SaidAnswer>;
}

/** What the thread is born with. */
export interface InspectionWorkerData {
  /** Not 0 once the present question is to end; the core reads it once per time step. */
  control: SharedArrayBuffer;
}

export type InspectionMessage = { kind: "progress"; progress: InspectionProgress } | { kind: "call"; data: unknown };
