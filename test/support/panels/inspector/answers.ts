import { pack } from "./packing.ts";

/** Answers a request of the inspector's page, both as JSON. */
export type Answering = (request: string) => Promise<string>;

/** Until a run is recorded, no question has an answer. */
export function recordedAnswers(): Answering {
  return async (request) => {
    const { id } = JSON.parse(request);
    return pack({ type: "problem", id, problem: { code: "not-recorded", message: "This was not recorded." } });
  };
}
