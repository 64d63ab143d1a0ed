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
const LONG = new Set<QuestionName>(["open", "gradient", "triangle", "whatIf", "patch", "history", "baseline"]);

/** Milliseconds without a question after which an idle one is sent. */
const REST = 60;

interface Open {
  name: QuestionName;
  asked: unknown;
  /** Asked by nobody in particular: it waits for the others, and makes room for them. */
  idle: boolean;
  resolve(answer: never): void;
  reject(why: Unanswered): void;
  progress(progress: InspectionProgress): void;
}

/** What is asked, and who hears how far the answer is. */
type Question<N extends QuestionName> = [name: N, asked: Asked<N>, progress?: (progress: InspectionProgress) => void];

/** A question on its way. */
export interface Pending<N extends QuestionName> {
  answer: Promise<Answer<N>>;
  cancel(): void;
}

/** What the page asks its host: each question has one answer, or a problem. */
export class Questions {
  private readonly open = new Map<number, Open>();
  /** Idle questions that are not sent yet, or had to make room. */
  private readonly waiting: Open[] = [];
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly send: (request: InspectorRequest) => void) {}

  ask<N extends QuestionName>(...question: Question<N>): Pending<N> {
    return this.add(question, false);
  }

  /**
   * Asks once nothing else is asked: questions are answered one after the other, and what is in sight comes first. Where another question
   * comes while this one is worked on, it is asked anew after that.
   */
  askIdle<N extends QuestionName>(...question: Question<N>): Pending<N> {
    return this.add(question, true);
  }

  private add<N extends QuestionName>([name, asked, progress = () => {}]: Question<N>, idle: boolean): Pending<N> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer<N>>();
    // Whoever cancels no longer listens.
    promise.catch(() => {});
    const open: Open = { name, asked, idle, resolve, reject, progress };
    if (idle) {
      this.waiting.push(open);
      this.rest();
    } else {
      this.makeRoom();
      this.sendNow(open);
    }
    return { answer: promise, cancel: () => this.cancel(open) };
  }

  private sendNow(open: Open): void {
    const id = ++this.last;
    this.open.set(id, open);
    this.send({ type: "ask", id, name: open.name, asked: open.asked });
  }

  /** Idle questions that are worked on wait again. */
  private makeRoom(): void {
    for (const [id, open] of this.open) {
      if (!open.idle) continue;
      this.open.delete(id);
      this.send({ type: "cancel", id });
      this.waiting.push(open);
    }
  }

  /** Sends an idle question once nothing was asked for a moment: what has just come often leads to the next question. */
  private rest(): void {
    clearTimeout(this.timer);
    if (this.waiting.length === 0 || this.open.size > 0) return;
    this.timer = setTimeout(() => {
      const next = this.open.size === 0 ? this.waiting.shift() : undefined;
      if (next) this.sendNow(next);
    }, REST);
  }

  private cancel(open: Open): void {
    const id = [...this.open].find(([, other]) => other === open)?.[0];
    const waiting = this.waiting.indexOf(open);
    if (id === undefined && waiting < 0) return;
    if (id !== undefined) {
      this.open.delete(id);
      this.send({ type: "cancel", id });
    } else this.waiting.splice(waiting, 1);
    open.reject(new Unanswered({ code: "cancelled", message: t("Cancelled.") }));
    this.rest();
  }

  /** Cancels what may take long: something else is wanted, and questions are answered one after the other. */
  abandon(): void {
    for (const open of [...this.waiting, ...this.open.values()]) if (LONG.has(open.name)) this.cancel(open);
  }

  receive(message: InspectorMessage): void {
    if (!("id" in message)) return;
    const open = this.open.get(message.id);
    if (!open) return;
    if (message.type === "progress") return open.progress(message.progress);
    this.open.delete(message.id);
    this.settle(open, message);
    this.rest();
  }

  private settle(open: Open, message: Extract<InspectorMessage, { type: "answer" | "problem" }>): void {
    if (message.type === "problem") return open.reject(new Unanswered(message.problem));
    if (isAnswer(open.name, message.answer)) return open.resolve(message.answer as never);
    const text = t("The answer to “{0}” has a shape that this page does not know.", open.name);
    open.reject(new Unanswered({ code: "unknown-answer", message: text, hint: t("Reload the window.") }));
  }
}
