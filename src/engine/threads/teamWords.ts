// The words by which the threads of an engine talk, in a small shared memory of their own: the core's memory moves its end
// when it grows, and holds nothing that JavaScript waits for. Each helper has a slot of one cache line.

/** The first word of every slot but the last: what main asks, what the helper answers. */
export const SLOT_WORDS = 16;

/** Number of the job that main hands over; the helper waits for it to change. */
export const TICKET = 0;
/** Ticket of the job that somebody has begun: the helper, or main in its place. */
export const CLAIMED = 1;
/** Ticket of the job that the helper has ended. */
export const DONE = 2;
/** 1 while the helper sleeps until its ticket changes, so that main need not wake who is awake. */
export const ASLEEP = 3;
/** 1 while main sleeps until DONE changes. */
export const AWAITED = 4;
/** Counts up while the helper lives: at each instruction and time step. */
export const BEATS = 5;
/** What became of the helper: see below. */
export const LIFE = 6;
/** The job: arguments and answer of the core's `run`. */
export const PROGRAM = 7;
export const PROGRAM_BYTES = 8;
export const BASES = 9;
export const STOPPABLE = 10;
export const OUTCOME = 11;

/** LIFE */
export const STARTING = 0;
export const READY = 1;
export const GONE = 2;

/** A ticket that asks the helper to end. */
export const QUIT = -1;

/** How often a waiting thread looks before it sleeps: some 100 µs, longer than a thread of an even team is late. */
export const SPINS = 4000;

/** A hint to the processor that this is a waiting loop, where the JavaScript engine has one. */
export const pause: () => void = (Atomics as { pause?: () => void }).pause ?? (() => {});
