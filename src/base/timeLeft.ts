/** A step of a training, and when it was done: milliseconds of any steady clock. */
export interface StepTime {
  step: number;
  time: number;
}

/** Seconds of training before anything is said about the time left: the first moments would promise anything. */
const SOONEST = 0.5;

/**
 * Seconds until step `steps`, at the mean speed between `begun`, the first step that was seen, and `now`. That includes what comes between
 * steps, such as validations. Null while too little has been seen to say.
 */
export function secondsLeft(begun: StepTime, now: StepTime, steps: number): number | null {
  const seconds = (now.time - begun.time) / 1000;
  const done = now.step - begun.step;
  if (seconds < SOONEST || done <= 0) return null;
  return (Math.max(0, steps - now.step) * seconds) / done;
}
