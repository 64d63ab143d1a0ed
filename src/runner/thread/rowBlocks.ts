import { type CurveBlock, CurveWriter } from "../../base/curves/curveBlock.ts";
import type { RunEvent } from "../host.ts";

/** Rows are passed on so often at most, milliseconds. */
const INTERVAL = 100;

/** Passes the rows of a training on as blocks, ten times a second at most, and of its steps only the newest as an event. */
export class RowBlocks {
  private readonly steps: CurveWriter;
  private readonly validations: CurveWriter;
  private newest: RunEvent | undefined;
  private passedOn = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pass: (event: RunEvent) => void,
    curves: (block: CurveBlock) => void,
  ) {
    this.steps = new CurveWriter("steps", curves);
    this.validations = new CurveWriter("validations", curves);
  }

  emit(event: RunEvent): void {
    if (event.event === "step") {
      this.steps.add(event);
      this.newest = event;
      const wait = this.passedOn + INTERVAL - performance.now();
      if (wait <= 0) this.flush();
      else this.timer ??= setTimeout(() => this.flush(), wait).unref();
      return;
    }
    // What comes after a step is heard after it.
    this.flush();
    this.pass(event);
    if (event.event === "start") {
      this.steps.voidAfter(event.step);
      this.validations.voidAfter(event.step);
    } else if (event.event === "validation") {
      this.validations.add(event);
      this.validations.flush();
    }
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.steps.flush();
    if (this.newest === undefined) return;
    this.passedOn = performance.now();
    this.pass(this.newest);
    this.newest = undefined;
  }
}
