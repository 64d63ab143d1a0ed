/** What was decided of a trial at a rung. */
export interface Decision {
  /** From 1. */
  trial: number;
  /** After how many steps. */
  step: number;
  /** The figure that was measured there; null where it is not finite. */
  value: number | null;
  /** The value that it had to reach; null for the first trial there. */
  cutoff: number | null;
  goesOn: boolean;
}

/** Of how many trials that reach a rung one goes on, and by how much the steps to the next grow. */
export const REDUCTION = 3;

/** The steps after which trials are compared: the least, and 3, 9, 27 … times as many, before the last. */
export function rungsOf(minSteps: number, steps: number): number[] {
  const rungs: number[] = [];
  for (let rung = minSteps; rung < steps; rung *= REDUCTION) rungs.push(rung);
  return rungs;
}

/** The rungs of a training of so many steps; without a least one, from a 27th of them on. */
export function rungsWithin(steps: number, least: number | null): number[] {
  return rungsOf(least ?? Math.max(1, Math.floor(steps / REDUCTION ** 3)), steps);
}

/**
 * Asynchronous successive halving in its stopping form (Li et al. 2020; Ray Tune's `ASHAScheduler` with one bracket): a trial that
 * reaches a rung goes on unless it is below the best third of those that reached it before. Nothing is decided again later.
 */
export class Halving {
  private readonly decided: Decision[] = [];

  /** @param rises whether larger values are better; `before` are decisions of a sweep that goes on */
  constructor(
    private readonly rises: boolean,
    before: readonly Decision[] = [],
  ) {
    this.decided.push(...before);
  }

  get decisions(): readonly Decision[] {
    return this.decided;
  }

  /** Decides of a trial that has reached a rung; what was decided of it before stays. A value that is not finite ends it. */
  decide(trial: number, step: number, value: number): Decision {
    const known = this.decided.find((decision) => decision.trial === trial && decision.step === step);
    if (known) return known;
    const sign = this.rises ? 1 : -1;
    const reached = this.decided.flatMap(({ step: at, value }) =>
      at === step && value !== null ? [sign * value] : [],
    );
    const cutoff = reached.length === 0 ? null : quantile(reached, 1 - 1 / REDUCTION);
    const isMeasured = Number.isFinite(value);
    const goesOn = isMeasured && (cutoff === null || sign * value >= cutoff);
    const decision: Decision = {
      trial,
      step,
      value: isMeasured ? value : null,
      cutoff: cutoff === null ? null : sign * cutoff,
      goesOn,
    };
    this.decided.push(decision);
    return decision;
  }
}

/** With linear interpolation, to the bit as NumPy's `percentile`: a value that equals it must not fall below it. */
function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * ((q * 100) / 100);
  const low = sorted[Math.floor(at)];
  const high = sorted[Math.min(Math.floor(at) + 1, sorted.length - 1)];
  const share = at - Math.floor(at);
  const difference = high - low;
  return share >= 0.5 ? high - difference * (1 - share) : low + difference * share;
}
