// What tools/build.mjs defines for each build of the core.

/** Whether products are made of tiles for registers of 256 bits. The compiler drops what this excludes. */
declare const UNROLL_WIDE: bool;
