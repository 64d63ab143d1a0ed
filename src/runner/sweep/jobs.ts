import type { Config, SweepMethod } from "../../config/index.ts";

/** How many trials train at a time, and how many threads each of them may have. */
export interface Jobs {
  jobs: number;
  /** Undefined where one trial has them all, as a training alone. */
  threads: number | undefined;
}

/**
 * One thread a trial, and a trial a core, where there are more trials than cores: threads that share a minibatch wait for each
 * other, and trials do not. (Four trials on two cores: an LSTM of 32 units takes 2.4 s instead of 3.3 s, one of 128 units 4.3 s instead
 * of 4.6 s.) Halving decides by the order in which trials come, so it has one at a time unless more are asked for.
 */
export function usualJobs(trials: number, method: SweepMethod, { training }: Config, cores: number): number {
  if (method === "halving" || trials <= cores) return 1;
  return Math.max(1, Math.floor(cores / (training.threads ?? 1)));
}

/** The cores are shared by so many trials at a time. */
export function jobsFor(asked: number, trials: number, cores: number): Jobs {
  const jobs = Math.max(1, Math.min(trials, asked));
  return { jobs, threads: jobs > 1 ? Math.max(1, Math.floor(cores / jobs)) : undefined };
}
