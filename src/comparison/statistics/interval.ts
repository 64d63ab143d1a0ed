import { Random } from "../../base/random.ts";
import { deviation, mean } from "./spread.ts";
import { studentQuantile } from "./student.ts";

/** Where the mean of what a sample was drawn from lies, with 95 % confidence. */
export interface Interval {
  mean: number;
  low: number;
  high: number;
  /** `student`: t, symmetric. `bootstrap`: percentiles of the means of samples drawn from the sample. */
  by: "student" | "bootstrap";
}

/** With fewer values an interval would say nothing. */
export const LEAST_FOR_INTERVAL = 3;
/** From so many on, resampling knows more of the distribution than the assumption that it is normal. */
const LEAST_FOR_BOOTSTRAP = 10;
const RESAMPLES = 9_999;
const OUTSIDE = 0.05;

/** The interval of the mean of a sample; undefined of fewer than three values. The same values give the same interval. */
export function intervalOf(values: readonly number[]): Interval | undefined {
  if (values.length < LEAST_FOR_INTERVAL) return undefined;
  return values.length < LEAST_FOR_BOOTSTRAP ? studentInterval(values) : bootstrapInterval(values);
}

/** mean ± t(0.975, n − 1) · s / √n */
export function studentInterval(values: readonly number[]): Interval {
  const middle = mean(values);
  const freedom = values.length - 1;
  const half = (studentQuantile(1 - OUTSIDE / 2, freedom) * deviation(values)) / Math.sqrt(values.length);
  return { mean: middle, low: middle - half, high: middle + half, by: "student" };
}

/** Percentiles of resampled means (Efron 1979), as SciPy's `bootstrap(method="percentile")`. */
export function bootstrapInterval(values: readonly number[]): Interval {
  const random = Random.seeded(values.length, "bootstrap");
  const means = new Float64Array(RESAMPLES);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[random.nextInt(values.length)];
    means[resample] = sum / values.length;
  }
  means.sort();
  return {
    ...{ mean: mean(values), low: percentile(means, OUTSIDE / 2), high: percentile(means, 1 - OUTSIDE / 2) },
    by: "bootstrap",
  };
}

/** Between the two nearest of sorted values, linearly, as NumPy's. */
function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
