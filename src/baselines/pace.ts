/**
 * Called between slices of a few milliseconds of work: lets messages through, and throws `Cancelled` when somebody cancels it.
 */
export type Pace = () => Promise<void>;
