import { type FigureName, isBetter, rises } from "../base/metrics.ts";
import { bestBy, type Config } from "../config/index.ts";
import { doesNotFit, savedValue } from "./savedValue.ts";

/** Counts validations in a row whose figure, `training.best`, was not better; the run ends at `patience` of them. */
export class EarlyStopping {
  private readonly options: Config["training"]["earlyStopping"];
  private readonly figure: FigureName;
  /** Undefined before the first that was a number. */
  private best: number | undefined;
  private waited = 0;

  constructor(config: Config) {
    this.options = config.training.earlyStopping;
    this.figure = bestBy(config);
  }

  validated(value: number): void {
    if (!this.options) return;
    if (this.isBetter(value, this.options.minDelta)) {
      this.best = value;
      this.waited = 0;
    } else this.waited++;
  }

  private isBetter(value: number, least: number): boolean {
    if (!Number.isFinite(value)) return false;
    if (this.best === undefined) return true;
    return isBetter(this.figure, value, rises(this.figure) ? this.best + least : this.best - least);
  }

  get isOver(): boolean {
    return this.options !== null && this.waited >= this.options.patience;
  }

  /** For a checkpoint's metadata. */
  save(): Record<string, string> {
    return { [KEY]: JSON.stringify([this.best ?? null, this.waited]) };
  }

  /** Takes over what `save` gave; without it, as at the start of a run. */
  restore(metadata: Record<string, string>): void {
    const saved = savedValue(metadata, KEY) ?? [null, 0];
    const [best, waited] = Array.isArray(saved) && saved.length === 2 ? saved : [];
    if (!(best === null || typeof best === "number") || !Number.isSafeInteger(waited)) throw doesNotFit(KEY);
    this.best = best ?? undefined;
    this.waited = waited;
  }
}

const KEY = "unroll.earlyStopping";

/** Whether a run that was saved with this metadata has ended early, by the config that it would go on with. */
export function hasStoppedEarly(config: Config, metadata: Record<string, string>): boolean {
  const state = new EarlyStopping(config);
  state.restore(metadata);
  return state.isOver;
}
