import {
  type Answer,
  type Asked,
  type InspectionProblem,
  type InspectionProgress,
  type InspectorMessage,
  type InspectorRequest,
  isAnswer,
  type QuestionName,
} from "../../../src/contracts/inspection.ts";
import { t } from "../../shared/text.ts";

/** Why a question has no answer, as something to throw. */
export class Unanswered extends Error {
  constructor(readonly problem: InspectionProblem) {
    super(problem.message);
  }

  get isCancelled(): boolean {
    return this.problem.code === "cancelled";
  }
}

/** Questions whose answers may take long. */
const LONG = new Set<QuestionName>(["open", "gradient", "triangle", "whatIf", "patch", "history"]);

interface Open {
  name: QuestionName;
  resolve(answer: never): void;
  reject(why: Unanswered): void;
  progress(progress: InspectionProgress): void;
}

/** A question on its way. */
export interface Pending<N extends QuestionName> {
  answer: Promise<Answer<N>>;
  cancel(): void;
}

/** What the page asks its host: each question has one answer, or a problem. */
export class Questions {
  private readonly open = new Map<number, Open>();
  private last = 0;

  constructor(private readonly send: (request: InspectorRequest) => void) {}

  ask<N extends QuestionName>(
    name: N,
    asked: Asked<N>,
    progress: (progress: InspectionProgress) => void = () => {},
  ): Pending<N> {
    const id = ++this.last;
    const { promise, resolve, reject } = Promise.withResolvers<Answer<N>>();
    // Whoever cancels no longer listens.
    promise.catch(() => {});
    this.open.set(id, { name, resolve, reject, progress });
    this.send({ type: "ask", id, name, asked });
    return {
      answer: promise,
      cancel: () => {
        if (!this.open.delete(id)) return;
        this.send({ type: "cancel", id });
        reject(new Unanswered({ code: "cancelled", message: t("Cancelled.") }));
      },
    };
  }

  /** Cancels what may take long: something else is wanted, and questions are answered one after the other. */
  abandon(): void {
    for (const [id, { name, reject }] of this.open) {
      if (!LONG.has(name)) continue;
      this.open.delete(id);
      this.send({ type: "cancel", id });
      reject(new Unanswered({ code: "cancelled", message: t("Cancelled.") }));
    }
  }

  receive(message: InspectorMessage): void {
    if (!("id" in message)) return;
    const open = this.open.get(message.id);
    if (!open) return;
    if (message.type === "progress") return open.progress(message.progress);
    this.open.delete(message.id);
    if (message.type === "problem") return open.reject(new Unanswered(message.problem));
    if (isAnswer(open.name, message.answer)) return open.resolve(message.answer as never);
    const text = t("The answer to “{0}” has a shape that this page does not know.", open.name);
    open.reject(new Unanswered({ code: "unknown-answer", message: text, hint: t("Reload the window.") }));
  }
}
