/**
 * Called between slices of a few milliseconds of work: lets messages through, and throws `Stopped` when somebody wants to stop.
 */
export type Pace = () => Promise<void>;

/** Somebody wants to stop: what was begun is given up. */
export class Stopped extends Error {}
