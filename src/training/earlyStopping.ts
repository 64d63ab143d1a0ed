import type { Config } from "../config/index.ts";
import { doesNotFit, savedValue } from "./savedValue.ts";

/** Counts validations in a row that were not better; the run ends at `patience` of them. */
export class EarlyStopping {
  private best = Number.POSITIVE_INFINITY;
  private waited = 0;

  constructor(private readonly options: Config["training"]["earlyStopping"]) {}

  validated(loss: number): void {
    if (!this.options) return;
    if (loss < this.best - this.options.minDelta) {
      this.best = loss;
      this.waited = 0;
    } else this.waited++;
  }

  get isOver(): boolean {
    return this.options !== null && this.waited >= this.options.patience;
  }

  /** For a checkpoint's metadata. */
  save(): Record<string, string> {
    // JSON has no infinity.
    return { [KEY]: JSON.stringify([Number.isFinite(this.best) ? this.best : null, this.waited]) };
  }

  /** Takes over what `save` gave; without it, as at the start of a run. */
  restore(metadata: Record<string, string>): void {
    const saved = savedValue(metadata, KEY) ?? [null, 0];
    const [best, waited] = Array.isArray(saved) && saved.length === 2 ? saved : [];
    if (!(best === null || typeof best === "number") || !Number.isSafeInteger(waited)) throw doesNotFit(KEY);
    this.best = best ?? Number.POSITIVE_INFINITY;
    this.waited = waited;
  }
}

const KEY = "unroll.earlyStopping";

/** Whether a run that was saved with this metadata has ended early, by the config that it would go on with. */
export function hasStoppedEarly(config: Config, metadata: Record<string, string>): boolean {
  const state = new EarlyStopping(config.training.earlyStopping);
  state.restore(metadata);
  return state.isOver;
}
