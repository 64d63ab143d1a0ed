import type { InspectionProblem, InspectionProgress } from "../../../src/contracts/inspection.ts";
import type { States } from "../../shared/heatMap.ts";
import { type Questions, Unanswered } from "./questions.ts";

/** Numbers of one request for a few rows; more are asked for in parts. */
const PART = 1 << 14;
/** Bytes of tensors that a page keeps; then those go that nobody looked at for longest. */
const MOST_BYTES = 400 << 20;

/** A tensor that is there, on its way, or not to be had. */
export type Held =
  | { state: "here"; states: States }
  | { state: "coming"; progress: InspectionProgress | undefined }
  | { state: "failed"; problem: InspectionProblem };

/** The tensors of a look, asked for when somebody wants to see them. */
export class Tensors {
  private readonly whole = new Map<string, Held>();
  private readonly parts = new Map<string, Float32Array | undefined>();
  private bytes = 0;
  private closed = false;

  constructor(
    private readonly questions: Questions,
    readonly look: number,
    private readonly changed: () => void,
  ) {}

  /** All rows of a tensor (time, width). */
  get(name: string): Held {
    const held = this.whole.get(name);
    if (held) {
      // The map goes by age.
      this.whole.delete(name);
      this.whole.set(name, held);
      return held;
    }
    const coming: Held = { state: "coming", progress: undefined };
    this.whole.set(name, coming);
    const pending = this.questions.ask("tensor", { look: this.look, name }, (progress) => {
      coming.progress = progress;
      this.changed();
    });
    pending.answer.then(
      ({ shape, values }) => {
        const units = shape.slice(1).reduce((product, size) => product * size, 1);
        this.keep(name, { time: shape[0], units, values });
      },
      (why: unknown) => {
        if (!this.closed) this.whole.set(name, { state: "failed", problem: problemOf(why) });
        this.changed();
      },
    );
    return coming;
  }

  /** One row; undefined until it has come. Of a large tensor only the rows around are asked for. */
  row(name: string, step: number, width: number, time: number): Float32Array | undefined {
    const held = this.whole.get(name);
    if (held?.state === "here") {
      const { values, units } = held.states;
      return values.subarray(step * units, (step + 1) * units);
    }
    const rows = Math.max(1, Math.floor(PART / width));
    const from = Math.floor(step / rows) * rows;
    const key = `${name} ${from}`;
    if (!this.parts.has(key)) {
      this.parts.set(key, undefined);
      const to = Math.min(time, from + rows);
      this.questions.ask("tensor", { look: this.look, name, from, to }).answer.then(
        ({ values }) => {
          this.parts.set(key, values);
          this.changed();
        },
        () => this.parts.delete(key),
      );
    }
    return this.parts.get(key)?.subarray((step - from) * width, (step - from + 1) * width);
  }

  /** Asks again for what could not be had. */
  retry(name: string): void {
    if (this.whole.get(name)?.state === "failed") this.whole.delete(name);
    this.changed();
  }

  close(): void {
    this.closed = true;
    this.whole.clear();
    this.parts.clear();
  }

  private keep(name: string, states: States): void {
    if (this.closed) return;
    this.whole.set(name, { state: "here", states });
    this.bytes += states.values.byteLength;
    for (const [other, held] of this.whole) {
      if (this.bytes <= MOST_BYTES) break;
      if (held.state !== "here" || other === name) continue;
      this.bytes -= held.states.values.byteLength;
      this.whole.delete(other);
    }
    this.changed();
  }
}

export function problemOf(why: unknown): InspectionProblem {
  return why instanceof Unanswered ? why.problem : { code: "failed", message: String(why) };
}
