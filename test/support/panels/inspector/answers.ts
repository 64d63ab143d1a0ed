import type { RunChoice } from "../../../../src/contracts/inspection.ts";
import { pack } from "./packing.ts";

/** Answers a request of the inspector's page, both as JSON. */
export type Answering = (request: string) => Promise<string>;

/** What can be asked of runs: one method a question, as the inspector of the runner has them. */
type Asks = Partial<Record<string, (asked: never, told: () => void) => Promise<unknown>>>;

/** Answers as the host of the page does: these runs, and what `inspector` says of them. What fails is a problem, which the page shows. */
export function answersOf(inspector: object, runs: readonly RunChoice[]): Answering {
  const asks = inspector as Asks;
  return async (text) => {
    const { type, id, name, asked } = JSON.parse(text);
    if (type !== "ask") return "null";
    try {
      if (name !== "runs" && !asks[name])
        throw Object.assign(new Error(`${name} is not answered yet.`), { code: "unanswered" });
      const answer = name === "runs" ? runs : await asks[name]!(asked as never, () => {});
      return pack({ type: "answer", id, answer });
    } catch (error) {
      const { code = "failed", message, hint } = error as Error & { code?: string; hint?: string };
      return pack({ type: "problem", id, problem: { code, message, ...(hint && { hint }) } });
    }
  };
}
